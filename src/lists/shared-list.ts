/**
 * Listing who shares a hash where not all rows of the table fit in memory: it is read once more for the
 * first account of each group, and again to write them in input order.
 */

import { mapInOrder } from '../concurrency.ts';
import { BLOCKS_PER_THREAD } from '../match/keys/read-keys.ts';
import { findGroupsTask } from '../match/shared/find-groups-task.ts';
import { ListedOfLarge, type SharedHashTable } from '../match/shared/shared-hashes.ts';
import type { ListFile } from '../output/list-file.ts';
import type { WorkerPool } from '../pool.ts';
import type { Block } from '../table/csv/blocks.ts';
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
	readonly stretches: readonly RowInterval[];
	/** What is the same for every block. */
	readonly task: Omit<SharedListInput, 'bytes' | 'firstRow' | 'table'>;
	/** Told of each of two readings, from 0, of rows, and of bytes of the table read. */
	readonly onProgress?: (reading: number, rows: number, bytesRead: number) => void;
	readonly signal?: AbortSignal | undefined;
}

export async function writeSharedList(
	list: ListFile,
	table: SharedHashTable,
	setting: SharedListOptions,
): Promise<void> {
	const { pool, task, signal } = setting;
	const large = new ListedOfLarge(table);
	const found = forEachBlock(setting, 0, (bytes, firstRow) =>
		pool.run(findGroupsTask, { ...task, bytes, firstRow, table }, { signal }),
	);
	for await (const groups of found) for (const [place, rows] of groups) large.add(place, rows);
	const written = forEachBlock(setting, 1, (bytes, firstRow) =>
		pool.run(listSharedTask, { ...task, bytes, firstRow, table }, { signal }),
	);
	for await (const rows of written) list.add(rows);
}

/** What a task gives for each block, in order; to be used before the next is asked for. */
async function* forEachBlock<Result>(
	{ table, pool, blockBytes, stretches, onProgress, signal }: SharedListOptions,
	reading: number,
	task: (bytes: Uint8Array, firstRow: number) => Promise<Result>,
): AsyncGenerator<Result> {
	let bytesRead = 0;
	const blocks = table.blocks(blockBytes, (bytes) => {
		bytesRead = bytes;
	});
	const numbered = withFirstRows(blocks, stretches);
	const results = mapInOrder(
		numbered,
		pool.threads * BLOCKS_PER_THREAD,
		async ([block, stretch]) => {
			const result = await task(block.bytes, stretch.firstRow);
			return { result, rows: stretch.firstRow - 1 + stretch.rows, release: block.release };
		},
	);
	for await (const { result, rows, release } of results) {
		signal?.throwIfAborted();
		yield result;
		release();
		onProgress?.(reading, rows, bytesRead);
	}
}

async function* withFirstRows(
	blocks: AsyncGenerator<Block>,
	stretches: readonly RowInterval[],
): AsyncGenerator<[Block, RowInterval]> {
	let index = 0;
	for await (const block of blocks) {
		const stretch = stretches[index];
		index += 1;
		// A table that has become longer says so at its end.
		if (stretch !== undefined) yield [block, stretch];
	}
}
