import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHash } from '../../src/range/hash.ts';
import { type HashKind, hashWords, NTLM, SHA1, suffixDigits } from '../../src/range/kind.ts';
import { RangeSearch } from '../../src/range/lookup.ts';
import { type PackedRange, viewPacked } from '../../src/range/packed.ts';
import { packText } from '../../src/range/wire.ts';
import { sha1 } from '../support/ranges.ts';
import { runs } from '../support/thorough.ts';

const PREFIX = 'ABCDE';

function rangeOf(suffixes: readonly string[], kind: HashKind): PackedRange {
	const text = suffixes.map((suffix) => `${suffix}:1\n`).join('');
	const prefix = Number.parseInt(PREFIX, 16);
	const packed = packText(Buffer.from(text), prefix, kind);
	const range = packed.ok ? viewPacked(kind, prefix, packed.packed) : undefined;
	if (range === undefined) throw new Error(`not a range: ${JSON.stringify(packed)}`);
	return range;
}

/** The index of the suffix in the range. The hash is passed with other words around it. */
function find(range: PackedRange, suffix: string, kind: HashKind): number {
	const words = new Uint32Array(hashWords(kind) + 4).fill(0x55555555);
	expect(parseHash(PREFIX + suffix, kind, words, 2)).toBe(true);
	return new RangeSearch(range).find(words, 2);
}

function ascending(suffixes: readonly string[]): string[] {
	return [...new Set(suffixes)].toSorted();
}

/**
 * Random suffixes, and suffixes that begin as one of them does, up to a digit near the boundary of a
 * column. So a range may have many suffixes in a row with the same `lead`.
 */
function suffixesOf(kind: HashKind): fc.Arbitrary<string[]> {
	const digits = suffixDigits(kind);
	const hex = fc.string({
		unit: fc.constantFrom(...'0123456789ABCDEF'),
		minLength: digits,
		maxLength: digits,
	});
	const base = fc.oneof(hex, fc.constantFrom('0'.repeat(digits), 'F'.repeat(digits)));
	const shared = fc.constantFrom(0, 1, 7, 8, 9, 15, 16, 17, 18, 19, 20, 26, digits - 1);
	return fc
		.tuple(
			fc.array(base, { minLength: 1, maxLength: 4 }),
			fc.array(fc.tuple(fc.nat(3), shared, hex), { minLength: 1, maxLength: 60 }),
		)
		.map(([bases, similar]) => [
			...bases,
			...similar.map(([at, length, rest]) => {
				const base = bases[at % bases.length] ?? rest;
				return base.slice(0, length) + rest.slice(length);
			}),
		]);
}

describe.each([SHA1, NTLM])('RangeSearch in a range of $name', (kind) => {
	it(`a lookup finds each ${kind.name} hash of the range at its index, and nothing else`, () => {
		const split = suffixesOf(kind).chain((suffixes) =>
			fc.record({
				suffixes: fc.constant(suffixes),
				stored: fc.subarray(suffixes, { minLength: 1 }).map(ascending),
			}),
		);
		fc.assert(
			fc.property(split, ({ suffixes, stored }) => {
				const range = rangeOf(stored, kind);
				const index = new Map(stored.map((suffix, at) => [suffix, at]));
				for (const suffix of suffixes) {
					expect(find(range, suffix, kind), suffix).toBe(index.get(suffix) ?? -1);
				}
			}),
			{ numRuns: runs(300) },
		);
	});

	it(`a lookup distinguishes ${kind.name} hashes that differ in one digit, whichever it is`, () => {
		const stored = '0123456789ABCDEF0123456789ABCDEF012'.slice(0, suffixDigits(kind));
		const range = rangeOf([stored], kind);
		expect(find(range, stored, kind)).toBe(0);
		for (let at = 0; at < stored.length; at += 1) {
			const other = `${stored.slice(0, at)}${stored[at] === '8' ? '9' : '8'}${stored.slice(at + 1)}`;
			expect(find(range, other, kind), `digit ${at + 1}`).toBe(-1);
		}
	});

	it(`a lookup finds every suffix of the largest possible range of ${kind.name}`, () => {
		const hashes = Array.from({ length: 5000 }, (_, n) => sha1(String(n)));
		const suffixes = ascending(hashes.map((hash) => hash.slice(0, suffixDigits(kind))));
		const stored = suffixes.filter((_, at) => at % 2 === 0);
		const range = rangeOf(stored, kind);
		expect(stored.map((suffix) => find(range, suffix, kind))).toEqual([...stored.keys()]);
		const absent = suffixes.filter((_, at) => at % 2 === 1);
		expect(absent.filter((suffix) => find(range, suffix, kind) !== -1)).toEqual([]);
	});
});
