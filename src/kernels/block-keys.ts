/** Reads the keys of a block of rows, most of them by a kernel, and orders them by partition. */

import {
	KEY_COUNT_AT,
	KEYS_AT,
	MAX_KEYS as MOST_KEYS,
	ORDERED_AT,
	STARTS_AT,
} from './assembly/shared/layout.ts';
import type { RowIndex } from './row-index.ts';
import { type RowMemory, rowMemory } from './row-memory.ts';

/** The most keys of a block. */
export const MAX_KEYS: number = MOST_KEYS;

export interface KeyFormat {
	/** Hex digits of a hash. */
	readonly digits: number;
	/** Partitions whose keys are wanted, from `first` up to, but not including, `end`. */
	readonly first: number;
	readonly end: number;
}

/** Rows whose keys the kernel reads. */
export interface KeyRows {
	/** The column of the hash. */
	readonly column: number;
	/** Cells of a row. */
	readonly cells: number;
	/** What the marks of two rows differ by. */
	readonly step: number;
}

/** One at a time on each thread. */
export class BlockKeys {
	/** Number of keys. */
	size = 0;
	/** Words of a key: those of its hash, and its mark. */
	readonly stride: number;
	/** The memory of the keys, in which the next one is to be at index `at`. */
	readonly words: Uint32Array;
	readonly #format: KeyFormat;
	readonly #memory: RowMemory;

	constructor(format: KeyFormat) {
		this.#format = format;
		this.#memory = rowMemory();
		this.words = this.#memory.words;
		this.stride = format.digits / 8 + 1;
	}

	/** The index in `words` behind the last key, at which there is room for another. */
	get at(): number {
		return KEYS_AT / 4 + this.size * this.stride;
	}

	/**
	 * Reads the keys of rows, up to one that is not as most are, which is left to the caller.
	 *
	 * @param index current
	 * @param row the first row in it
	 * @param end the row after the last
	 * @param mark of the first row
	 * @returns the row after the last that was read
	 */
	read(index: RowIndex, rows: KeyRows, row: number, end: number, mark: number): number {
		if (!index.isCurrent) throw new Error('the index of rows is another one');
		const { digits, first, end: endPartition } = this.#format;
		const { column, cells, step } = rows;
		const most = Math.min(end, row + MAX_KEYS - this.size);
		const after = this.#memory.kernels.readKeys(
			row,
			most,
			column,
			cells,
			digits,
			first,
			endPartition - 1,
			mark,
			step,
			this.size,
		);
		this.size = this.words[KEY_COUNT_AT / 4] as number;
		return after;
	}

	/** Adds the key that the caller has put at `at`. */
	add(): void {
		if (this.size === MAX_KEYS) throw new Error('a block has too many keys');
		this.size += 1;
	}

	/**
	 * Orders the keys by partition; within one, they keep their order. Valid until the next block.
	 *
	 * @returns the keys, and the index of the first of each partition, from the first up to the one after the last
	 */
	ordered(): { readonly keys: Uint32Array; readonly starts: Uint16Array } {
		const { first, end } = this.#format;
		const partitions = end - first;
		this.#memory.kernels.orderKeys(this.size, 4 * this.stride, first, partitions);
		const { buffer } = this.words;
		return {
			keys: new Uint32Array(buffer, ORDERED_AT, this.size * this.stride),
			starts: new Uint16Array(buffer, STARTS_AT, partitions + 1),
		};
	}
}
