import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pairSpace, sortPairs } from '../../src/kernels/key-pairs.ts';

const word = fc.oneof(fc.nat({ max: 3 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));

it('pairs are sorted by their second words, and keep their order where these are equal', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(word, word), { maxLength: 300, size: 'max' }), (pairs) => {
			const space = pairSpace();
			space.set(pairs.flat());
			sortPairs(pairs.length);
			const sorted = pairs.map((_, index) => [...space.subarray(2 * index, 2 * index + 2)]);
			expect(sorted).toEqual(pairs.toSorted((a, b) => a[1] - b[1]));
		}),
	);
});
