import { describe, expect, it } from 'vitest';
import { ownHash, withoutHash, withoutOwnHash } from '../../src/output/redaction.ts';
import { HASH_KINDS, hashDigits, NTLM, SHA1, shortestHash } from '../../src/range/kind.ts';
import { sha1 } from '../support/ranges.ts';

/** Its base64 has both a plus sign and a slash. */
const DIGITS = 'FBEFBEFFFFFF00112233445566778899AABBCCDD';

describe.each(HASH_KINDS)('a cell beside a $title hash', (kind) => {
	const hex = DIGITS.slice(0, hashDigits(kind));
	const own = ownHash(hex, kind);
	const bytes = Buffer.from(hex, 'hex');
	const otherHash = sha1('rose').slice(0, hashDigits(kind));

	it.each([
		['hex digits', hex],
		['lower-case hex digits', hex.toLowerCase()],
		['hex digits with separators', hex.match(/../g)?.join(':') ?? ''],
		['hex digits in a sentence', `old hash ${hex}, see ticket`],
		['base64', bytes.toString('base64')],
		['base64 without padding', bytes.toString('base64').replace(/=+/, '')],
		['base64url', bytes.toString('base64url')],
		['percent-encoded base64', encodeURIComponent(bytes.toString('base64'))],
		['base64 on two lines', bytes.toString('base64').replace(/^.{14}/, '$&\n')],
		['escaped bytes of a program', hex.replaceAll(/../g, '\\x$&')],
	])(`the account's own ${kind.title} hash is redacted when written as %s`, (_, cell) => {
		expect(cell.length).toBeGreaterThanOrEqual(shortestHash(kind));
		expect(withoutOwnHash(cell, own)).toBe('[hash]');
		expect(withoutHash(cell, own)).toBe('[hash]');
	});

	it(`the ${kind.title} hash of another account is redacted in kept cells, but not as an id`, () => {
		expect(withoutHash(`see ${otherHash}`, own)).toBe('[hash]');
		expect(withoutOwnHash(otherHash, own)).toBe(otherHash);
	});

	it('cells of a row without a hash are unchanged', () => {
		for (const none of ['', ' ', 'none']) {
			const cell = 'corp.example\\\\carl.with.a.long.name:1106';
			expect(withoutOwnHash(cell, ownHash(none, kind))).toBe(cell);
		}
	});

	it(`cells without a ${kind.title} hash are unchanged`, () => {
		for (const cell of [
			'',
			'u1',
			'a'.repeat(shortestHash(kind) - 1),
			'someone.with.a.long.name@example.com',
			hex.slice(1),
		]) {
			expect(withoutHash(cell, own)).toBe(cell);
		}
	});
});

it('32 hex digits are redacted only among NTLM hashes, since many ids have this form', () => {
	const id = 'd41d8cd98f00b204e9800998ecf8427e';
	expect(withoutHash(id, ownHash(sha1('rose'), SHA1))).toBe(id);
	expect(withoutHash(id, ownHash(NTLM.emptyPassword, NTLM))).toBe('[hash]');
});
