/** Finds out, for the accounts of one block, which are left out for what they are and which are privileged; on a worker. */

import type { DomainColumns } from '../../table/columns/domain-columns.ts';
import { plainCell } from '../../table/columns/plain-cell.ts';
import { BlockRows } from '../../table/csv/block-rows.ts';
import { ACCOUNT_CLASSES, type AccountClass } from '../../table/left-out.ts';
import type { BlockInput } from '../../table/table.ts';
import { classToLeaveOut } from './account-class.ts';
import { isPrivilegedCell } from './privileged-cell.ts';
import { PrivilegedNames } from './privileged-names.ts';

/** Columns that may have the name of an account; undefined for what the table does not have. */
export interface NameColumns {
	readonly id: number | undefined;
	readonly user: number | undefined;
	readonly domain: number | undefined;
}

export type PrivilegeTest =
	| { readonly kind: 'column'; readonly column: number }
	| { readonly kind: 'names'; readonly entries: readonly string[]; readonly columns: NameColumns };

export interface ClassifyTask {
	/** Undefined if the table is none of a domain. */
	readonly domain: DomainColumns | undefined;
	/** The classes of accounts that are not left out. */
	readonly included: readonly AccountClass[];
	/** Undefined if nobody asked who is privileged. */
	readonly privilege: PrivilegeTest | undefined;
}

export interface ClassifyInput extends BlockInput, ClassifyTask {}

/** Rows are numbered in the block, from 0, and ascending. */
export interface ClassifiedRows {
	/** All rows of the block. */
	readonly rows: number;
	readonly leftOut: Uint32Array;
	/** The class of each of these, as an index into `ACCOUNT_CLASSES`. */
	readonly classes: Uint8Array;
	/** Left out or not. */
	readonly privileged: Uint32Array;
	/** The entries of the list of names that name an account of the block. */
	readonly entries: readonly number[];
}

export function classifyTask(task: ClassifyInput): ClassifiedRows {
	const { domain, included } = task;
	const rows = new BlockRows(task.bytes, task.dialect, task.hash);
	const entries = new Set<number>();
	const isPrivileged = openTest(task.privilege, rows, entries);
	const leftOut: number[] = [];
	const classes: number[] = [];
	const privileged: number[] = [];
	let row = 0;
	for (; rows.next(); row += 1) {
		if (!rows.isWhole(task.needs)) continue;
		if (isPrivileged()) privileged.push(row);
		if (domain === undefined) continue;
		const which = classToLeaveOut(rows, domain, included);
		if (which === undefined) continue;
		leftOut.push(row);
		classes.push(ACCOUNT_CLASSES.indexOf(which));
	}
	return {
		rows: row,
		leftOut: Uint32Array.from(leftOut),
		classes: Uint8Array.from(classes),
		privileged: Uint32Array.from(privileged),
		entries: [...entries],
	};
}

/** Whether the current row is privileged; adds the entries that say so. */
function openTest(
	test: PrivilegeTest | undefined,
	rows: BlockRows,
	found: Set<number>,
): () => boolean {
	if (test === undefined) return () => false;
	if (test.kind === 'column') return () => isPrivilegedCell(plainCell(rows.cell(test.column)));
	const names = new PrivilegedNames(test.entries);
	const { id, user, domain } = test.columns;
	const cellOf = (column: number | undefined) =>
		column === undefined ? '' : plainCell(rows.cell(column));
	return () => {
		const own = names.entriesOf({ id: cellOf(id), user: cellOf(user), domain: cellOf(domain) });
		for (const entry of own) found.add(entry);
		return own.length > 0;
	};
}
