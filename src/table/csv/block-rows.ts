/**
 * The rows of a block, one after the other. Cells are made into text only when they are asked for: of
 * most rows nobody asks for more than the hash, and that is read from the bytes.
 */

import { isUtf8 } from 'node:buffer';
import { parseHash, parseHashBytes } from '../../range/hash.ts';
import { hashDigits } from '../../range/kind.ts';
import type { RowFault } from '../reject-reasons.ts';
import { parseRow } from './escaped-cells.ts';
import { type HashColumn, LF, QUOTE, type RowDialect, RowScanner } from './row-scanner.ts';

export class BlockRows {
	/** Of the block. */
	readonly bytes: Buffer;
	/** Why the row has no cells. */
	fault: RowFault | undefined;
	/** Cells of the row. */
	size = 0;
	/** Where the row ends in the block. */
	end = 0;
	readonly #dialect: RowDialect;
	readonly #scanner: RowScanner;
	/** Whether no row of the block needs a closer look. */
	readonly #readable: boolean;
	/** Whether there is a quote in the block; known when it was asked for. */
	#quoted: boolean | undefined;
	/** Where the row begins. */
	#begin = 0;
	/** Whether cells of the row may be rich. */
	#rich = false;
	/** The cells of a rich row as text, once one of them was asked for. */
	#texts: readonly string[] | undefined;

	/**
	 * Stands before the first row.
	 *
	 * @param hash the column whose hashes will be asked for
	 */
	constructor(bytes: Uint8Array, dialect: RowDialect, hash?: HashColumn) {
		// What came to another thread is no Buffer there.
		this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.#dialect = dialect;
		this.#scanner = new RowScanner(dialect, hash);
		this.#readable = isReadable(this.bytes);
	}

	/** Goes to the next row; false when there is none. */
	next(): boolean {
		const bytes = this.bytes;
		const scanner = this.#scanner;
		const from = scanner.skipEmpty(bytes, this.end);
		if (from >= bytes.length) return false;
		const shape = scanner.scan(bytes, from, true);
		this.end = scanner.next;
		this.size = scanner.cells;
		this.#begin = from;
		this.#rich = shape === 'rich';
		this.#texts = undefined;
		this.fault = undefined;
		if (shape === 'broken') this.fault = 'broken_quote';
		else if (shape === 'too_long') this.fault = 'row_too_long';
		else if (!this.#readable && !isReadable(bytes.subarray(from, this.end))) {
			this.fault = 'not_utf8';
		}
		return true;
	}

	/** Passes over so many rows, or as many as there are. */
	skip(rows: number): void {
		const bytes = this.bytes;
		this.#quoted ??= bytes.includes(QUOTE);
		let left = rows;
		if (this.#quoted) {
			while (left > 0 && this.next()) left -= 1;
			return;
		}
		let at = this.end;
		for (; left > 0; left -= 1) {
			at = this.#scanner.skipEmpty(bytes, at);
			const end = at < bytes.length ? bytes.indexOf(LF, at) : -1;
			at = end < 0 ? bytes.length : end + 1;
		}
		this.end = at;
	}

	/** The text of a cell of a row without a fault, `index` being below its size. */
	cell(index: number): string {
		if (this.#isRich(index)) return this.#parse()[index] as string;
		const { starts, ends } = this.#scanner;
		return this.bytes.toString('utf8', starts[index], ends[index]);
	}

	/** Where in the block's bytes a cell lies; undefined when it is not simply a stretch of them. */
	byteRange(index: number): { readonly from: number; readonly to: number } | undefined {
		if (this.#isRich(index)) return undefined;
		const { starts, ends } = this.#scanner;
		return { from: starts[index] as number, to: ends[index] as number };
	}

	/** The first `most` cells, or all. */
	cells(most = this.size): string[] {
		return Array.from({ length: Math.min(most, this.size) }, (_, index) => this.cell(index));
	}

	/**
	 * Reads the hash, of either case, blanks around it allowed, into `words` from index `at`.
	 *
	 * @param hash the column given at the beginning, which the row must have
	 * @returns false, with `words` in an unspecified state, when the cell is something else
	 */
	readHash({ column, kind }: HashColumn, words: Uint32Array, at: number): boolean {
		const { hash, hashRead, starts, ends } = this.#scanner;
		if (hashRead) {
			for (let word = 0; word < hash.length; word += 1) words[at + word] = hash[word] as number;
			return true;
		}
		const start = starts[column] as number;
		if ((ends[column] as number) - start === hashDigits(kind) && !this.#isRich(column)) {
			return parseHashBytes(this.bytes, start, kind, words, at);
		}
		return parseHash(this.cell(column).trim(), kind, words, at);
	}

	#isRich(index: number): boolean {
		return this.#rich && this.#scanner.escaped[index] === 1;
	}

	#parse(): readonly string[] {
		this.#texts ??= parseRow(this.bytes.subarray(this.#begin, this.end), this.#dialect.delimiter);
		if (this.#texts.length !== this.size)
			throw new Error('the byte scanner and csv-parse disagree about a row');
		return this.#texts;
	}
}

/** What decoding puts in the place of bytes that mean nothing, in UTF-8. */
const REPLACEMENT = Buffer.from('\uFFFD');

/** A row whose cells were damaged in decoding, here or before, would name the wrong account. */
function isReadable(bytes: Buffer): boolean {
	return isUtf8(bytes) && !bytes.includes(REPLACEMENT);
}
