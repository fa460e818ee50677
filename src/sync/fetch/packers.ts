/** What packs the bodies of a run: threads for many, the calling thread for few. */

import type { PoolOptions, WorkerPool } from '../../pool.ts';

/** A thread takes 100 ms and more to start; this many bodies, at 0.3 ms each, are packed in 20. */
const MAX_WITHOUT_THREADS = 64;

export interface Packers {
	/** Opened when the first body has come: a refresh that finds nothing new needs none. */
	open(): Promise<WorkerPool>;
	close(): Promise<void>;
}

/** @param ranges to be requested, as known when the first body has come */
export function openPackers(ranges: () => number, options: PoolOptions): Packers {
	let pool: Promise<WorkerPool> | undefined;
	const load = async () => {
		if (ranges() <= MAX_WITHOUT_THREADS) return (await import('../../main-thread.ts')).mainThread();
		return (await import('../../pool.ts')).openPool(options);
	};
	return {
		open() {
			pool ??= load();
			return pool;
		},
		async close() {
			await (await pool)?.close();
		},
	};
}
