import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHash, prefixOf } from '../../src/range/hash.ts';
import { type HashKind, hashWords, NTLM, SHA1 } from '../../src/range/kind.ts';

const digit = fc.constantFrom(...'0123456789ABCDEFabcdef');
const hashOf = (kind: HashKind) =>
	fc.string({ unit: digit, minLength: kind.bytes * 2, maxLength: kind.bytes * 2 });

describe.each([SHA1, NTLM])('parseHash of $name', (kind) => {
	it(`the digits of a ${kind.name} hash, in either case, are read as big-endian words`, () => {
		fc.assert(
			fc.property(hashOf(kind), fc.nat(3), (text, at) => {
				const words = new Uint32Array(hashWords(kind) + 6).fill(7);
				expect(parseHash(text, kind, words, at)).toBe(true);
				const bytes = Buffer.from(text, 'hex');
				const expected = Uint32Array.from(words, (_, word) =>
					word < at || word >= at + hashWords(kind) ? 7 : bytes.readUInt32BE((word - at) * 4),
				);
				expect(words).toEqual(expected);
			}),
		);
	});

	it(`a ${kind.name} hash with one character that is not a hex digit is refused`, () => {
		// The low byte of U+0130 and U+0141 is a hex digit, and U+FF11 looks like one.
		const stranger = fc.oneof(
			fc.constantFrom('G', 'g', ' ', '/', ':', '@', '`', '-', '\0', '\u0130', '\u0141', '\uff11'),
			fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }),
		);
		fc.assert(
			fc.property(hashOf(kind), stranger, fc.nat(kind.bytes * 2 - 1), (text, odd, at) => {
				fc.pre(!/^[0-9A-Fa-f]$/.test(odd));
				const invalid = text.slice(0, at) + odd + text.slice(at + 1);
				expect(parseHash(invalid, kind, new Uint32Array(5), 0)).toBe(false);
			}),
		);
	});

	it(`a ${kind.name} hash with any other number of digits is refused`, () => {
		fc.assert(
			fc.property(fc.string({ unit: digit, maxLength: 64 }), (text) => {
				fc.pre(text.length !== kind.bytes * 2);
				expect(parseHash(text, kind, new Uint32Array(16), 0)).toBe(false);
			}),
		);
	});

	it(`a ${kind.name} hash with anything around it is refused`, () => {
		const hash = 'A'.repeat(kind.bytes * 2);
		for (const text of [` ${hash}`, `${hash} `, `${hash}\n`, `0x${hash}`, `"${hash}"`]) {
			expect(parseHash(text, kind, new Uint32Array(16), 0), JSON.stringify(text)).toBe(false);
		}
	});
});

it('the prefix is the first five digits of a hash', () => {
	fc.assert(
		fc.property(hashOf(SHA1), fc.nat(3), (text, at) => {
			const words = new Uint32Array(8);
			parseHash(text, SHA1, words, at);
			expect(prefixOf(words, at)).toBe(Number.parseInt(text.slice(0, 5), 16));
		}),
	);
});
