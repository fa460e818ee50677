/**
 * Rows that a back-test leaves out although they could be read: they are neither checked nor rejected, and in no list.
 * Which ones they are is found out before, in a pass of its own, and kept by their number.
 */

import type { RowSet } from './row-set.ts';

/** Why a row is left out. */
export const LEFT_OUT_REASONS = ['superseded'] as const;

export type LeftOutReason =
	/** Rows of an account that has a newer row, by `--changed-column`. */
	'superseded';

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
