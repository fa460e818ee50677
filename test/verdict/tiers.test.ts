import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type CountedAccounts,
	countByThreshold,
	countByTier,
	THRESHOLDS,
	TIERS,
	tierOf,
} from '../../src/verdict/tiers.ts';

const anyCount = fc.oneof(
	fc.integer({ min: 1, max: 200 }),
	fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
	fc.tuple(fc.constantFrom(...THRESHOLDS), fc.constantFrom(0, 1)).map(([at, step]) => at + step),
);

const anyCounted = fc.tuple(anyCount, fc.integer({ min: 1, max: 1000 }));

function sum(counts: readonly CountedAccounts[]): number {
	return counts.reduce((total, [, accounts]) => total + accounts, 0);
}

describe('tiers', () => {
	it.each([
		['1', 1, 1],
		['2-9', 2, 9],
		['10-99', 10, 99],
		['100-999', 100, 999],
		['1000-9999', 1000, 9999],
		['10000+', 10_000, Number.MAX_SAFE_INTEGER],
	])('tier %s begins at %d and ends at %d', (tier, first, last) => {
		expect(tierOf(first)).toBe(tier);
		expect(tierOf(last)).toBe(tier);
	});

	it('each of the six tiers counts its own accounts', () => {
		fc.assert(
			fc.property(fc.array(anyCounted), (counts) => {
				const expected = TIERS.map((tier) => [
					tier,
					sum(counts.filter(([count]) => tierOf(count) === tier)),
				]);
				expect(Object.entries(countByTier(counts))).toEqual(expected);
			}),
		);
		expect(TIERS).toHaveLength(6);
	});
});

describe('the threshold curve', () => {
	it('the threshold curve has the ten documented counts', () => {
		expect(THRESHOLDS).toEqual([1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000]);
	});

	it('the threshold curve gives the number of accounts that reach each count', () => {
		fc.assert(
			fc.property(fc.array(anyCounted), (counts) => {
				const expected = THRESHOLDS.map((minCount) => ({
					minCount,
					matched: sum(counts.filter(([count]) => count >= minCount)),
				}));
				expect(countByThreshold(counts)).toEqual(expected);
			}),
		);
	});
});
