/**
 * Writes the list of accounts that share hashes if the table does not fit in memory, in two more passes: one to
 * find the first account of each group, one to write the accounts in input order.
 */

import { MAX_LISTED } from '../match/keys/groups.ts';
import { findGroupsTask } from '../match/shared/find-groups-task.ts';
import { MIXED, type SharedHashTable } from '../match/shared/shared-hashes.ts';
import type { ListFile } from '../output/list-file.ts';
import type { PoolTask } from '../pool.ts';
import type { AccountsTable } from '../table/table.ts';
import { TablePass, type TablePassOptions } from '../table/table-pass.ts';
import type { RowInterval } from './row-matches.ts';
import { listSharedTask, type SharedListInput } from './shared-list-task.ts';

/** `blockBytes` as in the first pass, so that blocks are the same. */
export interface SharedListOptions extends TablePassOptions {
	readonly table: AccountsTable;
	/** The rows of each block, in order. */
	readonly intervals: readonly RowInterval[];
	readonly task: Omit<SharedListInput, 'bytes' | 'firstRow' | 'table'>;
	/** Called with the pass, 0 or 1, and the rows and table bytes that it has processed. */
	readonly onProgress?: (pass: number, rows: number, bytesRead: number) => void;
}

/** @returns the number of groups that have privileged and other accounts */
export async function writeSharedList(
	list: ListFile,
	table: SharedHashTable,
	options: SharedListOptions,
): Promise<number> {
	/** The number of rows seen of each large group, by the number of its hash. */
	const seen = new Map<number, number>();
	for await (const large of readAgain(options, 0, findGroupsTask, table)) {
		for (const [hash, rows] of large) {
			const before = seen.get(hash) ?? 0;
			seen.set(hash, before + rows.length);
			const last = rows[MAX_LISTED - before - 1];
			if (last !== undefined) table.lastListed[hash] = last;
		}
	}
	for await (const rows of readAgain(options, 1, listSharedTask, table)) list.add(rows);
	return table.holders.reduce((groups, holders) => groups + Number(holders === MIXED), 0);
}

/** Yields the result of each block in order, which must be used before the next: its memory is reused. */
async function* readAgain<Output>(
	options: SharedListOptions,
	pass: number,
	poolTask: PoolTask<SharedListInput, Output>,
	table: SharedHashTable,
): AsyncGenerator<Output> {
	const { task, intervals, onProgress } = options;
	const inputs = intervals.map((interval) => ({ ...task, ...interval, table }));
	const blocks = new TablePass(options.table, options);
	for await (const [output, { firstRow, rows }] of blocks.mapAll(poolTask, inputs)) {
		yield output;
		onProgress?.(pass, firstRow - 1 + rows, blocks.bytesRead);
	}
}
