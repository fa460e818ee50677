import { expect, it } from 'vitest';
import { ownHash, SHORTEST_HASH, withoutHash, withoutOwnHash } from '../../src/output/redaction.ts';
import { sha1 } from '../support/ranges.ts';

/** Its base64 has both a plus sign and a slash. */
const HEX = 'FBEFBEFFFFFF00112233445566778899AABBCCDD';
const OWN = ownHash(` ${HEX.toLowerCase()} `);
const BYTES = Buffer.from(HEX, 'hex');

it.each([
	['hex digits', HEX],
	['lower-case hex digits', HEX.toLowerCase()],
	['hex digits with separators', HEX.match(/../g)?.join(':') ?? ''],
	['hex digits in a sentence', `old hash ${HEX}, see ticket`],
	['base64', BYTES.toString('base64')],
	['base64 without padding', BYTES.toString('base64').replace('=', '')],
	['base64url', BYTES.toString('base64url')],
	['percent-encoded base64', encodeURIComponent(BYTES.toString('base64'))],
	['base64 on two lines', BYTES.toString('base64').replace(/^.{14}/, '$&\n')],
	['escaped bytes of a program', HEX.replaceAll(/../g, '\\x$&')],
])("the account's own hash is redacted when written as %s", (_, cell) => {
	expect(cell.length).toBeGreaterThanOrEqual(SHORTEST_HASH);
	expect(withoutOwnHash(cell, OWN)).toBe('[hash]');
	expect(withoutHash(cell, OWN)).toBe('[hash]');
});

it('the hash of another account is redacted in kept cells, but not as an id', () => {
	const other = sha1('rose');
	expect(withoutHash(`see ${other}`, OWN)).toBe('[hash]');
	expect(withoutOwnHash(other, OWN)).toBe(other);
});

it('cells without a hash are unchanged', () => {
	for (const cell of [
		'',
		'u1',
		'a'.repeat(26),
		'someone.with.a.long.name@example.com',
		HEX.slice(1),
	]) {
		expect(withoutHash(cell, OWN)).toBe(cell);
	}
});
