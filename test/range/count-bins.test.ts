import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binOf, binStart, COUNT_BINS, tallyCounts } from '../../src/range/count-bins.ts';
import { SHA1 } from '../../src/range/kind.ts';
import { viewPacked } from '../../src/range/packed.ts';
import { packText } from '../../src/range/wire.ts';
import { madeUpEntries, rangeText } from '../support/ranges.ts';

/** Counts of all sizes, up to the largest. */
const counts = fc
	.tuple(fc.nat(15), fc.double({ min: 0, max: 1, noNaN: true }))
	.map(([power, part]) => Math.floor(10 ** (power + part)))
	.map((count) => Math.min(Math.max(count, 1), Number.MAX_SAFE_INTEGER));

describe('the bin of a count', () => {
	it('begins with the first two digits of the count, and zeros', () => {
		fc.assert(
			fc.property(counts, (count) => {
				const [digits, zeros] = [String(count).slice(0, 2), String(count).slice(2)];
				const bin = binOf(count);
				expect(binStart(bin)).toBe(Number(digits + '0'.repeat(zeros.length)));
				expect(bin).toBeLessThan(COUNT_BINS);
			}),
		);
	});

	it('each bin from the second on is that of its lowest count', () => {
		for (let bin = 1; bin < COUNT_BINS; bin += 1) {
			// The last bins are beyond the largest count.
			if (binStart(bin) <= Number.MAX_SAFE_INTEGER) expect(binOf(binStart(bin))).toBe(bin);
			expect(binStart(bin)).toBeGreaterThan(binStart(bin - 1));
		}
	});
});

it('the counts of a range are those of its lines, and can be taken away again', () => {
	fc.assert(
		fc.property(fc.array(counts, { minLength: 1, maxLength: 60 }), (own) => {
			const entries = madeUpEntries('00000', own.length).map(({ suffix }, index) => ({
				suffix,
				count: own[index] as number,
			}));
			const result = packText(Buffer.from(rangeText(entries)), 0, SHA1);
			if (!result.ok) throw new Error(result.fault);
			const range = viewPacked(SHA1, 0, result.packed);
			if (range === undefined) throw new Error('not packed');
			const expected = new Float64Array(COUNT_BINS);
			for (const count of own) expected[binOf(count)] = (expected[binOf(count)] as number) + 1;
			const tally = new Float64Array(COUNT_BINS);
			tallyCounts(range, tally, 1);
			expect(tally).toEqual(expected);
			tallyCounts(range, tally, -1);
			expect(tally.every((hashes) => hashes === 0)).toBe(true);
		}),
	);
});
