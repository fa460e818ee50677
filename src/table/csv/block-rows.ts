/**
 * Reads the rows of a block, one after the other. Cells are decoded only on request: of most rows only
 * the hash is needed, and that is parsed from the bytes.
 */

import { isUtf8 } from 'node:buffer';
import { parseHash, parseHashBytes } from '../../range/hash.ts';
import { hashDigits } from '../../range/kind.ts';
import type { LeftOutOfBlock } from '../left-out.ts';
import { markedFault, type RowFault } from '../reject-reasons.ts';
import { RowSet } from '../row-set.ts';
import { parseRow } from './escaped-cells.ts';
import { type HashColumn, LF, QUOTE, type RowDialect, RowScanner } from './row-scanner.ts';

/** The cells of a row, or why it has none. */
export type Row = readonly string[] | RowFault;

const NUL = 0;

export class BlockRows {
	/** The block. */
	readonly bytes: Buffer;
	/** Why the current row has no cells. */
	fault: RowFault | undefined;
	/** Number of cells in the current row. */
	size = 0;
	/** Offset in the block at which the current row ends. */
	end = 0;
	readonly #dialect: RowDialect;
	readonly #scanner: RowScanner;
	/** Whether the whole block is readable, so that rows need no check of their own. */
	readonly #readable: boolean;
	/** Whether the block has a quote; undefined until `skip` needs it. */
	#quoted: boolean | undefined;
	/** Rows to leave out; undefined if there are none. */
	readonly #leftOut: RowSet | undefined;
	/** The number of the current row. */
	#row: number;
	#begin = 0;
	/** Whether the current row has cells with escapes. */
	#hasEscapes = false;
	/** The cells of a row with escapes, once it has been parsed. */
	#texts: readonly string[] | undefined;

	/**
	 * Starts before the first row.
	 *
	 * @param hash the column that `readHash` will read
	 * @param leftOut rows that are not whole, whatever they contain
	 */
	constructor(bytes: Uint8Array, dialect: RowDialect, hash?: HashColumn, leftOut?: LeftOutOfBlock) {
		// A Buffer sent to a thread arrives as a Uint8Array.
		this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.#dialect = dialect;
		this.#scanner = new RowScanner(dialect, hash);
		this.#readable = isReadable(this.bytes);
		this.#leftOut = leftOut && new RowSet(leftOut.words);
		this.#row = (leftOut?.firstRow ?? 1) - 1;
	}

	/** Whether the current row is left out: it is neither to be checked nor rejected. */
	get isLeftOut(): boolean {
		return this.#leftOut?.has(this.#row) ?? false;
	}

	/** Moves to the next row; returns false when there is none. */
	next(): boolean {
		const bytes = this.bytes;
		const scanner = this.#scanner;
		const from = scanner.skipEmpty(bytes, this.end);
		if (from >= bytes.length) return false;
		const shape = scanner.scan(bytes, from, true);
		this.end = scanner.next;
		this.#row += 1;
		this.size = scanner.cells;
		this.#begin = from;
		this.#hasEscapes = shape === 'escaped';
		this.#texts = undefined;
		this.fault = undefined;
		if (shape === 'broken') this.fault = 'broken_quote';
		else if (shape === 'too_long') this.fault = 'row_too_long';
		else if (bytes[from] === NUL && this.size === 1)
			this.fault = markedFault(this.cell(0).slice(1));
		else if (!this.#readable && !isReadable(bytes.subarray(from, this.end))) {
			this.fault = 'not_utf8';
		}
		return true;
	}

	/** Whether the current row has no fault, as many cells as the header, and is not left out. */
	isWhole(cells: number): boolean {
		return this.fault === undefined && this.size === cells && !this.isLeftOut;
	}

	/** Skips this many rows, or as many as there are. */
	skip(rows: number): void {
		const bytes = this.bytes;
		this.#quoted ??= bytes.includes(QUOTE);
		let left = rows;
		if (this.#quoted) {
			while (left > 0 && this.next()) left -= 1;
			return;
		}
		let at = this.end;
		this.#row += rows;
		for (; left > 0; left -= 1) {
			at = this.#scanner.skipEmpty(bytes, at);
			const end = at < bytes.length ? bytes.indexOf(LF, at) : -1;
			at = end < 0 ? bytes.length : end + 1;
		}
		this.end = at;
	}

	/** The text of a cell. The row must have no fault, and more than `index` cells. */
	cell(index: number): string {
		if (this.#isEscaped(index)) return this.#parse()[index] as string;
		const { starts, ends } = this.#scanner;
		return this.bytes.toString('utf8', starts[index], ends[index]);
	}

	/** Whether the cell is a slice of the block's bytes: it has no escapes. */
	isSlice(index: number): boolean {
		return !this.#isEscaped(index);
	}

	/** The offset in the block's bytes at which the cell begins, if it is a slice of them. */
	startOf(index: number): number {
		return this.#scanner.starts[index] as number;
	}

	/** The offset after its end. */
	endOf(index: number): number {
		return this.#scanner.ends[index] as number;
	}

	/** The cell's offsets in the block's bytes; undefined when it has escapes. */
	byteRange(index: number): { readonly from: number; readonly to: number } | undefined {
		if (this.#isEscaped(index)) return undefined;
		const { starts, ends } = this.#scanner;
		return { from: starts[index] as number, to: ends[index] as number };
	}

	/** The first `most` cells, or all. */
	cells(most = this.size): string[] {
		return Array.from({ length: Math.min(most, this.size) }, (_, index) => this.cell(index));
	}

	/**
	 * Reads the hash, in either case, with or without blanks around it, into `words` from index `at`.
	 *
	 * @param hash the column given to the constructor; the row must have it
	 * @returns false, with `words` in an unspecified state, when the cell is not a hash
	 */
	readHash({ column, kind }: HashColumn, words: Uint32Array, at: number): boolean {
		const { hash, hashRead, starts, ends } = this.#scanner;
		if (hashRead) {
			for (let word = 0; word < hash.length; word += 1) words[at + word] = hash[word] as number;
			return true;
		}
		const start = starts[column] as number;
		if ((ends[column] as number) - start === hashDigits(kind) && !this.#isEscaped(column)) {
			return parseHashBytes(this.bytes, start, kind, words, at);
		}
		return parseHash(this.cell(column).trim(), kind, words, at);
	}

	#isEscaped(index: number): boolean {
		return this.#hasEscapes && this.#scanner.escaped[index] === 1;
	}

	#parse(): readonly string[] {
		this.#texts ??= parseRow(this.bytes.subarray(this.#begin, this.end), this.#dialect.delimiter);
		if (this.#texts.length !== this.size)
			throw new Error('the byte scanner and csv-parse disagree about a row');
		return this.#texts;
	}
}

/** The UTF-8 of U+FFFD, which decoders substitute for invalid bytes. */
const REPLACEMENT = Buffer.from('\uFFFD');

/** Whether the bytes are UTF-8 and were never decoded with loss: such a row would name the wrong account. */
function isReadable(bytes: Buffer): boolean {
	return isUtf8(bytes) && !bytes.includes(REPLACEMENT);
}
