import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortInPlace } from '../../../src/match/keys/in-place-sort.ts';

it('pairs are sorted by their second words, however many of these begin alike', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: 60_000 }),
			fc.constantFrom(0, 0xff, 0xff_00ff, 0xffff_ffff),
			fc.constantFrom(0, 0xff_0000, 0xffff_ffff),
			fc.integer({ min: 1 }),
			(size, lowMask, highMask, seed) => {
				const pairs = new BigUint64Array(new SharedArrayBuffer(size * 8));
				const words = new Uint32Array(pairs.buffer);
				for (let word = 0; word < words.length; word += 1) {
					const mixed = Math.imul(word + seed, 0x9e3779b1);
					words[word] = (mixed ^ (mixed >>> 15)) & (word % 2 === 0 ? lowMask : highMask);
				}
				const expected = BigUint64Array.from(pairs).sort();
				sortInPlace(words, 0, size);
				const isSorted = pairs.every(
					(pair, index) => pair >> 32n === (expected[index] as bigint) >> 32n,
				);
				expect(isSorted).toBe(true);
				// None is lost.
				expect(pairs.sort().every((pair, index) => pair === expected[index])).toBe(true);
			},
		),
		{ numRuns: 20 },
	);
});
