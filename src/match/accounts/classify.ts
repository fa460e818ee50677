/**
 * A pass over the table that finds out which accounts are left out for what they are, and which are privileged: both
 * must be known before hashes are compared.
 */

import {
	ACCOUNT_CLASSES,
	type AccountClass,
	type LeftOutRows,
	leftOutRows,
} from '../../table/left-out.ts';
import { makeRowSet, type RowSet } from '../../table/row-set.ts';
import { type AccountsTable, rowFormat } from '../../table/table.ts';
import { forEveryBlock, TablePass, type TablePassOptions } from '../../table/table-pass.ts';
import { type ClassifiedRows, type ClassifyTask, classifyTask } from './classify-task.ts';

export interface ClassifyOptions extends TablePassOptions {
	/** Called with the rows read so far. */
	readonly onProgress?: (rows: number) => void;
}

export interface ClassifiedAccounts {
	/** The rows that are left out; undefined if there are none. */
	readonly leftOut: LeftOutRows | undefined;
	/** How many there are of each class. */
	readonly classes: Readonly<Record<AccountClass, number>>;
	/** The privileged rows, left out or not; undefined if nobody asked. */
	readonly privileged: RowSet | undefined;
	/** The entries of the list of names that name an account. */
	readonly entries: ReadonlySet<number>;
}

export async function classifyAccounts(
	table: AccountsTable,
	task: ClassifyTask,
	options: ClassifyOptions,
): Promise<ClassifiedAccounts> {
	const { blockBytes, onProgress } = options;
	const format = { ...rowFormat(table), ...task };
	const blocks: ClassifiedRows[] = [];
	const entries = new Set<number>();
	let rows = 0;
	const pass = new TablePass(table, options);
	for await (const [block] of pass.mapAll(classifyTask, forEveryBlock(format))) {
		rows += block.rows;
		blocks.push(block);
		for (const entry of block.entries) entries.add(entry);
		onProgress?.(rows);
	}
	const setOf = (which: 'leftOut' | 'privileged') => {
		const set = makeRowSet(rows);
		let firstRow = 1;
		for (const block of blocks) {
			for (const row of block[which]) set.add(firstRow + row);
			firstRow += block.rows;
		}
		return set;
	};
	const isAnyLeftOut = blocks.some(({ leftOut }) => leftOut.length > 0);
	const blockRows = blocks.map((block) => block.rows);
	return {
		leftOut: isAnyLeftOut ? leftOutRows(setOf('leftOut'), blockRows, blockBytes) : undefined,
		classes: countClasses(blocks),
		privileged: task.privilege === undefined ? undefined : setOf('privileged'),
		entries,
	};
}

function countClasses(blocks: readonly ClassifiedRows[]): Record<AccountClass, number> {
	const counts = { history: 0, machine: 0, krbtgt: 0, disabled: 0 };
	for (const { classes } of blocks) {
		for (const which of classes) counts[ACCOUNT_CLASSES[which] as AccountClass] += 1;
	}
	return counts;
}
