/**
 * What lists say of a count, so that it does not lead back to the hash: the lowest count of a class in which the store
 * has at least `MIN_HASHES` hashes.
 *
 * The classes of a tier are parts of one fixed tree, of which a store uses as many levels as its hashes allow: parts
 * that begin at 1, 2 and 5 times a power of ten, then one digit, halves of these, two digits. So any two classes of
 * one tier, of whatever stores, are either apart or one within the other: lists from different states of a store
 * together narrow a count to the smaller of two classes, and no further. And what a summary counts by, tiers and
 * thresholds, begins where a class may begin.
 */

import {
	binOf,
	binStart,
	COUNT_BINS,
	type CountedHashes,
	type CountTally,
} from '../range/count-bins.ts';
import { TIER_STARTS, TIERS, type Tier, tierStart } from './tiers.ts';

/** The fewest hashes of the store in a class, unless the store has no more. */
export const MIN_HASHES = 20;

/** What is shown for a count, by its bin. */
export type ShownCounts = Float64Array;

/** Bins from the first up to the second. */
type Interval = readonly [from: number, to: number];

const TIER_BINS: readonly Interval[] = TIER_STARTS.map((start, tier) => [
	binOf(start),
	tier + 1 < TIER_STARTS.length ? binOf(TIER_STARTS[tier + 1] as number) : COUNT_BINS,
]);

/**
 * A tier with too few hashes of the store joins the highest class below it, or above it if there is none. That class
 * then has enough even without them, since the tier is shown beside the count.
 *
 * @param counted the hashes of the store
 * @param minCount hashes with lower counts are in no list, and hide nobody
 */
export function shownCounts(counted: readonly CountedHashes[], minCount: number): ShownCounts {
	const sums = new TallySums(listedTally(counted, minCount));
	const first = binOf(minCount);
	const starts = TIER_BINS.flatMap((tier, index) => {
		if (sums.in(tier) < MIN_HASHES) return [];
		return index < TIERS.length - 1 ? split(sums, tier) : splitTail(sums, tier[0]);
	});
	const lowest = TIER_BINS.find((tier) => sums.in(tier) > 0);
	// The first class begins no later than the first count that may be listed.
	if (lowest !== undefined && sums.in(lowest) < MIN_HASHES) starts[0] = lowest[0];
	if (binStart(first) < minCount) starts[0] = first;
	const shown: ShownCounts = new Float64Array(COUNT_BINS);
	let start = first;
	let next = 0;
	for (let bin = first; bin < COUNT_BINS; bin += 1) {
		for (; (starts[next] ?? COUNT_BINS) <= bin; next += 1) {
			start = Math.max(first, starts[next] as number);
		}
		shown[bin] = binStart(start);
	}
	return shown;
}

/** The count to show for an exact one, which is 1 or more. */
export function shownCount(shown: ShownCounts, count: number): number {
	return shown[binOf(count)] as number;
}

/** The order of counts as far as lists show them, which have the tier, too. A count of 0 is below all others. */
export function shownRank(shown: ShownCounts, count: number): number {
	return count === 0 ? 0 : Math.max(shownCount(shown, count), tierStart(count));
}

/** The tiers of which the store has too few hashes: there the tier beside a count says more than the count. */
export function sparseTiers(counted: readonly CountedHashes[], minCount: number): Tier[] {
	const sums = new TallySums(listedTally(counted, minCount));
	return TIERS.filter((_, tier) => sums.in(TIER_BINS[tier] as Interval) < MIN_HASHES);
}

function listedTally(counted: readonly CountedHashes[], minCount: number): CountTally {
	const tally: CountTally = new Float64Array(COUNT_BINS);
	for (const { count, hashes } of counted) {
		// Of a bin that begins below `minCount` it is not known how many hashes are listed.
		if (count >= minCount) tally[binOf(count)] = hashes;
	}
	return tally;
}

class TallySums {
	/** The hashes in all bins before each. */
	readonly #before = new Float64Array(COUNT_BINS + 1);

	constructor(tally: CountTally) {
		tally.forEach((hashes, bin) => {
			this.#before[bin + 1] = (this.#before[bin] as number) + hashes;
		});
	}

	in([from, to]: Interval): number {
		return (this.#before[to] as number) - (this.#before[from] as number);
	}

	/** Parts without a hash do not matter. */
	allow(parts: readonly Interval[]): boolean {
		const full = parts.map((part) => this.in(part)).filter((hashes) => hashes > 0);
		return full.length <= 1 || full.every((hashes) => hashes >= MIN_HASHES);
	}
}

/** The first bins of the classes of all counts from this power of ten on, ascending. */
function splitTail(sums: TallySums, from: number): number[] {
	const next = binOf(binStart(from) * 10);
	if (next >= COUNT_BINS) return [from];
	const head: Interval = [from, next];
	const tail: Interval = [next, COUNT_BINS];
	if (!sums.allow([head, tail])) return [from];
	return [
		...(sums.in(head) > 0 ? split(sums, head) : []),
		...(sums.in(tail) > 0 ? splitTail(sums, next) : []),
	];
}

/** Where a part of one power of ten is cut, level by level: whether a class may begin with these two digits. */
const CUTS: readonly ((digits: number) => boolean)[] = [
	(digits) => digits === 20 || digits === 50,
	(digits) => digits % 10 === 0,
	(digits) => digits % 5 === 0,
	() => true,
];

/** The first bins of the classes of an interval within one power of ten, ascending. */
function split(sums: TallySums, [from, to]: Interval, level = 0): number[] {
	const mayBegin = CUTS[level];
	if (mayBegin === undefined) return [from];
	const starts = [from];
	for (let bin = from + 1; bin < to; bin += 1) if (mayBegin(digitsOf(bin))) starts.push(bin);
	const parts = starts.map((start, index): Interval => [start, starts[index + 1] ?? to]);
	if (!sums.allow(parts)) return [from];
	return parts.flatMap((part) => (sums.in(part) > 0 ? split(sums, part, level + 1) : []));
}

/** The first two digits of the counts of a bin, 50 for 5. */
function digitsOf(bin: number): number {
	const start = binStart(bin);
	return start < 10 ? start * 10 : Number(String(start).slice(0, 2));
}
