/** The rows of a part of a table, and their cells, as a kernel finds them. */

import {
	CELL_BYTES,
	CELLS_AT,
	ROW_BYTES,
	ROWS_AT,
	TEXT_AT,
	TEXT_BYTES,
} from './assembly/shared/layout.ts';
import { type RowMemory, rowMemory } from './row-memory.ts';

const ROWS = ROWS_AT / 4;
const ROW_WORDS = ROW_BYTES / 4;
const CELLS = CELLS_AT / 4;
const CELL_WORDS = CELL_BYTES / 4;
const MIN_FILLS = 8;
const MIN_ROWS_A_FILL = 16;

/** How rows are written. */
export interface RowGrammar {
	/** An ASCII character. */
	readonly delimiter: string;
	/** Whether an empty line is a row with one empty cell. */
	readonly emptyLinesAreRows: boolean;
	/** The longest row, line end included. */
	readonly maxRowBytes: number;
}

/** Finds rows in order. What is said of a row is valid until another index of this thread is filled. */
export class RowIndex {
	/** Rows that were found by the last call of `fill`. */
	size = 0;
	readonly #grammar: RowGrammar;
	readonly #memory: RowMemory;
	/** The offset in the bytes at which the scanned part begins. */
	#from = 0;
	#fills = 0;
	/** That all fills have found. */
	#rows = 0;

	constructor(grammar: RowGrammar) {
		this.#grammar = grammar;
		this.#memory = rowMemory();
	}

	/** False once so many fills have found so few rows that one at a time is faster. */
	get pays(): boolean {
		return this.#fills < MIN_FILLS || this.#rows >= this.#fills * MIN_ROWS_A_FILL;
	}

	/** Whether no other index was filled meanwhile. */
	get isCurrent(): boolean {
		return this.#memory.owner === this;
	}

	/**
	 * Finds the next rows: some, unless the row at `from` has escapes or broken quotes, is too long, or has too many cells.
	 *
	 * @param bytes of rows
	 * @param from the offset of a row, or of empty lines before one
	 * @param whole whether the last row cannot continue after `bytes`; it may lack its line end
	 */
	fill(bytes: Uint8Array, from: number, whole: boolean): void {
		const { kernels, bytes: memory } = this.#memory;
		const { delimiter, emptyLinesAreRows, maxRowBytes } = this.#grammar;
		const end = Math.min(bytes.length, from + TEXT_BYTES);
		// Not `set`: Node 20 moves shared memory with it 8 bytes at a time.
		memory.fill(bytes.subarray(from, end), TEXT_AT, TEXT_AT + end - from);
		this.#from = from;
		this.#memory.owner = this;
		this.size = kernels.scanRows(
			end - from,
			whole && end === bytes.length,
			delimiter.charCodeAt(0),
			emptyLinesAreRows,
			maxRowBytes,
		);
		this.#fills += 1;
		this.#rows += this.size;
	}

	/** The offset in the bytes at which the row behind the last one begins, or empty lines before it. */
	get next(): number {
		return this.beginOf(this.size);
	}

	/** The offset in the bytes at which a row begins. */
	beginOf(row: number): number {
		return this.#from + (this.#memory.words[ROWS + row * ROW_WORDS] as number);
	}

	/** The offset just after the row, line end included. */
	endOf(row: number): number {
		return this.#from + (this.#memory.words[ROWS + row * ROW_WORDS + 1] as number);
	}

	/** The number of its cells. */
	cellsOf(row: number): number {
		return this.#memory.words[ROWS + row * ROW_WORDS + 3] as number;
	}

	/** The offset in the bytes at which a cell of the row begins, without its quote if it has one. */
	cellBegin(row: number, cell: number): number {
		return this.#from + (this.#memory.words[this.#boundsOf(row, cell)] as number);
	}

	/** The offset after its end. */
	cellEnd(row: number, cell: number): number {
		return this.#from + (this.#memory.words[this.#boundsOf(row, cell) + 1] as number);
	}

	#boundsOf(row: number, cell: number): number {
		const firstCell = this.#memory.words[ROWS + row * ROW_WORDS + 2] as number;
		return CELLS + (firstCell + cell) * CELL_WORDS;
	}

	/**
	 * The first row from `row` on, up to `end`, whose id needs more than a look: it may be unusable, wrapped or have lost
	 * digits, or is not greater than the one before; `end` if there is none.
	 *
	 * @param row 1 or more
	 * @param byLength whether a shorter id is less than a longer one; else ids are ordered byte by byte
	 */
	ascendingUntil(row: number, end: number, column: number, byLength: boolean): number {
		return this.#memory.kernels.ascendIds(row, end, column, byLength);
	}
}
