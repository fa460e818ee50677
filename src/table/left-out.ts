/**
 * Rows that a back-test leaves out although they could be read: they are neither checked nor rejected, and in no list.
 * Which ones they are is found out before, in a pass of its own, and kept by their number.
 */

import { makeRowSet, type RowSet } from './row-set.ts';

/** Accounts of a domain that are left out for what they are, in the order in which they count if one is several. */
export const ACCOUNT_CLASSES = ['history', 'machine', 'krbtgt', 'disabled'] as const;

export type AccountClass =
	/** Former passwords of an account. */
	| 'history'
	/** Accounts of machines, of services that Windows manages, and of trusts: nobody chooses their passwords. */
	| 'machine'
	/** The accounts of the Kerberos keys of a domain. */
	| 'krbtgt'
	/** Disabled accounts. */
	| 'disabled';

/** Why a row is left out. */
export type LeftOutReason =
	/** Rows of an account that has a newer row, by `--changed-column`. */
	'superseded' | AccountClass;

/** The rows of both; blocks must be the same. */
export function bothLeftOut(
	one: LeftOutRows | undefined,
	other: LeftOutRows | undefined,
): LeftOutRows | undefined {
	if (one === undefined || other === undefined) return one ?? other;
	if (one.blockBytes !== other.blockBytes) throw new Error('rows left out of different blocks');
	const rows = makeRowSet(32 * one.rows.words.length - 1);
	one.rows.words.forEach((word, index) => {
		rows.words[index] = word | (other.rows.words[index] ?? 0);
	});
	return { ...one, rows };
}

export interface LeftOutRows {
	readonly rows: RowSet;
	/** The number of the first row of each block, for blocks of this size. */
	readonly firstRows: readonly number[];
	readonly blockBytes: number;
}

/** The rows left out of one block, as a task receives them. */
export interface LeftOutOfBlock {
	/** Of a `RowSet`. */
	readonly words: Int32Array;
	/** The number of the block's first row. */
	readonly firstRow: number;
}

/**
 * @param index of the block in its pass
 * @param blockBytes of the pass
 */
export function leftOutOfBlock(
	leftOut: LeftOutRows | undefined,
	index: number,
	blockBytes: number,
): LeftOutOfBlock | undefined {
	if (leftOut === undefined) return undefined;
	const firstRow = leftOut.firstRows[index];
	if (leftOut.blockBytes !== blockBytes || firstRow === undefined) {
		throw new Error('the rows left out are known for other blocks');
	}
	return { words: leftOut.rows.words, firstRow };
}
