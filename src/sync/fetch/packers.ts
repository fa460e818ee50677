/** Where the bodies of a run are packed: on threads if there are many, else on the calling thread. */

import type { PoolOptions, WorkerPool } from '../../pool.ts';

/** A thread takes 100 ms and more to start; packing this many bodies, at 0.3 ms each, takes 20. */
const MAX_WITHOUT_THREADS = 64;

export interface Packers {
	/** Called when the first body arrives: a refresh that finds nothing new needs no threads. */
	open(): Promise<WorkerPool>;
	close(): Promise<void>;
}

/** @param ranges how many ranges will be requested; called when the first body arrives */
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
