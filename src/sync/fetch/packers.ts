/** What packs the bodies of a run: threads where there are many, this one where it is done before they are up. */

import { mainThread } from '../../main-thread.ts';
import { type LazyPool, openPool, type PoolOptions, type WorkerPool } from '../../pool.ts';

/** A thread comes up in 100 ms and more; so many bodies, at 0.3 ms each, are packed in 20. */
const FEW_RANGES = 64;

/** @param ranges to be asked for, as known when the first body has come */
export function openPackers(ranges: () => number, options: PoolOptions): LazyPool {
	let pool: WorkerPool | undefined;
	return {
		open() {
			pool ??= ranges() > FEW_RANGES ? openPool(options) : mainThread();
			return pool;
		},
		async close() {
			await pool?.close();
		},
	};
}
