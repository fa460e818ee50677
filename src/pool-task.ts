/** Work that may be done on another thread: what the pool runs. */

/**
 * Input and output are copied between threads, so they are data; a task never throws what a user should
 * read: an error's class and fields do not survive the way back.
 */
export interface PoolTask<Input, Output> {
	/** Tells it from others on the thread; see `worker.ts`. */
	readonly name: string;
	readonly run: (input: Input) => Output;
}
