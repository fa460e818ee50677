/** The worker pool. The one file that knows piscina. */

import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { WorkerTasks } from './worker.ts';

/**
 * Runs the tasks of `worker.ts` on other threads. Tasks return data and never throw what a user
 * should read: an error's class and fields do not survive the way back.
 *
 * There is no backpressure here: whoever calls `run` bounds what is in flight. A task whose signal is
 * aborted is stopped where it is.
 */
export interface WorkerPool {
	readonly threads: number;
	run<Name extends keyof WorkerTasks>(
		name: Name,
		task: Parameters<WorkerTasks[Name]>[0],
		options?: { readonly transfer?: ArrayBuffer[]; readonly signal?: AbortSignal | undefined },
	): Promise<ReturnType<WorkerTasks[Name]>>;
	close(): Promise<void>;
}

const WORKER = new URL('./worker.js', import.meta.url);

/**
 * @param threads 1 or more; default one for each core this process may use
 * @param worker the compiled `worker.js`; Node 20 cannot run TypeScript
 */
export function openPool(
	threads: number = availableParallelism(),
	worker: URL = WORKER,
): WorkerPool {
	const pool = new Piscina({
		filename: worker.href,
		minThreads: threads,
		maxThreads: threads,
		idleTimeout: Number.POSITIVE_INFINITY,
	});
	return {
		threads,
		run: (name, task, { transfer = [], signal } = {}) =>
			pool.run(task, { name, transferList: transfer, signal: signal ?? null }),
		close: () => pool.destroy(),
	};
}
