/** One reading of a table whose blocks go to the pool: some under way at a time, what comes of them in order. */

import { mapInOrder } from '../concurrency.ts';
import type { WorkerPool } from '../pool.ts';
import type { Block } from './csv/blocks.ts';
import type { AccountsTable } from './table.ts';

/** Blocks under way for each thread: one to read, and one so that it need not wait. */
export const BLOCKS_PER_THREAD = 2;

export interface PooledReadingOptions {
	readonly pool: WorkerPool;
	/** Bytes of a block of the table. */
	readonly blockBytes: number;
	readonly signal?: AbortSignal | undefined;
}

export class PooledReading {
	/** Bytes of the table as stored that were read so far. */
	bytesRead = 0;
	readonly #options: PooledReadingOptions;
	readonly #blocks: AsyncGenerator<Block>;

	constructor(table: AccountsTable, options: PooledReadingOptions) {
		this.#options = options;
		this.#blocks = table.blocks(options.blockBytes, (bytes) => {
			this.bytesRead = bytes;
		});
	}

	/**
	 * Yields what comes of the next blocks; to be used before the next is asked for, since it may lie where
	 * the block's rows were.
	 *
	 * @param inputs one for each block, or for as many as there are
	 * @throws the reason of the signal when it is aborted; what `work` or reading the table throws
	 */
	async *map<Input, Output>(
		inputs: Iterable<Input>,
		work: (bytes: Uint8Array, input: Input) => Promise<Output>,
	): AsyncGenerator<[output: Output, input: Input]> {
		const { pool, signal } = this.#options;
		const atOnce = pool.threads * BLOCKS_PER_THREAD;
		const done = mapInOrder(this.#with(inputs), atOnce, async ([{ bytes, release }, input]) => ({
			output: await work(bytes, input),
			input,
			release,
		}));
		for await (const { output, input, release } of done) {
			signal?.throwIfAborted();
			yield [output, input];
			release();
		}
	}

	/** Reads to the end, where it shows whether the table was changed meanwhile. */
	async end(): Promise<void> {
		for await (const { release } of this.#blocks) release();
	}

	async close(): Promise<void> {
		await this.#blocks.return(undefined);
	}

	async *#with<Input>(inputs: Iterable<Input>): AsyncGenerator<[Block, Input]> {
		for (const input of inputs) {
			const { value, done } = await this.#blocks.next();
			// A table that has become shorter says so at its end.
			if (done) return;
			yield [value, input];
		}
	}
}

/** For a task that needs nothing but the block. */
export function* noInputs(): Generator<undefined> {
	for (;;) yield undefined;
}
