/**
 * Listing who shares a hash where not all rows of the table fit in memory: it is read once more for the
 * first account of each group, and again to write them in input order.
 */

import { findGroupsTask } from '../match/shared/find-groups-task.ts';
import { ListedOfLarge, type SharedHashTable } from '../match/shared/shared-hashes.ts';
import type { ListFile } from '../output/list-file.ts';
import type { WorkerPool } from '../pool.ts';
import type { PoolTask } from '../pool-task.ts';
import { PooledReading } from '../table/pooled-reading.ts';
import type { AccountsTable } from '../table/table.ts';
import type { RowInterval } from './row-matches.ts';
import type { SharedListInput } from './shared-list-task.ts';
import { listSharedTask } from './shared-list-task.ts';

export interface SharedListOptions {
	readonly table: AccountsTable;
	readonly pool: WorkerPool;
	/** As in the first reading. */
	readonly blockBytes: number;
	/** The table, block by block. */
	readonly intervals: readonly RowInterval[];
	/** What is the same for every block. */
	readonly task: Omit<SharedListInput, 'bytes' | 'firstRow' | 'table'>;
	/** Told of each of two readings, from 0, of rows, and of bytes of the table read. */
	readonly onProgress?: (reading: number, rows: number, bytesRead: number) => void;
	readonly signal?: AbortSignal | undefined;
}

export async function writeSharedList(
	list: ListFile,
	table: SharedHashTable,
	options: SharedListOptions,
): Promise<void> {
	const large = new ListedOfLarge(table);
	const found = readAgain(options, 0, findGroupsTask, table);
	for await (const groups of found) for (const [place, rows] of groups) large.add(place, rows);
	for await (const rows of readAgain(options, 1, listSharedTask, table)) list.add(rows);
}

/** What a task gives for each block, in order; to be used before the next is asked for. */
async function* readAgain<Output>(
	options: SharedListOptions,
	reading: number,
	poolTask: PoolTask<SharedListInput, Output>,
	table: SharedHashTable,
): AsyncGenerator<Output> {
	const { pool, task, intervals, signal, onProgress } = options;
	const blocks = new PooledReading(options.table, options);
	try {
		const results = blocks.map(intervals, (bytes, { firstRow }) =>
			pool.run(poolTask, { ...task, bytes, firstRow, table }, { signal }),
		);
		for await (const [output, { firstRow, rows }] of results) {
			yield output;
			onProgress?.(reading, firstRow - 1 + rows, blocks.bytesRead);
		}
		await blocks.end();
	} finally {
		await blocks.close();
	}
}
