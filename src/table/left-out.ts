/**
 * Rows that a back-test leaves out although they could be read: they are neither checked nor rejected, and in no list.
 * Which ones they are is found out before, in a pass of its own, and kept by their number.
 */

import type { Block } from './csv/blocks.ts';
import { type RowSet, unionOf } from './row-set.ts';
import type { AccountsTable } from './table.ts';

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

/** @param blockRows the number of rows of each block of this size */
export function leftOutRows(
	rows: RowSet,
	blockRows: readonly number[],
	blockBytes: number,
): LeftOutRows {
	let next = 1;
	const firstRows = blockRows.map((own) => {
		next += own;
		return next - own;
	});
	return { rows, firstRows, blockBytes };
}

/** The table without these rows either: the same table if they are undefined. */
export function leaveOut(table: AccountsTable, more: LeftOutRows | undefined): AccountsTable {
	const { leftOut } = table;
	if (more === undefined || leftOut === undefined) return { ...table, leftOut: leftOut ?? more };
	if (more.blockBytes !== leftOut.blockBytes) throw new Error('rows left out of different blocks');
	return { ...table, leftOut: { ...more, rows: unionOf(more.rows, leftOut.rows) } };
}

/** A block, and which of its rows are left out; undefined if none are. */
export interface TableBlock extends Block {
	readonly leftOut: LeftOutOfBlock | undefined;
}

/** @param blockBytes unless rows are left out: which they are is known only for blocks of one size */
export async function* blocksOf(
	table: AccountsTable,
	blockBytes: number,
	onRead?: (bytes: number) => void,
): AsyncGenerator<TableBlock> {
	const { leftOut } = table;
	let index = 0;
	for await (const block of table.blocks(leftOut?.blockBytes ?? blockBytes, onRead)) {
		yield { ...block, leftOut: leftOut && ofBlock(leftOut, index) };
		index += 1;
	}
}

/** Undefined for a block by which the table has grown since, an error at its end. */
function ofBlock({ rows, firstRows }: LeftOutRows, index: number): LeftOutOfBlock | undefined {
	const firstRow = firstRows[index];
	return firstRow === undefined ? undefined : { words: rows.words, firstRow };
}
