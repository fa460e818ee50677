/** A pass over a table whose blocks are processed by the pool, several at a time, with results in order. */

import { mapInOrder } from '../concurrency.ts';
import type { PoolTask, WorkerPool } from '../pool.ts';
import { blocksOf, type TableBlock } from './left-out.ts';
import type { AccountsTable } from './table.ts';

/** Blocks in flight for each thread: one being processed, and the next, so that the thread need not wait. */
export const BLOCKS_PER_THREAD = 2;

export interface TablePassOptions {
	readonly pool: WorkerPool;
	/** Size of a block of the table, as for `blocksOf`. */
	readonly blockBytes: number;
	readonly signal?: AbortSignal | undefined;
}

export class TablePass {
	/** Bytes of the table read so far, as stored. */
	bytesRead = 0;
	readonly #options: TablePassOptions;
	readonly #blocks: AsyncGenerator<TableBlock>;

	constructor(table: AccountsTable, options: TablePassOptions) {
		this.#options = options;
		this.#blocks = blocksOf(table, options.blockBytes, (bytes) => {
			this.bytesRead = bytes;
		});
	}

	/**
	 * Runs a task for each of the next blocks, which learns which of its rows are left out. Use each output before
	 * requesting the next: it may occupy the memory of its block, which is then reused.
	 *
	 * @param inputs one for each block, without its bytes; stops when either runs out
	 * @throws the signal's reason when it is aborted; what the task or reading the table throws
	 */
	async *map<Input, Output>(
		task: PoolTask<Input & { readonly bytes: Uint8Array }, Output>,
		inputs: Iterable<Input>,
	): AsyncGenerator<[output: Output, input: Input]> {
		const { pool, signal } = this.#options;
		const atOnce = pool.threads * BLOCKS_PER_THREAD;
		const done = mapInOrder(this.#with(inputs), atOnce, async ([block, input]) => {
			const { bytes, leftOut, release } = block;
			const output = await pool.run(task, { ...input, bytes, leftOut }, { signal });
			return { output, input, release };
		});
		for await (const { output, input, release } of done) {
			signal?.throwIfAborted();
			yield [output, input];
			release();
		}
	}

	/** As `map` for all blocks of the table; closes the pass. */
	async *mapAll<Input, Output>(
		task: PoolTask<Input & { readonly bytes: Uint8Array }, Output>,
		inputs: Iterable<Input>,
	): AsyncGenerator<[output: Output, input: Input]> {
		try {
			yield* this.map(task, inputs);
			await this.end();
		} finally {
			await this.close();
		}
	}

	/** Reads to the end, where a table that has changed meanwhile is detected. */
	async end(): Promise<void> {
		for await (const { release } of this.#blocks) release();
	}

	async close(): Promise<void> {
		await this.#blocks.return(undefined);
	}

	async *#with<Input>(inputs: Iterable<Input>): AsyncGenerator<[TableBlock, Input]> {
		for (const input of inputs) {
			const { value, done } = await this.#blocks.next();
			// If the table has become shorter, reading its end has already thrown.
			if (done) return;
			yield [value, input];
		}
	}
}

/** An input for each block that is the same for all. */
export function* forEveryBlock<Input>(input: Input): Generator<Input> {
	for (;;) yield input;
}
