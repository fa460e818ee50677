import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binOf, binStart, type CountedHashes } from '../../src/range/count-bins.ts';
import {
	MIN_HASHES,
	type ShownCounts,
	shownCount,
	shownCounts,
	shownRank,
	sparseTiers,
} from '../../src/verdict/count-classes.ts';
import { THRESHOLDS, TIERS, tierOf } from '../../src/verdict/tiers.ts';

/** How often the hash of a store may have been seen, for a random number from 0 to 1. */
const SHAPES: readonly ((chance: number) => number)[] = [
	// Most hashes were seen once or twice, few a million times.
	(chance) => (1 - chance) ** -1.1,
	(chance) => 10 ** (chance * 7),
	(chance) => 1 + chance * 30,
	(chance) => 100 + chance * 400,
];

/** Stores as the counts of their hashes. */
const stores = fc
	.record({ hashes: fc.integer({ min: 0, max: 1200 }), seed: fc.nat(), shape: fc.nat(3) })
	.map(({ hashes, seed, shape }) => {
		const random = randomFrom(seed);
		return Array.from({ length: hashes }, () =>
			Math.floor((SHAPES[shape] as (typeof SHAPES)[number])(random())),
		);
	});
const minCounts = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 500 }));

/** A generator of numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
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

function sizes<One, Key>(all: readonly One[], keyOf: (one: One) => Key): Map<Key, number> {
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
				const wrong = all.filter(({ count, shown, rank }, index) => {
					const before = all[index - 1];
					const isInOrder = before === undefined || (before.shown <= shown && before.rank <= rank);
					return shown > count || rank > count || !isInOrder || !/^[1-9]\d?0*$/.test(String(shown));
				});
				expect(wrong).toEqual([]);
			}),
		);
	});

	it('with more and with fewer hashes of a store: of two classes of a tier one is in the other, or they are apart', () => {
		fc.assert(
			fc.property(stores, fc.integer({ min: 1, max: 20 }), (counts, part) => {
				// As the store was before it had the other ranges.
				const before = counts.slice(0, Math.ceil((counts.length * part) / 20));
				const [few, many] = [before, counts].map((own) => shownCounts(counted(own), 1));
				const both = before.map((count) => ({
					few: `${tierOf(count)} ${shownCount(few as ShownCounts, count)}`,
					many: `${tierOf(count)} ${shownCount(many as ShownCounts, count)}`,
				}));
				const [ofFew, ofMany] = [sizes(both, (one) => one.few), sizes(both, (one) => one.many)];
				for (const [key, hashes] of sizes(both, (one) => `${one.few},${one.many}`)) {
					const [one = '', other = ''] = key.split(',');
					expect(hashes).toBe(Math.min(ofFew.get(one) ?? 0, ofMany.get(other) ?? 0));
				}
			}),
		);
	});

	it('beside the figures of the summary is that of 20 hashes, or of all between two thresholds', () => {
		const thresholdOf = (count: number) => THRESHOLDS.findLast((own) => own <= count) as number;
		fc.assert(
			fc.property(stores, (counts) => {
				const all = shownIn(counts, 1);
				const between = sizes(all, ({ count }) => thresholdOf(count));
				const parts = sizes(all, ({ count, shown }) => `${thresholdOf(count)} ${shown}`);
				for (const [key, hashes] of parts) {
					const own = between.get(Number(key.split(' ')[0]));
					expect(hashes >= MIN_HASHES || hashes === own).toBe(true);
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

	it('counts from --min-count on are together with those of the next two digits', () => {
		const counts = Array.from({ length: 400 }, (_, index) => 130 + (index % 40));
		const shown = shownCounts(counted(counts), 137);
		expect([137, 139, 140, 149, 150].map((count) => shownCount(shown, count))).toEqual([
			130, 130, 130, 130, 150,
		]);
	});

	it('in a store of few hashes it says only that the hash was seen', () => {
		const shown = shownCounts(counted([3, 70, 40_000_000]), 1);
		expect([3, 70, 40_000_000].map((count) => shownCount(shown, count))).toEqual([2, 2, 2]);
		expect(sparseTiers(counted([3, 70, 40_000_000]), 1)).toEqual(TIERS);
	});
});
