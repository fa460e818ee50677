import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortInPlace } from '../../../src/match/keys/in-place-sort.ts';

it('numbers are sorted as by the native sort, however many begin alike', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: 60_000 }),
			fc.constantFrom(0, 0xff, 0xff_00ff, 0xffff_ffff),
			fc.constantFrom(0, 0xff_0000, 0xffff_ffff),
			fc.integer({ min: 1 }),
			(size, lowMask, highMask, seed) => {
				const numbers = new BigUint64Array(new SharedArrayBuffer(size * 8));
				const halves = new Uint32Array(numbers.buffer);
				for (let half = 0; half < halves.length; half += 1) {
					const mixed = Math.imul(half + seed, 0x9e3779b1);
					halves[half] = (mixed ^ (mixed >>> 15)) & (half % 2 === 0 ? lowMask : highMask);
				}
				const expected = BigUint64Array.from(numbers).sort();
				sortInPlace(halves, 0, size);
				expect(numbers.every((number, index) => number === expected[index])).toBe(true);
			},
		),
		{ numRuns: 20 },
	);
});
