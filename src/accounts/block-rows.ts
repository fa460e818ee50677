/**
 * The rows of a block, one after the other. Cells are made into text only when they are asked for: of
 * most rows nobody asks for more than the hash, and that is read from the bytes.
 */

import { isUtf8 } from 'node:buffer';
import { parseHash } from '../range/hash.ts';
import { parseRichRows } from './rich-rows.ts';
import { type HashColumn, LF, QUOTE, type RowDialect, RowScanner } from './row-scanner.ts';

/**
 * Why there are no cells where a row should be: a quote stands where none may, or is not closed
 * within 1 MiB; the line alone is longer than that; or its bytes are no text in UTF-8.
 */
export type RowFault = 'broken_quote' | 'row_too_long' | 'not_utf8';

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
	/** The cells of the row, when they are not plain stretches of it. */
	#cells: readonly string[] | undefined;
	/** Those of the rich rows from this one on, in reverse. */
	#rich: string[][] = [];

	/**
	 * Stands before the first row.
	 *
	 * @param hash the column whose hashes will be asked for
	 */
	constructor(bytes: Buffer, dialect: RowDialect, hash?: HashColumn) {
		this.bytes = bytes;
		this.#dialect = dialect;
		this.#scanner = new RowScanner(dialect, hash);
		this.#readable = isReadable(bytes);
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
		this.#cells = shape === 'rich' ? this.#takeRich(from) : undefined;
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
		if (this.#cells !== undefined) return this.#cells[index] as string;
		const { starts, ends } = this.#scanner;
		return this.bytes.toString('utf8', starts[index], ends[index]);
	}

	/** Where in the block's bytes a cell lies; undefined when it is not simply a stretch of them. */
	stretch(index: number): { readonly from: number; readonly to: number } | undefined {
		if (this.#cells !== undefined) return undefined;
		const { starts, ends } = this.#scanner;
		return { from: starts[index] as number, to: ends[index] as number };
	}

	/** All cells. */
	cells(): string[] {
		return Array.from({ length: this.size }, (_, index) => this.cell(index));
	}

	/**
	 * Reads the hash, of either case, blanks around it allowed, into `words` from index `at`.
	 *
	 * @param hash the column given at the beginning, which the row must have
	 * @returns false, with `words` in an unspecified state, when the cell is something else
	 */
	readHash({ column, kind }: HashColumn, words: Uint32Array, at: number): boolean {
		if (!this.#scanner.hashRead) return parseHash(this.cell(column).trim(), kind, words, at);
		const { hash } = this.#scanner;
		for (let word = 0; word < hash.length; word += 1) words[at + word] = hash[word] as number;
		return true;
	}

	/** The cells of the rich row that begins at `from`. */
	#takeRich(from: number): string[] {
		if (this.#rich.length === 0) this.#rich = this.#parseRich(from);
		return this.#rich.pop() as string[];
	}

	/** Those of all rich rows from there on, in reverse: one call of csv-parse for all of them. */
	#parseRich(from: number): string[][] {
		const bytes = this.bytes;
		const scanner = new RowScanner(this.#dialect);
		const stretches: Buffer[] = [];
		for (let at = from; at < bytes.length; at = scanner.skipEmpty(bytes, scanner.next)) {
			if (scanner.scan(bytes, at, true) === 'rich')
				stretches.push(bytes.subarray(at, scanner.next));
		}
		const records = parseRichRows(stretches, this.#dialect.delimiter);
		if (records.length !== stretches.length) throw new Error('the lanes disagree on a row');
		return records.reverse();
	}
}

/** What decoding puts in the place of bytes that mean nothing, in UTF-8. */
const REPLACEMENT = Buffer.from('\uFFFD');

/** A row whose cells were damaged in decoding, here or before, would name the wrong account. */
function isReadable(bytes: Buffer): boolean {
	return isUtf8(bytes) && !bytes.includes(REPLACEMENT);
}
