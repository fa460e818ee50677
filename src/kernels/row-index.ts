/** The rows of a part of a table, and their cells, as a kernel finds them. */

import {
	ENDS_AT,
	MOST_ENDS,
	MOST_ROWS,
	ROW_WORDS,
	ROWS_AT,
	type RowMemory,
	rowMemory,
	TEXT_AT,
	TEXT_BYTES,
} from './row-memory.ts';

const ROWS = ROWS_AT / 4;
const ENDS = ENDS_AT / 4;

/** How rows are written. */
export interface RowGrammar {
	/** Its character code. */
	readonly delimiter: number;
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

	constructor(grammar: RowGrammar) {
		this.#grammar = grammar;
		this.#memory = rowMemory();
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
		const { kernels, bytes: memory } = this.#memory;
		const { delimiter, emptyLinesAreRows, maxRowBytes } = this.#grammar;
		const end = Math.min(bytes.length, from + TEXT_BYTES);
		// Not `set`: Node 20 moves shared memory with it 8 bytes at a time.
		memory.fill(bytes.subarray(from, end), TEXT_AT, TEXT_AT + end - from);
		this.#from = from;
		this.#memory.owner = this;
		this.size = kernels.scanRows(
			TEXT_AT,
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

	/** The offset at which a cell of the row begins. */
	cellBegin(row: number, cell: number): number {
		return cell === 0 ? this.beginOf(row) : this.cellEnd(row, cell - 1) + 1;
	}

	/** The offset after the end of a cell of the row. */
	cellEnd(row: number, cell: number): number {
		const { words } = this.#memory;
		const first = words[ROWS + row * ROW_WORDS + 2] as number;
		return this.#from + (words[ENDS + first + cell] as number);
	}

	/**
	 * The first row from `row` on, up to `end`, whose id needs more than a look: it may be unusable, wrapped or have lost
	 * digits, or is not greater than the one before; `end` if there is none.
	 *
	 * @param row 1 or more
	 * @param byLength whether a shorter id is less than a longer one; else ids are ordered byte by byte
	 */
	ascendingUntil(row: number, end: number, column: number, byLength: boolean): number {
		return this.#memory.kernels.ascendIds(TEXT_AT, ROWS_AT, row, end, ENDS_AT, column, byLength);
	}
}
