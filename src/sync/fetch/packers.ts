/** Where the bodies of a run are packed: on threads if there are many, else on the calling thread. */

import { type LazyPool, lazyPool, mainThread } from '../../main-thread.ts';
import type { PoolOptions } from '../../pool.ts';

/** A thread takes 100 ms and more to start; packing this many bodies, at 0.3 ms each, takes 20. */
const MAX_WITHOUT_THREADS = 64;

/**
 * Opened when the first body arrives: a refresh that finds nothing new needs no threads.
 *
 * @param ranges how many ranges will be requested; called when the first body arrives
 */
export function openPackers(ranges: () => number, options: PoolOptions): LazyPool {
	return lazyPool(async () => {
		if (ranges() <= MAX_WITHOUT_THREADS) return mainThread();
		return (await import('../../pool.ts')).openPool(options);
	});
}
