/**
 * Counts to two significant digits, rounded down: 1 to 99, then 100, 110 and so on to 990, then 1,000, 1,100 and so on.
 * These are the bins in which a store knows how many of its hashes have which counts.
 */

import type { PackedRange } from './packed.ts';

/** Up to here each count is a bin of its own. */
const SINGLE = 100;
/** Bins of each power of ten from then on. */
const BINS_PER_POWER = 90;
/** Bins of all counts from 1 to 2^53 - 1, which has 16 digits; the first is that of no count, and stays empty. */
export const COUNT_BINS: number = SINGLE + 14 * BINS_PER_POWER;

/** The number of hashes by bin; in a difference of two, also below 0. */
export type CountTally = Float64Array;

/** `hashes` of a store have a count that is this one to two significant digits, rounded down. */
export interface CountedHashes {
	/** 0 for hashes whose counts are unknown, since their range was damaged when they were counted. */
	readonly count: number;
	readonly hashes: number;
}

/** The bin of a count, which is 1 or more. */
export function binOf(count: number): number {
	if (count < SINGLE) return count;
	let power = 1;
	let scale = 10;
	while (count >= scale * SINGLE) {
		scale *= 10;
		power += 1;
	}
	return SINGLE + (power - 1) * BINS_PER_POWER + Math.floor(count / scale) - 10;
}

/** The lowest count of a bin. */
export function binStart(bin: number): number {
	if (bin < SINGLE) return bin;
	const power = Math.floor((bin - SINGLE) / BINS_PER_POWER) + 1;
	return (((bin - SINGLE) % BINS_PER_POWER) + 10) * 10 ** power;
}

/** Adds the counts of a range to a tally, `times` each: 1, or -1 to take them away again. */
export function tallyCounts({ counts }: PackedRange, tally: CountTally, times: 1 | -1): void {
	for (let at = 0; at < counts.length; at += 1) {
		let byte = counts[at] as number;
		let count = byte;
		if (byte >= 0x80) {
			count = byte & 0x7f;
			for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
				at += 1;
				byte = counts[at] as number;
				count += (byte & 0x7f) * scale;
			}
		}
		const bin = binOf(count);
		tally[bin] = (tally[bin] as number) + times;
	}
}

/** Bins whose hashes differ, each followed by how many more there are. */
export type CountChange = Int32Array<ArrayBuffer>;

/** Reused, to avoid GC pressure. */
const difference: CountTally = new Float64Array(COUNT_BINS);

/** @param old undefined if there was none */
export function countChange(old: PackedRange | undefined, range: PackedRange): CountChange {
	difference.fill(0);
	tallyCounts(range, difference, 1);
	if (old !== undefined) tallyCounts(old, difference, -1);
	const changes: number[] = [];
	for (let bin = 0; bin < COUNT_BINS; bin += 1) {
		const more = difference[bin] as number;
		if (more !== 0) changes.push(bin, more);
	}
	return Int32Array.from(changes);
}

export function addChange(tally: CountTally, change: CountChange): void {
	for (let at = 0; at < change.length; at += 2) {
		const bin = change[at] as number;
		tally[bin] = (tally[bin] as number) + (change[at + 1] as number);
	}
}

export function addTally(tally: CountTally, more: CountTally): void {
	more.forEach((hashes, bin) => {
		tally[bin] = (tally[bin] as number) + hashes;
	});
}
