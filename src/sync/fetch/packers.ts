/** Where the bodies of a run are packed: on threads if there are many, else on the calling thread. */

import { compileKernels } from '../../kernels/kernels.ts';
import { type LazyPool, lazyPool, mainThread } from '../../main-thread.ts';
import type { PoolOptions } from '../../pool.ts';

/** Ranges of a sync that needs no threads: one takes 100 ms and more to start; packing these, at 0.3 ms each, 20. */
export const MAX_WITHOUT_THREADS = 64;

/**
 * Opened when the first body arrives: a refresh that finds nothing new needs no threads.
 *
 * @param ranges how many ranges will be requested; called when the first body arrives
 */
export function openPackers(ranges: () => number, options: PoolOptions): LazyPool {
	return lazyPool(async () => {
		if (ranges() <= MAX_WITHOUT_THREADS) return mainThread();
		compileKernels();
		return (await import('../../pool.ts')).openPool(options);
	});
}
