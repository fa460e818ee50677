/** How many keys lie where, and intervals of partitions that are alike in that. */

import type { KeyArena } from './key-arena.ts';
import { firstKeyOf, type KeyBlock, PARTITIONS, type Partitions } from './key-block.ts';

/** For each partition the keys in those before it; one entry more, for all of them. */
export function keysBefore(memory: KeyArena, blocks: readonly KeyBlock[]): Float64Array {
	const before = new Float64Array(PARTITIONS + 1);
	for (const block of blocks) {
		for (let partition = block.partitions.first + 1; partition <= PARTITIONS; partition += 1) {
			before[partition] = (before[partition] as number) + firstKeyOf(memory, block, partition);
		}
	}
	return before;
}

/**
 * Intervals with about the same number of keys each; none is empty, and there may be fewer.
 *
 * @param before as `keysBefore` gives it
 * @param parts a whole number: with a part of one, keys would be left over
 */
export function splitEvenly(before: Float64Array, parts: number): Partitions[] {
	if (!Number.isInteger(parts)) throw new Error(`${parts} parts`);
	const keys = before[PARTITIONS] as number;
	const intervals: Partitions[] = [];
	let first = 0;
	for (let part = 1; part <= parts && first < PARTITIONS; part += 1) {
		const target = Math.ceil((keys * part) / parts);
		let end = first;
		while (end < PARTITIONS && (before[end] as number) < target) end += 1;
		if ((before[end] as number) > (before[first] as number)) intervals.push({ first, end });
		first = end;
	}
	return intervals;
}

/** Intervals with no more than `most` keys each, save where one partition alone has more. */
export function splitBySize(before: Float64Array, most: number): Partitions[] {
	const intervals: Partitions[] = [];
	for (let first = 0; first < PARTITIONS; ) {
		const limit = (before[first] as number) + most;
		let end = first + 1;
		while (end < PARTITIONS && (before[end + 1] as number) <= limit) end += 1;
		if ((before[end] as number) > (before[first] as number)) intervals.push({ first, end });
		first = end;
	}
	return intervals;
}
