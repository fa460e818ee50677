/**
 * Groups of accounts that share a hash. A group's number is the row of its first account, so it does not
 * depend on how the table is read, and reveals nothing about the hash.
 */

import type { HashKind } from '../../range/kind.ts';
import type { KeyedBlock } from './key-block.ts';

/**
 * The number of accounts of a group that are listed, the first ones: nobody reads through more. Privileged accounts
 * that share a password with others are all listed.
 */
export const MAX_LISTED = 100;

/** Whether accounts with the empty password are a group. In a domain they have no secret to share, but a finding each. */
export function groupsEmptyPassword({ name }: HashKind): boolean {
	return name !== 'ntlm';
}

/** How many hashes are distinct, and how many accounts share theirs. */
export interface SharedCount {
	/** Distinct hashes, found or not. */
	readonly distinct: number;
	/** Rows whose hash at least one other row has too. */
	readonly shared: number;
	/** Groups, and the number of rows of the largest. */
	readonly groups: number;
	readonly largestGroup: number;
}

/** Finds the row number of a key from its position in memory. */
export class KeyRows {
	/** The index at which the keys of each block begin, ascending. */
	readonly #starts: number[];
	/** The number of the first row of each block. */
	readonly #firstRows: number[];

	constructor(blocks: readonly KeyedBlock[]) {
		const ordered = blocks.toSorted((a, b) => a.keys.at - b.keys.at);
		this.#starts = ordered.map(({ keys }) => keys.at);
		this.#firstRows = ordered.map(({ firstRow }) => firstRow);
	}

	/**
	 * The number of a row, from 1.
	 *
	 * @param position the index of the first word of the row's key
	 * @param row the row in its block, from 0, as stored in the key
	 */
	rowOf(position: number, row: number): number {
		let low = 0;
		let high = this.#starts.length;
		while (high - low > 1) {
			const middle = (low + high) >>> 1;
			if ((this.#starts[middle] as number) <= position) low = middle;
			else high = middle;
		}
		return (this.#firstRows[low] as number) + row;
	}
}
