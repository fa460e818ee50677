/** The worker pool. The one file that knows piscina. */

import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { PoolTask } from './pool-task.ts';

export interface RunOptions {
	/** Handed over instead of copied. */
	readonly transfer?: ArrayBuffer[];
	readonly signal?: AbortSignal | undefined;
}

/**
 * Runs tasks on other threads. There is no backpressure here: whoever calls `run` bounds what is in
 * flight. When a signal is aborted its caller hears at once; the task itself ends by itself or with the
 * pool.
 */
export interface WorkerPool {
	readonly threads: number;
	run<Input, Output>(
		task: PoolTask<Input, Output>,
		input: Input,
		options?: RunOptions,
	): Promise<Output>;
	close(): Promise<void>;
}

const WORKER = new URL('./worker.js', import.meta.url);

export interface PoolOptions {
	/** 1 or more; default one for each core this process may use. */
	readonly threads?: number | undefined;
	/**
	 * Tasks handed to a thread at a time, default 1. Many short tasks want more, so that no thread
	 * waits for the next; few long ones want 1, so that each goes to the thread that is free first.
	 */
	readonly tasksAhead?: number;
	/** The compiled `worker.js`; Node 20 cannot run TypeScript. */
	readonly worker?: URL;
}

export function openPool({
	threads = availableParallelism(),
	tasksAhead = 1,
	worker = WORKER,
}: PoolOptions = {}): WorkerPool {
	const pool = new Piscina({
		filename: worker.href,
		minThreads: threads,
		maxThreads: threads,
		idleTimeout: Number.POSITIVE_INFINITY,
		concurrentTasksPerWorker: tasksAhead,
		// Tasks leave little behind but buffers. V8's own choice, 48 MB for what is young, is filled with
		// garbage before it is looked at; each range read leaves 37 KB of it that V8 does not see.
		resourceLimits: { maxYoungGenerationSizeMb: 3 },
	});
	// Each thread takes one of these first. To end a thread while it loads its modules is to end the
	// whole process (Node 20: "v8::Module::IsGraphAsync must be used on an instantiated module"), so
	// none is ended before. That is also why no signal is handed to piscina: it would end the thread
	// and begin another.
	const loading = Array.from({ length: threads }, () => pool.run(undefined, { name: 'loaded' }));
	const loaded = Promise.allSettled(loading);
	// Not a promise to race each task against: it would hold what every one of them gave.
	const waiting = new Set<(reason: unknown) => void>();
	let broken: { readonly reason: unknown } | undefined;
	// A thread that cannot start, for want of memory or file descriptors, takes its tasks with it.
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
				// As many as there are tasks waiting: no leak.
				if (signal !== undefined) setMaxListeners(0, signal);
				signal?.addEventListener('abort', onAbort);
				pool
					.run({ name, input }, { name: 'run', transferList: transfer })
					.then(resolve, reject)
					.finally(done);
			}),
		async close() {
			await loaded;
			await pool.destroy();
		},
	};
}

export interface LazyPool {
	/** Opened the first time. */
	open(): WorkerPool;
	close(): Promise<void>;
}

/** A pool for work that may turn out to need no threads. */
export function openPoolLazily(options: PoolOptions = {}): LazyPool {
	let pool: WorkerPool | undefined;
	return {
		open() {
			pool ??= openPool(options);
			return pool;
		},
		async close() {
			await pool?.close();
		},
	};
}
