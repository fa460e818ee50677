/** Decides how many threads to use for a table. */

import { availableParallelism } from 'node:os';
import { type LazyPool, lazyPool, mainThread } from '../main-thread.ts';
import type { WorkerPool } from '../pool.ts';
import type { AccountsTable } from '../table/table.ts';
import type { BacktestOptions } from './options.ts';

/** Starting a thread takes as long as processing this much, as measured: about 3,000 accounts that need a range each. */
const BYTES_PER_THREAD = 256 * 1024;

export interface Threads {
	readonly pool: WorkerPool;
	/** A second pool of the same size, opened only if many ranges are read; undefined if no threads are used. */
	readonly readers: LazyPool | undefined;
}

/**
 * Opens `workers` threads; by default one per core, but no more than there is work for. The tasks of a small
 * table run on the calling thread, and the pool module is not even loaded.
 */
export async function openThreads(
	{ bytes, gzipped }: AccountsTable,
	{ workers, names = false }: BacktestOptions,
): Promise<Threads> {
	// Even a few names make many passwords to try, and the real size of a gzipped table is unknown.
	const useful = names || gzipped ? Number.POSITIVE_INFINITY : Math.floor(bytes / BYTES_PER_THREAD);
	const threads = workers ?? Math.min(useful, availableParallelism());
	if (threads === 0) return { pool: mainThread(), readers: undefined };
	const { openPool } = await import('../pool.ts');
	return { pool: openPool({ threads }), readers: lazyPool(async () => openPool({ threads })) };
}
