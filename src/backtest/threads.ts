/** Decides how many threads to use for a table. */

import { availableParallelism } from 'node:os';
import { mainThread } from '../main-thread.ts';
import type { LazyPool, WorkerPool } from '../pool.ts';
import type { AccountsTable } from '../table/table.ts';
import type { BacktestOptions } from './options.ts';

/**
 * A thread takes about as long to start as to process this many bytes (measured: some 3,000 accounts, each
 * in its own range).
 */
const BYTES_PER_THREAD = 256 * 1024;

export interface Threads {
	readonly pool: WorkerPool;
	/**
	 * A second pool of the same size, opened only when many ranges are read; undefined when no threads are
	 * used.
	 */
	readonly readers: LazyPool | undefined;
}

/**
 * As many threads as `workers` says; else one for each core, but no more than there is work for. The tasks
 * of a small table run on the calling thread, and the pool module is not even loaded.
 */
export async function openThreads(
	{ bytes, gzipped }: AccountsTable,
	{ workers, names = false }: BacktestOptions,
): Promise<Threads> {
	// Even a few names give many passwords to try, and a gzipped table's real size is unknown.
	const isUnknown = names || gzipped;
	const useful = isUnknown ? Number.POSITIVE_INFINITY : Math.floor(bytes / BYTES_PER_THREAD);
	const threads = workers ?? Math.min(useful, availableParallelism());
	if (threads === 0) return { pool: mainThread(), readers: undefined };
	const { openPool, openPoolLazily } = await import('../pool.ts');
	return { pool: openPool({ threads }), readers: openPoolLazily({ threads }) };
}
