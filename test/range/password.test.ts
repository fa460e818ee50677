import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HASH_KINDS, NTLM, SHA1 } from '../../src/range/kind.ts';
import { hashOfPassword } from '../../src/range/password.ts';

describe('the SHA-1 of a password', () => {
	// The first is the example of FIPS 180-2, appendix A.1.
	it.each([
		['abc', 'A9993E364706816ABA3E25717850C26C9CD0D89D'],
		['password', '5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8'],
		['', SHA1.emptyPassword],
	])('the SHA-1 of %j is %s', (text, hash) => {
		expect(hashOfPassword(text, SHA1)).toBe(hash);
	});

	it('a password is hashed as UTF-8, without normalization', () => {
		expect(hashOfPassword('\u00e9', SHA1)).toBe('BF15BE717AC1B080B4F1C456692825891FF5073D');
		expect(hashOfPassword('e\u0301', SHA1)).not.toBe(hashOfPassword('\u00e9', SHA1));
	});

	it('the SHA-1 of bytes is that of the same bytes, in whatever encoding', () => {
		const latin1 = Buffer.from('caf\u00e9', 'latin1');
		expect(hashOfPassword(latin1, SHA1)).toBe('D2F52BC4406898FC722C0B4E314F9B46FC85CDE4');
	});
});

describe('the NTLM hash of a password', () => {
	// As Windows makes them: the examples that every tool of the field tests with.
	it.each([
		['password', '8846F7EAEE8FB117AD06BDD830B7586C'],
		['123456', '32ED87BDB5FDC5E9CBA88547376818D4'],
		['Password1', '64F12CDDAA88057E06A81B54E73B949B'],
		['', NTLM.emptyPassword],
	])('the NTLM hash of %j is %s', (text, hash) => {
		expect(hashOfPassword(text, NTLM)).toBe(hash);
		expect(hashOfPassword(Buffer.from(text), NTLM)).toBe(hash);
	});

	it('bytes that are not UTF-8 have no NTLM hash, since their text is not known', () => {
		expect(hashOfPassword(Buffer.from('caf\u00e9', 'latin1'), NTLM)).toBeUndefined();
	});
});

it.each(HASH_KINDS)('text and its UTF-8 have the same hash of kind $name', (kind) => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
			expect(hashOfPassword(Buffer.from(text), kind)).toBe(hashOfPassword(text, kind));
		}),
	);
});

it('half a surrogate pair has no UTF-8 and so no SHA-1, but an NTLM hash', () => {
	expect(hashOfPassword('a\ud83d', SHA1)).toBeUndefined();
	expect(hashOfPassword('a\ud83d', NTLM)).not.toBe(hashOfPassword('a\ufffd', NTLM));
	expect(hashOfPassword('a\u{1f600}', SHA1)).toBeDefined();
});
