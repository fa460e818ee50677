/** Runs the pool's tasks on the calling thread, where to start a worker would take longer than the work. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WorkerPool } from './pool.ts';
import { type OpenStores, withOwnStores } from './store/thread-store.ts';

export function mainThread(): WorkerPool {
	const stores: OpenStores = new Map();
	let isClosed = false;
	return {
		threads: 1,
		async run(task, input, { signal } = {}) {
			// Whoever waits for a signal gets to hear of it between two tasks.
			await nextTurn();
			signal?.throwIfAborted();
			// Nobody would close a store that was opened now.
			if (isClosed) throw new Error('the pool is closed');
			const output = withOwnStores(stores, () => task.run(input));
			// A copy, as a thread would send it, and before another task uses its memory again.
			return structuredClone(output);
		},
		async close() {
			isClosed = true;
			for (const store of stores.values()) store.close();
			stores.clear();
		},
	};
}
