/**
 * Groups of accounts that have the same hash. A group's number is the row of its first account: it is
 * the same however the table is read, and says nothing of the hash.
 */

import type { MatchedBlock } from './key-block.ts';

/** Accounts of a group that are listed, the first ones: nobody goes through the rest. */
export const MAX_LISTED = 100;

/** Where the rows of some keys are in the table. */
export class KeyRows {
	/** Where the keys of each block begin, ascending. */
	readonly #starts: number[];
	/** The number of the first row of each of them. */
	readonly #firstRows: number[];

	constructor(blocks: readonly MatchedBlock[]) {
		const ordered = blocks.toSorted((a, b) => a.keys.at - b.keys.at);
		this.#starts = ordered.map(({ keys }) => keys.at);
		this.#firstRows = ordered.map(({ firstRow }) => firstRow);
	}

	/**
	 * The number of a row, from 1.
	 *
	 * @param place the index of its key's first word
	 * @param row the one that goes with the key
	 */
	rowOf(place: number, row: number): number {
		let low = 0;
		let high = this.#starts.length;
		while (high - low > 1) {
			const middle = (low + high) >>> 1;
			if ((this.#starts[middle] as number) <= place) low = middle;
			else high = middle;
		}
		return (this.#firstRows[low] as number) + row;
	}
}

/**
 * Those of a group's rows that are listed, ascending, the first of which is its number.
 *
 * @param rows in any order; changed
 */
export function listedRows(rows: Uint32Array): Uint32Array {
	return rows.sort().subarray(0, MAX_LISTED);
}
