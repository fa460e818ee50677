/** The pool of worker threads. The only file that uses piscina. */

import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { type ErrorData, errorFrom } from './errors.ts';

/**
 * A task, which `worker.ts` finds by the name of the function. Input and output are copied between threads, so they
 * must be plain data. A `CredcheckError` that it throws is thrown by `run`, with its code and hint; another error
 * loses its class and fields on the way.
 */
export type PoolTask<Input, Output> = (input: Input) => Output;

/** What a thread sends back. */
export type TaskReply = { readonly output: unknown } | { readonly error: ErrorData };

/**
 * Runs tasks on other threads. There is no backpressure: the caller limits how many tasks are in flight.
 * When the signal is aborted, `run` rejects at once; the task continues until it ends or the pool is closed.
 */
export interface WorkerPool {
	readonly threads: number;
	run<Input, Output>(
		task: PoolTask<Input, Output>,
		input: Input,
		options?: {
			/** Buffers that are moved to the thread instead of copied. */
			readonly transfer?: ArrayBuffer[];
			readonly signal?: AbortSignal | undefined;
		},
	): Promise<Output>;
	close(): Promise<void>;
}

export interface PoolOptions {
	/** 1 or more; by default one for each core that this process may use. */
	readonly threads?: number | undefined;
	/**
	 * Tasks sent to a thread at a time; default 1. More suits many short tasks, so that no thread waits for
	 * the next one; 1 suits a few long ones, so that each goes to the first free thread.
	 */
	readonly tasksAhead?: number;
	/** The compiled `worker.js`; Node 20 cannot run TypeScript. */
	readonly worker?: URL;
}

export function openPool({
	threads = availableParallelism(),
	tasksAhead = 1,
	worker = new URL('./worker.js', import.meta.url),
}: PoolOptions = {}): WorkerPool {
	const pool = new Piscina({
		filename: worker.href,
		minThreads: threads,
		maxThreads: threads,
		idleTimeout: Number.POSITIVE_INFINITY,
		concurrentTasksPerWorker: tasksAhead,
		// Tasks leave little garbage but buffers: 37 KB for each range read, which V8 does not count. With
		// its default of 48 MB for young objects, V8 would let them pile up before it collects.
		resourceLimits: { maxYoungGenerationSizeMb: 3 },
	});
	// Each thread runs one of these first. Terminating a thread while it loads its modules crashes the
	// whole process (Node 20: "v8::Module::IsGraphAsync must be used on an instantiated module"), so
	// `close` waits until all have loaded. For the same reason piscina receives no signal: it would
	// terminate the thread and start another.
	const loading = Array.from({ length: threads }, () => pool.run(undefined, { name: 'loaded' }));
	const loaded = Promise.allSettled(loading);
	// Instead of a promise that each task races against, which would retain the result of every task.
	const waiting = new Set<(reason: unknown) => void>();
	let broken: { readonly reason: unknown } | undefined;
	// A thread that cannot start, for lack of memory or file descriptors, never settles its tasks.
	const breakDown = (reason: unknown) => {
		broken ??= { reason };
		for (const reject of waiting) reject(reason);
	};
	pool.on('error', breakDown);
	for (const thread of loading) thread.catch(breakDown);
	return {
		threads,
		run: ({ name }, input, { transfer = [], signal } = {}) =>
			new Promise((resolve, reject) => {
				if (signal?.aborted) return reject(signal.reason);
				if (broken !== undefined) return reject(broken.reason);
				const onAbort = () => reject(signal?.reason);
				const done = () => {
					waiting.delete(reject);
					signal?.removeEventListener('abort', onAbort);
				};
				waiting.add(reject);
				// One listener for each waiting task: no leak.
				if (signal !== undefined) setMaxListeners(0, signal);
				signal?.addEventListener('abort', onAbort);
				const reply: Promise<TaskReply> = pool.run(
					{ name, input },
					{ name: 'run', transferList: transfer },
				);
				reply
					.then((came) =>
						'error' in came ? reject(errorFrom(came.error)) : resolve(came.output as never),
					)
					.catch(reject)
					.finally(done);
			}),
		async close() {
			await loaded;
			await pool.destroy();
		},
	};
}
