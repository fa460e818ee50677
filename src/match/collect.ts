/** Readings of the table: its blocks go to the pool, and what they give comes back in order. */

import type { AccountsTable } from '../accounts/table.ts';
import { inOrder } from '../in-order.ts';
import type { WorkerPool } from '../pool.ts';
import type { HashKind } from '../range/kind.ts';
import type { CollectedBlock, CollectTask } from './collect-block.ts';
import type { Partitions } from './key-block.ts';

export interface CollectSetting {
	readonly kind: HashKind;
	readonly pool: WorkerPool;
	/** Bytes of a block of the table. */
	readonly blockBytes: number;
}

export interface CollectEvents {
	/** Told of rows and of bytes of the table read. */
	readonly onProgress?: ((rows: number, bytesRead: number) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** Blocks under way for each thread: one to read, and one so that it need not wait. */
export const BLOCKS_PER_THREAD = 2;

/** Yields the blocks of the table in order, with the keys that are in `partitions`. */
export async function* collectKeys(
	table: AccountsTable,
	{ kind, pool, blockBytes }: CollectSetting,
	partitions: Partitions,
	mark: CollectTask['mark'],
	{ onProgress, signal }: CollectEvents,
): AsyncGenerator<CollectedBlock> {
	const { dialect, header } = table;
	const hash = { column: table.columns.hash, kind };
	let bytesRead = 0;
	let rows = 0;
	const blocks = table.blocks(blockBytes, (bytes) => {
		bytesRead = bytes;
	});
	const read = inOrder(blocks, pool.threads * BLOCKS_PER_THREAD, ({ bytes }) =>
		pool.run(
			'collectBlock',
			{ bytes, dialect, columns: header.length, hash, partitions, mark },
			{ signal },
		),
	);
	for await (const block of read) {
		signal?.throwIfAborted();
		rows += block.rows;
		onProgress?.(rows, bytesRead);
		yield block;
	}
}
