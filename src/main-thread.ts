/** Runs the pool's tasks on the calling thread, where to start a worker would take longer than the work. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunOptions, WorkerPool } from './pool.ts';
import { type OpenStores, withOwnStores } from './store/thread-store.ts';
import type { WorkerTasks } from './worker.ts';

export function mainThread(): WorkerPool {
	const stores: OpenStores = new Map();
	return {
		threads: 1,
		run: (name, input, options) => runHere(stores, name, input, options),
		async close() {
			for (const store of stores.values()) store.close();
			stores.clear();
		},
	};
}

async function runHere<Name extends keyof WorkerTasks>(
	stores: OpenStores,
	name: Name,
	input: Parameters<WorkerTasks[Name]>[0],
	{ signal }: RunOptions = {},
): Promise<Awaited<ReturnType<WorkerTasks[Name]>>> {
	// Whoever waits for a signal gets to hear of it between two tasks.
	await nextTurn();
	signal?.throwIfAborted();
	const tasks: WorkerTasks = await import('./worker.ts');
	const run = tasks[name] as (task: typeof input) => unknown;
	// Only tasks that are done at once read a store.
	const result = withOwnStores(stores, () => run(input));
	// A copy, as a thread would send it, and before another task uses its memory again.
	const copy = result instanceof Promise ? structuredClone(await result) : structuredClone(result);
	return copy as Awaited<ReturnType<WorkerTasks[Name]>>;
}
