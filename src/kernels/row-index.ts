/** The rows of a part of a table, and their cells, as a kernel finds them. One memory for each thread. */

import { FIRST_FREE, type Kernels, kernelsOn, makeKernelMemory } from './kernels.ts';

/** Bytes that are scanned at a time: they, and what is found, stay in a core's cache. */
const TEXT_BYTES = 64 * 1024;
/** Bytes that the kernel may read behind a text. */
const PADDING = 16;
const MOST_ROWS = 4096;
const MOST_ENDS = 16_384;
/** Words of the record of a row. */
const ROW_WORDS = 4;

const ROWS_AT = FIRST_FREE + TEXT_BYTES + PADDING;
const ENDS_AT = ROWS_AT + 4 * ROW_WORDS * (MOST_ROWS + 1);
const MEMORY_BYTES = ENDS_AT + 4 * MOST_ENDS - FIRST_FREE;

/** How rows are written. */
export interface RowGrammar {
	/** Its character code. */
	readonly delimiter: number;
	/** Whether an empty line is a row with one empty cell. */
	readonly emptyLinesAreRows: boolean;
	/** The longest row, line end included. */
	readonly maxRowBytes: number;
}

interface Memory {
	readonly kernels: Kernels;
	readonly text: Uint8Array;
	readonly rows: Uint32Array;
	readonly ends: Uint32Array;
	/** The index that has filled it last. */
	owner: RowIndex | undefined;
}

let memory: Memory | undefined;

function openMemory(): Memory {
	const own = makeKernelMemory(MEMORY_BYTES);
	return {
		kernels: kernelsOn(own),
		text: new Uint8Array(own.buffer, FIRST_FREE, TEXT_BYTES),
		rows: new Uint32Array(own.buffer, ROWS_AT, ROW_WORDS * (MOST_ROWS + 1)),
		ends: new Uint32Array(own.buffer, ENDS_AT, MOST_ENDS),
		owner: undefined,
	};
}

/** Finds rows in order. What is said of a row is valid until another index of this thread is filled. */
export class RowIndex {
	/** Rows that were found by the last call of `fill`. */
	size = 0;
	readonly #grammar: RowGrammar;
	readonly #memory: Memory;
	/** The offset in the bytes at which the scanned part begins. */
	#from = 0;

	constructor(grammar: RowGrammar) {
		this.#grammar = grammar;
		memory ??= openMemory();
		this.#memory = memory;
	}

	/** Whether no other index was filled meanwhile. */
	get isCurrent(): boolean {
		return this.#memory.owner === this;
	}

	/**
	 * Finds the next rows: some, unless the row at `from` has a quote, is too long, or has too many cells for the index.
	 *
	 * @param bytes of whole rows; the last one may lack its line end
	 * @param from the offset of a row, or of empty lines before one
	 */
	fill(bytes: Uint8Array, from: number): void {
		const { kernels, text } = this.#memory;
		const { delimiter, emptyLinesAreRows, maxRowBytes } = this.#grammar;
		const end = Math.min(bytes.length, from + TEXT_BYTES);
		text.set(bytes.subarray(from, end));
		this.#from = from;
		this.#memory.owner = this;
		this.size = kernels.scanRows(
			FIRST_FREE,
			end - from,
			end === bytes.length,
			delimiter,
			emptyLinesAreRows,
			maxRowBytes,
			ROWS_AT,
			MOST_ROWS,
			ENDS_AT,
			MOST_ENDS,
		);
	}

	/** The offset in the bytes at which the row behind the last one begins, or empty lines before it. */
	get next(): number {
		return this.beginOf(this.size);
	}

	/** The offset in the bytes at which a row begins. */
	beginOf(row: number): number {
		return this.#from + (this.#memory.rows[row * ROW_WORDS] as number);
	}

	/** The offset just after the row, line end included. */
	endOf(row: number): number {
		return this.#from + (this.#memory.rows[row * ROW_WORDS + 1] as number);
	}

	/** The number of its cells. */
	cellsOf(row: number): number {
		return this.#memory.rows[row * ROW_WORDS + 3] as number;
	}

	/** The offset at which a cell of the row begins. */
	cellBegin(row: number, cell: number): number {
		return cell === 0 ? this.beginOf(row) : this.cellEnd(row, cell - 1) + 1;
	}

	/** The offset after the end of a cell of the row. */
	cellEnd(row: number, cell: number): number {
		const { rows, ends } = this.#memory;
		return this.#from + (ends[(rows[row * ROW_WORDS + 2] as number) + cell] as number);
	}
}
