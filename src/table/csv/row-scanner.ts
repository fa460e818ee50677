/**
 * Finds rows and their cells from the bytes of a CSV, without decoding text. The grammar is that of
 * csv-parse with `relax_quotes` (RFC 4180 with any of four delimiters; a quote inside an unquoted cell is
 * text). Cells with escapes, which are not simply a slice of the row's bytes, are marked and left to
 * csv-parse. A malformed row costs only the line on which it begins: the next row begins on the next line.
 */

import type { RowIndex } from '../../kernels/row-index.ts';
import type { HashKind } from '../../range/kind.ts';
import type { Delimiter } from './dialect.ts';

/**
 * The longest row, line end included. Without a limit, a quote that is never closed would swallow the
 * rest of the table as one cell.
 */
export const MAX_ROW_BYTES: number = 1024 * 1024;

/**
 * The longest row of a list, ours included: a list must be readable whatever table it was made from. It has an account
 * id, kept cells, of which one may be the id again, and columns of its own of less than a row. A cell of n bytes takes
 * at most 2n + 3 with doubled quotes, quotes around it and the mark of a formula: that is two rows and a bit for the
 * id, and, as a cell and its delimiter in the table are at least 2 bytes, three for those that are kept.
 */
export const MAX_LIST_ROW_BYTES: number = 6 * MAX_ROW_BYTES;

export const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
export const QUOTE = 0x22;

export interface RowDialect {
	readonly delimiter: Delimiter;
	/** Whether an empty line is a row with one empty cell, as in a table of one column. */
	readonly emptyLinesAreRows: boolean;
	/** The longest row, line end included; default `MAX_ROW_BYTES`. */
	readonly maxRowBytes?: number | undefined;
}

/** The column with the hashes, and their kind. */
export interface HashColumn {
	readonly column: number;
	readonly kind: HashKind;
}

/**
 * `plain`: each cell is a slice of the bytes, without its quotes if it has any. `escaped`: at least one
 * cell has a doubled quote or a line end, or is broken. `broken`: a quote that is not closed in time, or not
 * before the next quoted cell. `too_long`: the line alone is longer than a row may be. `open`: more bytes are
 * needed to know.
 */
export type RowShape = 'plain' | 'escaped' | 'broken' | 'too_long' | 'open';

/** Marks in `RowScanner.escaped`. */
const ESCAPED = 1;
export const BROKEN = 2;

export class RowScanner {
	/** Offset just after the last scanned row, where the next may begin. */
	next = 0;
	/** Number of cells in the last scanned row, if it is plain or escaped. */
	cells = 0;
	/** Offsets at which each cell begins and ends, quotes excluded. */
	starts: Uint32Array = new Uint32Array(64);
	ends: Uint32Array = new Uint32Array(64);
	/**
	 * For an escaped row: 1 for each cell that has escapes, `BROKEN` for one with text after its closing quote,
	 * else 0.
	 */
	escaped: Uint8Array = new Uint8Array(64);
	/**
	 * Whether a quote of the last scanned row is where none may be: a cell is broken, or has blanks before a quote.
	 * A delimiter after it may have been meant as text.
	 */
	doubtful = false;
	readonly #delimiter: number;
	readonly #emptyLinesAreRows: boolean;
	/** The longest row, line end included. */
	readonly maxRowBytes: number;
	/** No byte above this has a meaning in the grammar. */
	readonly #highest: number;

	constructor({ delimiter, emptyLinesAreRows, maxRowBytes = MAX_ROW_BYTES }: RowDialect) {
		this.#delimiter = delimiter.charCodeAt(0);
		this.#emptyLinesAreRows = emptyLinesAreRows;
		this.maxRowBytes = maxRowBytes;
		this.#highest = Math.max(this.#delimiter, QUOTE);
	}

	/** The offset at or after `at` where a row begins: past empty lines, unless these are rows. */
	skipEmpty(bytes: Buffer, at: number): number {
		if (this.#emptyLinesAreRows) return at;
		let row = at;
		for (;;) {
			if (bytes[row] === LF) row += 1;
			else if (bytes[row] === CR && bytes[row + 1] === LF) row += 2;
			else return row;
		}
	}

	/**
	 * Scans the row that begins at `from`, an offset within `bytes`.
	 *
	 * @param whole whether the row cannot continue after `bytes`; it is then never `open`
	 */
	scan(bytes: Buffer, from: number, whole: boolean): RowShape {
		const size = bytes.length;
		this.starts[0] = from;
		this.doubtful = false;
		const at = this.#scanCells(bytes, from);
		if (at < size && bytes[at] === QUOTE) return this.#scanQuoted(bytes, from, whole);
		if (at === size && !whole) return this.#unfinished(bytes, from);
		// A CR is part of the line end only before an LF.
		const end = at < size && at > from && bytes[at - 1] === CR ? at - 1 : at;
		this.ends[this.cells - 1] = end;
		return this.#finish(bytes, from, at < size ? at + 1 : size, this.cells, 'plain');
	}

	/** Takes over a row that an index has found, as if it had been scanned. */
	take(index: RowIndex, row: number): void {
		const cells = index.cellsOf(row);
		while (this.starts.length < cells) this.#grow();
		for (let cell = 0; cell < cells; cell += 1) {
			this.starts[cell] = index.cellBegin(row, cell);
			this.ends[cell] = index.cellEnd(row, cell);
		}
		this.cells = cells;
		this.next = index.endOf(row);
		this.doubtful = false;
	}

	/**
	 * Scans unquoted cells.
	 *
	 * @returns the offset of a quote that may not be text, of a line end or of the end of the bytes
	 */
	#scanCells(bytes: Buffer, from: number): number {
		const size = bytes.length;
		const delimiter = this.#delimiter;
		const highest = this.#highest;
		let cells = 1;
		let at = from;
		for (; at < size; at += 1) {
			const byte = bytes[at] as number;
			if (byte > highest) continue;
			if (byte === delimiter) {
				if (cells === this.starts.length) this.#grow();
				this.ends[cells - 1] = at;
				this.starts[cells] = at + 1;
				cells += 1;
			} else if (byte === LF) {
				break;
			} else if (byte === QUOTE && isLeading(bytes, this.starts[cells - 1] as number, at)) {
				break;
			}
		}
		this.cells = cells;
		return at;
	}

	/** Scans a row with quotes. */
	#scanQuoted(bytes: Buffer, from: number, whole: boolean): RowShape {
		const size = bytes.length;
		let shape: RowShape = 'plain';
		let cells = 0;
		let at = from;
		for (;;) {
			if (cells === this.starts.length) this.#grow();
			this.escaped[cells] = 0;
			if (bytes[at] === QUOTE) {
				let hasLines = false;
				let close = at + 1;
				for (; close < size; close += 1) {
					const byte = bytes[close] as number;
					if (byte > QUOTE) continue;
					if (byte === QUOTE) {
						if (bytes[close + 1] !== QUOTE) break;
						close += 1;
					} else if (byte === LF) {
						hasLines = true;
					} else {
						continue;
					}
					shape = 'escaped';
					this.escaped[cells] = ESCAPED;
				}
				if (close >= size) {
					return whole ? this.#reject(bytes, from) : this.#unfinished(bytes, from);
				}
				this.starts[cells] = at + 1;
				this.ends[cells] = close;
				at = this.#endOfCell(bytes, close + 1);
				if (at > close + 1) {
					const isLineEnd = bytes[close + 1] === CR && close + 2 === size;
					if (isLineEnd && !whole) return this.#unfinished(bytes, from);
					// A quote that was never closed ends at that of a later row.
					if (hasLines) return this.#reject(bytes, from);
					shape = 'escaped';
					this.escaped[cells] = BROKEN;
					this.doubtful = true;
				}
			} else {
				this.starts[cells] = at;
				at = this.#endOfCell(bytes, at);
				this.ends[cells] = at;
			}
			cells += 1;
			if (at >= size) {
				if (!whole) return this.#unfinished(bytes, from);
				return this.#finish(bytes, from, size, cells, shape);
			}
			const byte = bytes[at];
			if (byte === LF) return this.#finish(bytes, from, at + 1, cells, shape);
			if (byte === CR) return this.#finish(bytes, from, at + 2, cells, shape);
			at += 1;
		}
	}

	/** The offset, at or after `from`, of a delimiter, of a line end or of the end of the bytes. */
	#endOfCell(bytes: Buffer, from: number): number {
		const size = bytes.length;
		const delimiter = this.#delimiter;
		const highest = this.#highest;
		for (let at = from; at < size; at += 1) {
			const byte = bytes[at] as number;
			if (byte > highest) continue;
			if (byte === delimiter || byte === LF) return at;
			if (byte === CR && bytes[at + 1] === LF) return at;
			if (byte === QUOTE && isLeading(bytes, from, at)) this.doubtful = true;
		}
		return size;
	}

	#finish(bytes: Buffer, from: number, next: number, cells: number, shape: RowShape): RowShape {
		if (next - from > this.maxRowBytes) return this.#reject(bytes, from);
		this.next = next;
		this.cells = cells;
		return shape;
	}

	/** The row continues after `bytes`, unless it is too long already. */
	#unfinished(bytes: Buffer, from: number): RowShape {
		if (bytes.length - from <= this.maxRowBytes || bytes.indexOf(LF, from) < 0) return 'open';
		return this.#reject(bytes, from);
	}

	/** Rejects the line on which the row begins, all of which is there. */
	#reject(bytes: Buffer, from: number): RowShape {
		const end = bytes.indexOf(LF, from);
		this.next = end < 0 ? bytes.length : end + 1;
		this.cells = 0;
		return this.next - from > this.maxRowBytes ? 'too_long' : 'broken';
	}

	#grow(): void {
		const { starts, ends, escaped } = this;
		this.escaped = new Uint8Array(escaped.length * 2);
		this.escaped.set(escaped);
		this.starts = new Uint32Array(starts.length * 2);
		this.starts.set(starts);
		this.ends = new Uint32Array(ends.length * 2);
		this.ends.set(ends);
	}
}

/** Whether a quote at `at` begins the cell that begins at `from`, but for blanks before it. */
function isLeading(bytes: Buffer, from: number, at: number): boolean {
	let before = at;
	while (before > from && (bytes[before - 1] === SPACE || bytes[before - 1] === TAB)) before -= 1;
	return before === from;
}
