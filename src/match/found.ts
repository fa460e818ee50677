/** Which rows were found and how often their hash was seen, to be asked for in row order. */

import type { JoinResult } from './join-interval.ts';

export interface FoundRows {
	/** Rows found. */
	readonly size: number;
	/** Their counts, in row order. */
	readonly counts: Float64Array;
	/** The count of a row, 0 when it was not found. */
	countOf(row: number): number;
}

/**
 * Puts the results of a join into row order without sorting: a bit for each row, and each count at
 * the place that the number of bits before it gives.
 *
 * @param rows the number of rows of the table, rows being numbered from 1
 */
export function foundRows(results: readonly JoinResult[], rows: number): FoundRows {
	const bits = new Uint32Array((rows >>> 5) + 1);
	let size = 0;
	for (const result of results) {
		for (const row of result.rows) {
			bits[row >>> 5] = (bits[row >>> 5] as number) | (1 << (row & 31));
		}
		size += result.rows.length;
	}
	const before = new Uint32Array(bits.length);
	for (let word = 1; word < bits.length; word += 1) {
		before[word] = (before[word - 1] as number) + bitCount(bits[word - 1] as number);
	}
	const placeOf = (row: number) => {
		const below = (bits[row >>> 5] as number) & ((1 << (row & 31)) - 1);
		return (before[row >>> 5] as number) + bitCount(below);
	};
	const counts = new Float64Array(size);
	for (const result of results) {
		result.rows.forEach((row, index) => {
			counts[placeOf(row)] = result.counts[index] as number;
		});
	}
	return {
		size,
		counts,
		countOf: (row) =>
			((bits[row >>> 5] as number) & (1 << (row & 31))) === 0
				? 0
				: (counts[placeOf(row)] as number),
	};
}

function bitCount(word: number): number {
	let bits = word - ((word >>> 1) & 0x55555555);
	bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
	bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
	return Math.imul(bits, 0x01010101) >>> 24;
}
