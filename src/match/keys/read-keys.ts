/** A pass over the table in which the pool reads the keys of its blocks, until the memory for keys is full. */

import type { WorkerPool } from '../../pool.ts';
import type { HashKind } from '../../range/kind.ts';
import { blocksOf, type TableBlock } from '../../table/left-out.ts';
import { type AccountsTable, rowFormat } from '../../table/table.ts';
import { BLOCKS_PER_THREAD } from '../../table/table-pass.ts';
import type { KeyArena } from './key-arena.ts';
import { keyWords, wordsWithin } from './key-block.ts';
import { type ReadBlock, type ReadKeysInput, readKeysTask } from './read-keys-task.ts';
import { SORTING_WORDS } from './sorted-keys.ts';

export interface ReadKeysOptions {
	readonly kind: HashKind;
	readonly pool: WorkerPool;
	/** Size of a block of the table. */
	readonly blockBytes: number;
	readonly signal?: AbortSignal | undefined;
}

/** Whether there is room for so many more words of keys, and for sorting all keys. */
function hasRoom(memory: KeyArena, words: number, kind: HashKind): boolean {
	const used = memory.words.length - memory.free + words;
	return used * (1 + SORTING_WORDS / keyWords(kind)) <= memory.words.length;
}

export class KeyPass {
	/** Whether the table has been read to its end. */
	ended = false;
	readonly #options: ReadKeysOptions;
	readonly #onProgress: ((rows: number, bytesRead: number) => void) | undefined;
	readonly #task: Omit<ReadKeysInput, 'bytes' | 'memory'>;
	readonly #blocks: AsyncGenerator<TableBlock>;
	/** A block that has been read, but did not yet fit in memory. */
	#pending: TableBlock | undefined;
	#bytesRead = 0;
	#rows = 0;

	/**
	 * @param keys which keys are read, and what is done besides
	 * @param onProgress called with the rows and bytes of the table read so far
	 */
	constructor(
		table: AccountsTable,
		options: ReadKeysOptions,
		keys: Pick<ReadKeysInput, 'partitions' | 'share' | 'mark' | 'ids'>,
		onProgress?: (rows: number, bytesRead: number) => void,
	) {
		this.#options = options;
		this.#onProgress = onProgress;
		this.#task = { ...rowFormat(table), ...keys };
		this.#blocks = blocksOf(table, options.blockBytes, (bytes) => {
			this.#bytesRead = bytes;
		});
	}

	/**
	 * Yields blocks in order until the memory has no room for another, or the table ends. Use each before requesting
	 * the next: it is in memory that is then reused.
	 *
	 * @param memory where the keys go; large enough for those of one block
	 */
	async *fill(memory: KeyArena): AsyncGenerator<ReadBlock> {
		const { kind, pool, signal } = this.#options;
		const inFlight: Promise<[read: ReadBlock, release: () => void]>[] = [];
		// Words that the blocks in flight may still take.
		let reserved = 0;
		for (;;) {
			signal?.throwIfAborted();
			const block = await this.#next();
			const needed = block === undefined ? 0 : wordsWithin(kind, block.bytes.length);
			const fits = block !== undefined && hasRoom(memory, reserved + needed, kind);
			if (fits && inFlight.length < pool.threads * BLOCKS_PER_THREAD) {
				this.#pending = undefined;
				reserved += needed;
				const read = this.#readKeys(block, memory).finally(() => {
					reserved -= needed;
				});
				// Awaited below; avoids an unhandled rejection meanwhile.
				read.catch(() => undefined);
				inFlight.push(read);
				continue;
			}
			const oldest = inFlight.shift();
			if (oldest === undefined) {
				const full = block !== undefined && memory.free < memory.words.length;
				if (full || this.ended) return;
				throw new Error('a block has more keys than there is room for');
			}
			const [read, release] = await oldest;
			this.#rows += read.rows;
			this.#onProgress?.(this.#rows, this.#bytesRead);
			yield read;
			release();
		}
	}

	async close(): Promise<void> {
		await this.#blocks.return(undefined);
	}

	async #next(): Promise<TableBlock | undefined> {
		if (this.#pending === undefined && !this.ended) {
			const { value, done } = await this.#blocks.next();
			if (done) this.ended = true;
			else this.#pending = value;
		}
		return this.#pending;
	}

	async #readKeys(
		{ bytes, leftOut, release }: TableBlock,
		{ shared }: KeyArena,
	): Promise<[read: ReadBlock, release: () => void]> {
		const { pool, signal } = this.#options;
		const task = { ...this.#task, bytes, leftOut, memory: shared };
		return [await pool.run(readKeysTask, task, { signal }), release];
	}
}
