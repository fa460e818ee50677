/**
 * The shape of rows, told from their bytes: where a row ends, how many cells it has and where they lie.
 * It is the grammar of csv-parse (RFC 4180 with any of four delimiters) as far as that needs no text: a
 * cell that is not simply a stretch of its row's bytes is called `rich`, and csv-parse reads it. A row
 * that the grammar refuses costs that row alone: the line on which it begins is broken, and the next
 * row begins on the next line.
 */

import { parseHashBytes } from '../../range/hash.ts';
import { type HashKind, hashDigits, hashWords, SHA1 } from '../../range/kind.ts';
import type { Delimiter } from './dialect.ts';

/**
 * A quote that is never closed would otherwise swallow the rest of the table as one cell. A row is no
 * longer than this, its line end included.
 */
export const MAX_ROW_BYTES: number = 1024 * 1024;

export const LF = 0x0a;
const CR = 0x0d;
export const QUOTE = 0x22;

export interface RowDialect {
	readonly delimiter: Delimiter;
	/** Whether an empty line is a row with one empty cell, as in a table of one column. */
	readonly emptyLinesCount: boolean;
}

/** The column that holds hashes, and of which kind they are. */
export interface HashColumn {
	readonly column: number;
	readonly kind: HashKind;
}

/**
 * `plain`: each cell is a stretch of bytes, its quotes, if any, left out. `rich`: in one at least a quote
 * is doubled, or a line ends. `broken`: a quote stands where none may, or is not closed in time.
 * `too_long`: the line alone is longer than a row may be. `open`: more bytes are needed to tell.
 */
export type RowShape = 'plain' | 'rich' | 'broken' | 'too_long' | 'open';

/** No row has so many cells. */
const NO_COLUMN = 0x3fffffff;

export class RowScanner {
	/** Behind the row last scanned: where the next may begin. */
	next = 0;
	/** Cells of the row last scanned, if it is plain or rich. */
	cells = 0;
	/** Where each cell begins and ends, its quotes left out. */
	starts: Uint32Array = new Uint32Array(64);
	ends: Uint32Array = new Uint32Array(64);
	/** Of a rich row, the cells that are: 1, the others being 0. */
	escaped: Uint8Array = new Uint8Array(64);
	/** The words of the hash in the row last scanned, if it was read on the way. */
	readonly hash: Uint32Array;
	hashRead = false;
	readonly #hashColumn: number;
	readonly #kind: HashKind;
	readonly #delimiter: number;
	readonly #emptyLinesCount: boolean;
	/** No byte above this means anything. */
	readonly #highest: number;

	/**
	 * @param hash reads the hash of this kind on the way where a plain cell in this column is one:
	 *   its digits then need no second look
	 */
	constructor({ delimiter, emptyLinesCount }: RowDialect, hash?: HashColumn) {
		this.#hashColumn = hash?.column ?? NO_COLUMN;
		this.#kind = hash?.kind ?? SHA1;
		this.hash = new Uint32Array(hashWords(this.#kind));
		this.#delimiter = delimiter.charCodeAt(0);
		this.#emptyLinesCount = emptyLinesCount;
		this.#highest = Math.max(this.#delimiter, QUOTE);
	}

	/** The first place from `at` on where a row begins: behind empty lines, if these are none. */
	skipEmpty(bytes: Buffer, at: number): number {
		if (this.#emptyLinesCount) return at;
		let row = at;
		for (;;) {
			if (bytes[row] === LF) row += 1;
			else if (bytes[row] === CR && bytes[row + 1] === LF) row += 2;
			else return row;
		}
	}

	/**
	 * Scans the row that begins at `from`, which lies within `bytes`.
	 *
	 * @param whole whether nothing follows `bytes` that could belong to it; it is then never `open`
	 */
	scan(bytes: Buffer, from: number, whole: boolean): RowShape {
		const size = bytes.length;
		this.starts[0] = from;
		this.cells = 1;
		this.hashRead = false;
		let at = this.#hashColumn === 0 ? from : this.#passCells(bytes, from, this.#hashColumn);
		if (this.cells === this.#hashColumn + 1) {
			at = this.#passCells(bytes, this.#passHash(bytes, at), NO_COLUMN);
		}
		if (at < size && bytes[at] === QUOTE) return this.#scanQuoted(bytes, from, whole);
		if (at === size && !whole) return this.#unfinished(bytes, from);
		// A CR is part of the line end only before an LF.
		const end = at < size && at > from && bytes[at - 1] === CR ? at - 1 : at;
		this.ends[this.cells - 1] = end;
		return this.#finish(bytes, from, at < size ? at + 1 : size, this.cells, 'plain');
	}

	/**
	 * Passes delimiters as long as fewer than `most` cells lie behind.
	 *
	 * @returns where a cell begins, a quote or line end stands, or the bytes end
	 */
	#passCells(bytes: Buffer, from: number, most: number): number {
		const size = bytes.length;
		const delimiter = this.#delimiter;
		const highest = this.#highest;
		let cells = this.cells;
		let at = from;
		for (; at < size; at += 1) {
			const byte = bytes[at] as number;
			if (byte > highest) continue;
			if (byte === delimiter) {
				if (cells === this.starts.length) this.#grow();
				this.ends[cells - 1] = at;
				this.starts[cells] = at + 1;
				cells += 1;
				if (cells > most) {
					at += 1;
					break;
				}
			} else if (byte === LF || byte === QUOTE) {
				break;
			}
		}
		this.cells = cells;
		return at;
	}

	/** Reads the hash that begins at `from`, and gives its end; if there is none, `from`. */
	#passHash(bytes: Buffer, from: number): number {
		const end = from + hashDigits(this.#kind);
		const behind = bytes[end];
		const isCell =
			behind === this.#delimiter || behind === LF || behind === CR || end === bytes.length;
		if (!isCell || !parseHashBytes(bytes, from, this.#kind, this.hash, 0)) return from;
		this.hashRead = behind !== CR || bytes[end + 1] === LF;
		return end;
	}

	/** The same for a row with quotes. */
	#scanQuoted(bytes: Buffer, from: number, whole: boolean): RowShape {
		const size = bytes.length;
		const delimiter = this.#delimiter;
		let shape: RowShape = 'plain';
		let cells = 0;
		let at = from;
		this.hashRead = false;
		for (;;) {
			if (cells === this.starts.length) this.#grow();
			this.escaped[cells] = 0;
			if (bytes[at] === QUOTE) {
				let close = at + 1;
				for (; close < size; close += 1) {
					const byte = bytes[close] as number;
					if (byte > QUOTE) continue;
					if (byte === QUOTE) {
						if (bytes[close + 1] !== QUOTE) break;
						close += 1;
					} else if (byte !== LF) {
						continue;
					}
					shape = 'rich';
					this.escaped[cells] = 1;
				}
				if (close >= size) {
					return whole ? this.#refuse(bytes, from) : this.#unfinished(bytes, from);
				}
				this.starts[cells] = at + 1;
				this.ends[cells] = close;
				at = close + 1;
			} else {
				this.starts[cells] = at;
				for (; at < size; at += 1) {
					const byte = bytes[at] as number;
					if (byte === delimiter || byte === LF) break;
					if (byte === QUOTE) return this.#refuseOrWait(bytes, from, whole);
				}
				// An empty cell has no CR before it: that byte is the delimiter.
				this.ends[cells] = at < size && bytes[at] === LF && bytes[at - 1] === CR ? at - 1 : at;
			}
			cells += 1;
			if (at >= size) {
				if (!whole) return this.#unfinished(bytes, from);
				return this.#finish(bytes, from, size, cells, shape);
			}
			const byte = bytes[at];
			if (byte === LF) return this.#finish(bytes, from, at + 1, cells, shape);
			if (byte === delimiter) {
				at += 1;
			} else if (byte === CR && bytes[at + 1] === LF) {
				return this.#finish(bytes, from, at + 2, cells, shape);
			} else if (byte === CR && at + 1 === size && !whole) {
				return this.#unfinished(bytes, from);
			} else {
				return this.#refuseOrWait(bytes, from, whole);
			}
		}
	}

	#finish(bytes: Buffer, from: number, next: number, cells: number, shape: RowShape): RowShape {
		if (next - from > MAX_ROW_BYTES) return this.#refuse(bytes, from);
		this.next = next;
		this.cells = cells;
		return shape;
	}

	/** The row goes on behind `bytes`, unless it is too long already. */
	#unfinished(bytes: Buffer, from: number): RowShape {
		if (bytes.length - from <= MAX_ROW_BYTES || bytes.indexOf(LF, from) < 0) return 'open';
		return this.#refuse(bytes, from);
	}

	#refuseOrWait(bytes: Buffer, from: number, whole: boolean): RowShape {
		return !whole && bytes.indexOf(LF, from) < 0 ? 'open' : this.#refuse(bytes, from);
	}

	/** Refuses the line on which the row begins. */
	#refuse(bytes: Buffer, from: number): RowShape {
		const end = bytes.indexOf(LF, from);
		this.next = end < 0 ? bytes.length : end + 1;
		this.cells = 0;
		return this.next - from > MAX_ROW_BYTES ? 'too_long' : 'broken';
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
