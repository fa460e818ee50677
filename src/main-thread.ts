/**
 * Saves threads: a pool without any for little work, since starting a worker would take longer, and one that is
 * opened only when it is needed.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WorkerPool } from './pool.ts';
import { type OpenStores, withOwnStores } from './store/thread-store.ts';

/** Runs tasks on the calling thread. */
export function mainThread(): WorkerPool {
	const stores: OpenStores = new Map();
	let isClosed = false;
	return {
		threads: 1,
		async run(task, input, { signal } = {}) {
			// Lets signals and other events be handled between two tasks.
			await nextTurn();
			signal?.throwIfAborted();
			// Nothing would close a store that a task opened now.
			if (isClosed) throw new Error('the pool is closed');
			const output = withOwnStores(stores, () => task(input));
			// A copy, as from a thread: the next task may reuse the memory.
			return structuredClone(output);
		},
		async close() {
			isClosed = true;
			for (const store of stores.values()) store.close();
			stores.clear();
		},
	};
}

/** For work that may turn out to need no pool. */
export interface LazyPool {
	/** Opens the pool at the first call. */
	open(): Promise<WorkerPool>;
	close(): Promise<void>;
}

export function lazyPool(make: () => Promise<WorkerPool>): LazyPool {
	let pool: Promise<WorkerPool> | undefined;
	return {
		open() {
			pool ??= make();
			return pool;
		},
		async close() {
			await (await pool)?.close();
		},
	};
}
