/** The tasks of the worker pool on the thread that asks for them: for work that is done before a thread is up. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunOptions, WorkerPool } from './pool.ts';
import { closeThreadStores } from './store/thread-store.ts';
import type { WorkerTasks } from './worker.ts';

export function mainThread(): WorkerPool {
	return { threads: 1, run: runHere, close: async () => closeThreadStores() };
}

async function runHere<Name extends keyof WorkerTasks>(
	name: Name,
	input: Parameters<WorkerTasks[Name]>[0],
	{ signal }: RunOptions = {},
): Promise<Awaited<ReturnType<WorkerTasks[Name]>>> {
	// Whoever waits for a signal gets to hear of it between two tasks.
	await nextTurn();
	signal?.throwIfAborted();
	const tasks: WorkerTasks = await import('./worker.ts');
	const run = tasks[name] as (task: typeof input) => unknown;
	// A copy, as a thread would send it: tasks use their memory again.
	return structuredClone(await run(input)) as Awaited<ReturnType<WorkerTasks[Name]>>;
}
