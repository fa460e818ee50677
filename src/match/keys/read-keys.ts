/** A reading of the table: its blocks go to the pool, and their keys into memory until it is full. */

import type { WorkerPool } from '../../pool.ts';
import type { HashKind } from '../../range/kind.ts';
import type { Block } from '../../table/csv/blocks.ts';
import { BLOCKS_PER_THREAD } from '../../table/pooled-reading.ts';
import type { AccountsTable } from '../../table/table.ts';
import type { KeyArena } from './key-arena.ts';
import { type Partitions, wordsWithin } from './key-block.ts';
import type { ReadBlock, ReadKeysInput } from './read-keys-task.ts';
import { readKeysTask } from './read-keys-task.ts';

export interface ReadKeysOptions {
	readonly kind: HashKind;
	readonly pool: WorkerPool;
	/** Bytes of a block of the table. */
	readonly blockBytes: number;
	/** Where the keys go; large enough for those of a block. */
	readonly memory: KeyArena;
}

export interface ReadKeysEvents {
	/** Told of rows and of bytes of the table read. */
	readonly onProgress?: ((rows: number, bytesRead: number) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
}

export class KeyReading {
	/** Whether the table was read to its end. */
	ended = false;
	readonly #options: ReadKeysOptions;
	readonly #events: ReadKeysEvents;
	readonly #task: Omit<ReadKeysInput, 'bytes' | 'memory'>;
	readonly #blocks: AsyncGenerator<Block>;
	/** Read, and without room so far. */
	#pending: Block | undefined;
	#bytesRead = 0;
	#rows = 0;

	/** @param mark what is to go with each key */
	constructor(
		table: AccountsTable,
		options: ReadKeysOptions,
		partitions: Partitions,
		mark: ReadKeysInput['mark'],
		events: ReadKeysEvents,
	) {
		const { kind, blockBytes } = options;
		const { dialect, header } = table;
		const hash = { column: table.columns.hash, kind };
		this.#options = options;
		this.#events = events;
		this.#task = { dialect, columns: header.length, hash, partitions, mark };
		this.#blocks = table.blocks(blockBytes, (bytes) => {
			this.#bytesRead = bytes;
		});
	}

	/** Yields blocks in order until the memory has no room for another, or the table ends. */
	async *fill(memory = this.#options.memory): AsyncGenerator<ReadBlock> {
		const { kind, pool } = this.#options;
		const { signal, onProgress } = this.#events;
		const underWay: Promise<ReadBlock>[] = [];
		// What the blocks under way may still take.
		let reserved = 0;
		for (;;) {
			signal?.throwIfAborted();
			const block = await this.#next();
			const needed = block === undefined ? 0 : wordsWithin(kind, block.bytes.length);
			const fits = block !== undefined && reserved + needed <= memory.free;
			if (fits && underWay.length < pool.threads * BLOCKS_PER_THREAD) {
				this.#pending = undefined;
				reserved += needed;
				const collected = this.#collect(block, memory).finally(() => {
					reserved -= needed;
				});
				// Awaited below; avoids an unhandled rejection meanwhile.
				collected.catch(() => undefined);
				underWay.push(collected);
				continue;
			}
			const oldest = underWay.shift();
			if (oldest === undefined) {
				const full = block !== undefined && memory.free < memory.words.length;
				if (full || this.ended) return;
				throw new Error('a block has more keys than there is room for');
			}
			const collected = await oldest;
			this.#rows += collected.rows;
			onProgress?.(this.#rows, this.#bytesRead);
			yield collected;
		}
	}

	async close(): Promise<void> {
		await this.#blocks.return(undefined);
	}

	async #next(): Promise<Block | undefined> {
		if (this.#pending === undefined && !this.ended) {
			const { value, done } = await this.#blocks.next();
			if (done) this.ended = true;
			else this.#pending = value;
		}
		return this.#pending;
	}

	async #collect(block: Block, { shared }: KeyArena): Promise<ReadBlock> {
		const task = { ...this.#task, bytes: block.bytes, memory: shared };
		const { pool } = this.#options;
		const { signal } = this.#events;
		const collected = await pool.run(readKeysTask, task, { signal });
		block.release();
		return collected;
	}
}
