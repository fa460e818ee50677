/** Decides how many threads to use for a table. */

import { availableParallelism } from 'node:os';
import { type LazyPool, lazyPool, mainThread } from '../../main-thread.ts';
import type { WorkerPool } from '../../pool.ts';
import type { AccountsTable } from '../../table/table.ts';
import { many } from '../../text/format.ts';
import type { BacktestOptions } from '../options.ts';
import { type MemoryPlan, planMemory } from './memory.ts';

/** Starting a thread takes as long as processing this much, as measured: about 3,000 accounts that need a range each. */
const BYTES_PER_THREAD = 256 * 1024;

export interface Threads {
	readonly pool: WorkerPool;
	/**
	 * A second pool of the same size, opened only if many ranges are read; undefined if no threads are used, or memory
	 * has no room for more.
	 */
	readonly readers: LazyPool | undefined;
	readonly plan: MemoryPlan;
}

/**
 * Opens `workers` threads, or fewer if memory has no room for them; by default one per core, but no more than there is
 * work for. The tasks of a small table run on the calling thread, and the pool module is not even loaded.
 */
export async function openThreads(
	table: AccountsTable,
	options: BacktestOptions,
	onDetail?: (line: string) => void,
): Promise<Threads> {
	const wanted = wantedThreads(table, options);
	const plan = planMemory(options, table.kind, wanted);
	const { threads } = plan;
	if (threads < wanted) {
		onDetail?.(
			`memory has room for ${many(threads, 'thread')} of ${wanted}: more need more --memory`,
		);
	}
	if (threads === 0) return { pool: mainThread(), readers: undefined, plan };
	const { openPool } = await import('../../pool.ts');
	const readers = plan.hasReaders ? lazyPool(async () => openPool({ threads })) : undefined;
	return { pool: openPool({ threads }), readers, plan };
}

/** The threads to use if memory has room for them; 0 for the calling thread. */
function wantedThreads(
	{ bytes, gzipped }: Pick<AccountsTable, 'bytes' | 'gzipped'>,
	{ workers, names = false }: Pick<BacktestOptions, 'workers' | 'names'>,
): number {
	// Even a few names make many passwords to try, and the real size of a gzipped table is unknown.
	const useful = names || gzipped ? Number.POSITIVE_INFINITY : Math.floor(bytes / BYTES_PER_THREAD);
	return workers ?? Math.min(useful, availableParallelism());
}
