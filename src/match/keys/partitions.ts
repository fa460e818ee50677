/** Splits partitions into intervals by how many keys they have. */

import type { KeyArena } from './key-arena.ts';
import { firstKeyOf, type KeyBlock, PARTITIONS, type Partitions } from './key-block.ts';

/** For each partition, the number of keys in all partitions before it; the last entry is the total. */
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
 * Splits into intervals with about the same number of keys. None is empty, so there may be fewer.
 *
 * @param before from `keysBefore`
 * @param most the number of intervals; must be an integer, or keys would be left over
 */
export function splitEvenly(before: Float64Array, most: number): Partitions[] {
	if (!Number.isInteger(most)) throw new Error(`${most} intervals`);
	const keys = before[PARTITIONS] as number;
	const intervals: Partitions[] = [];
	let first = 0;
	for (let number = 1; number <= most && first < PARTITIONS; number += 1) {
		const target = Math.ceil((keys * number) / most);
		let end = first;
		while (end < PARTITIONS && (before[end] as number) < target) end += 1;
		if ((before[end] as number) > (before[first] as number)) intervals.push({ first, end });
		first = end;
	}
	return intervals;
}

/** Splits into intervals with at most `most` keys each, unless a single partition has more. */
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
