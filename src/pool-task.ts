/** The tasks that a pool runs, possibly on another thread. */

/**
 * Input and output are copied between threads, so they must be plain data. A task never throws an error
 * meant for the user: an error loses its class and fields on the way back.
 */
export interface PoolTask<Input, Output> {
	/** By which `worker.ts` finds the task. */
	readonly name: string;
	readonly run: (input: Input) => Output;
}
