/** How many threads a table is worth. */

import { availableParallelism } from 'node:os';
import { mainThread } from '../main-thread.ts';
import type { LazyPool, WorkerPool } from '../pool.ts';
import type { AccountsTable } from '../table/table.ts';
import type { BacktestOptions } from './options.ts';

/**
 * Bytes of a table that occupy a thread for as long as it takes to come up, as measured: some 3,000
 * accounts, each in a range of its own.
 */
const BYTES_PER_THREAD = 256 * 1024;

export interface Threads {
	readonly pool: WorkerPool;
	/** A second pool of the same size, opened only where many ranges have to be read; none without threads. */
	readonly readers: LazyPool | undefined;
}

/**
 * As many threads as `workers` says; else one for each core, but no more than there is work for. The tasks
 * of a small table run on the calling thread, and what starts threads is not even loaded.
 */
export async function openThreads(
	{ bytes, gzipped }: AccountsTable,
	{ workers, names = false }: BacktestOptions,
): Promise<Threads> {
	// Few names make many passwords to try, and nobody knows what is in a gzip.
	const isUnknown = names || gzipped;
	const useful = isUnknown ? Number.POSITIVE_INFINITY : Math.floor(bytes / BYTES_PER_THREAD);
	const threads = workers ?? Math.min(useful, availableParallelism());
	if (threads === 0) return { pool: mainThread(), readers: undefined };
	const { openPool, openPoolLazily } = await import('../pool.ts');
	return { pool: openPool({ threads }), readers: openPoolLazily({ threads }) };
}
