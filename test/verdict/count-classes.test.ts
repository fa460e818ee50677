import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binOf, binStart } from '../../src/range/count-bins.ts';
import {
	type CountedHashes,
	MIN_HASHES,
	shownCount,
	shownCounts,
	shownRank,
	sparseTiers,
} from '../../src/verdict/count-classes.ts';
import { THRESHOLDS, type TIERS, tierOf } from '../../src/verdict/tiers.ts';

/** Stores as the counts of their hashes: many small ones, few large ones, or of any size. */
const stores = fc.oneof(
	countsOf((power) => 10 ** (power ** 3 * 8)),
	countsOf((power) => 10 ** (power * 7)),
	countsOf((power) => 1 + power * 30),
);
const minCounts = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 3000 }));

function countsOf(count: (power: number) => number): fc.Arbitrary<number[]> {
	const one = fc.double({ min: 0, max: 1, noNaN: true }).map((power) => Math.floor(count(power)));
	return fc.array(one, { maxLength: 700, size: 'max' });
}

/** The hashes of a store as its table has them. */
function counted(counts: readonly number[]): CountedHashes[] {
	const bins = new Map<number, number>();
	for (const count of counts) {
		const start = binStart(binOf(count));
		bins.set(start, (bins.get(start) ?? 0) + 1);
	}
	return [...bins].toSorted(([a], [b]) => a - b).map(([count, hashes]) => ({ count, hashes }));
}

/** What is shown for each hash of a store that may be listed. */
function shownIn(counts: readonly number[], minCount: number) {
	const shown = shownCounts(counted(counts), minCount);
	return counts
		.filter((count) => count >= minCount)
		.map((count) => ({ count, shown: shownCount(shown, count), rank: shownRank(shown, count) }));
}

type Shown = ReturnType<typeof shownIn>[number];

function sizes<Key>(all: readonly Shown[], keyOf: (one: Shown) => Key): Map<Key, number> {
	const sums = new Map<Key, number>();
	for (const one of all) sums.set(keyOf(one), (sums.get(keyOf(one)) ?? 0) + 1);
	return sums;
}

describe('what is shown of a count', () => {
	it('is that of 20 hashes of the store, or of all that may be listed', () => {
		fc.assert(
			fc.property(stores, minCounts, (counts, minCount) => {
				const all = shownIn(counts, minCount);
				for (const [, hashes] of sizes(all, ({ shown }) => shown)) {
					expect(hashes >= MIN_HASHES || hashes === all.length).toBe(true);
				}
			}),
		);
	});

	it('is that of 20 hashes of the same tier, too, unless the tier has fewer', () => {
		fc.assert(
			fc.property(stores, minCounts, (counts, minCount) => {
				const all = shownIn(counts, minCount);
				const tiers = sizes(all, ({ count }) => tierOf(count));
				const sparse = sparseTiers(counted(counts), minCount);
				for (const [key, hashes] of sizes(all, ({ shown, count }) => `${shown} ${tierOf(count)}`)) {
					const tier = key.split(' ')[1] as (typeof TIERS)[number];
					expect(hashes >= MIN_HASHES || sparse.includes(tier)).toBe(true);
					if (sparse.includes(tier)) expect(hashes).toBe(tiers.get(tier));
				}
			}),
		);
	});

	it('is no more than the count, has two digits at most, and is in the order of counts', () => {
		fc.assert(
			fc.property(stores, minCounts, (counts, minCount) => {
				const all = shownIn(counts, minCount).toSorted((a, b) => a.count - b.count);
				all.forEach(({ count, shown, rank }, index) => {
					expect(shown).toBeLessThanOrEqual(count);
					expect(shown).toBeGreaterThan(0);
					expect(String(shown)).toMatch(/^[1-9]\d?0*$/);
					expect(rank).toBeLessThanOrEqual(count);
					const before = all[index - 1];
					if (before === undefined) return;
					expect(before.shown).toBeLessThanOrEqual(shown);
					expect(before.rank).toBeLessThanOrEqual(rank);
				});
			}),
		);
	});

	it('of two states of a store: within a tier one class is in the other, so that together they tell no more', () => {
		fc.assert(
			fc.property(stores, stores, (one, other) => {
				const [a, b] = [one, other].map((counts) => shownCounts(counted(counts), 1));
				const both = [...one, ...other].map((count) => ({
					tier: tierOf(count),
					a: shownCount(a as Float64Array, count),
					b: shownCount(b as Float64Array, count),
				}));
				// In a pair of classes that overlap, one has no other partner in its tier.
				const partners = (own: 'a' | 'b', partner: 'a' | 'b') => {
					const found = new Map<string, Set<number>>();
					for (const at of both) {
						const key = `${at.tier} ${at[own]}`;
						found.set(key, (found.get(key) ?? new Set()).add(at[partner]));
					}
					return found;
				};
				const [ofA, ofB] = [partners('a', 'b'), partners('b', 'a')];
				for (const at of both) {
					const alone =
						ofA.get(`${at.tier} ${at.a}`)?.size === 1 || ofB.get(`${at.tier} ${at.b}`)?.size === 1;
					expect(alone).toBe(true);
				}
			}),
		);
	});

	it('a threshold of the summary divides no class of which both parts have 20 hashes', () => {
		fc.assert(
			fc.property(stores, (counts) => {
				const all = shownIn(counts, 1);
				for (const threshold of THRESHOLDS) {
					const above = sizes(
						all.filter(({ count }) => count >= threshold),
						({ shown }) => shown,
					);
					const below = sizes(
						all.filter(({ count }) => count < threshold),
						({ shown }) => shown,
					);
					const divided = [...above.keys()].filter((shown) => below.has(shown));
					for (const shown of divided) {
						const parts = [above.get(shown) as number, below.get(shown) as number];
						expect(Math.min(...parts)).toBeLessThan(MIN_HASHES);
					}
				}
			}),
		);
	});

	it('in a full store it is the count to two digits', () => {
		const everyBin = Array.from({ length: 1359 }, (_, bin) => binStart(bin + 1));
		const full = everyBin.map((count) => ({ count, hashes: 20 }));
		const shown = shownCounts(full, 1);
		for (const [count, expected] of [
			[1, 1],
			[42, 42],
			[999, 990],
			[1000, 1000],
			[37_359_195, 37_000_000],
		] as const) {
			expect(shownCount(shown, count)).toBe(expected);
		}
	});

	it('in a store of few hashes it says only that the hash was seen', () => {
		const shown = shownCounts(counted([3, 70, 40_000_000]), 1);
		expect([3, 70, 40_000_000].map((count) => shownCount(shown, count))).toEqual([2, 2, 2]);
		expect(sparseTiers(counted([3, 70, 40_000_000]), 1)).toEqual(['2-9', '10-99', '10000+']);
	});
});
