/**
 * Reads the rows of a block, one after the other. Cells are decoded only on request: of most rows only
 * the hash is needed, and that is parsed from the bytes.
 */

import { isUtf8 } from 'node:buffer';
import { parseHash, parseHashBytes } from '../../range/hash.ts';
import { hashDigits } from '../../range/kind.ts';
import { faultOf, hashIn } from '../columns/hash-cell.ts';
import type { LastRow } from '../columns/last-row.ts';
import { NO_VALUE } from '../columns/no-value.ts';
import { afterMark } from '../columns/spellings.ts';
import type { LeftOutOfBlock } from '../left-out.ts';
import { markedFault, type RejectReason, type RowFault } from '../reject-reasons.ts';
import { RowSet } from '../row-set.ts';
import { parseRow } from './escaped-cells.ts';
import { FoundRows } from './found-rows.ts';
import { hasHiddenRows } from './hidden-rows.ts';
import { BROKEN, type HashColumn, LF, type RowDialect, type RowScanner } from './row-scanner.ts';

/** The cells of a row, or why it has none. */
export type Row = readonly string[] | RowFault;

/** What a row must have, so that it counts. */
export interface RowNeeds {
	/** Cells of a complete row. A row may have more if these are empty. */
	readonly size: number;
	/** Cells up to the last whose column has a name. */
	readonly named: number;
	/** Cells up to the last that is used. A row may have no others: some programs drop empty cells at its end. */
	readonly least: number;
	/** The columns whose cells must be readable: the hash, and those that lists copy. */
	readonly used: readonly number[];
	/** What a last row has; undefined if it is not known. */
	readonly lastRow?: LastRow | undefined;
}

const NUL = 0;
const EMPTY_WORD = new RegExp(`^(?:${NO_VALUE})$`, 'i');

export class BlockRows {
	/** The block. */
	readonly bytes: Buffer;
	/** Why the current row has no cells. */
	fault: RowFault | undefined;
	/** Number of cells in the current row. */
	size = 0;
	readonly #dialect: RowDialect;
	readonly #found: FoundRows;
	readonly #scanner: RowScanner;
	readonly #hash: HashColumn | undefined;
	/** Whether the whole block is readable, so that rows need no check of their own. */
	readonly #readable: boolean;
	/** The same for the current row. */
	#rowReadable = false;
	/** Whether no cell of the current row needs a check of its own. */
	#plain = false;
	/** Rows to leave out; undefined if there are none. */
	readonly #leftOut: RowSet | undefined;
	/** The number of the block's first row. */
	readonly #firstRow: number;
	/** Where the last row ends if it has no line end, as only that of the whole table may; else -1. */
	readonly #unended: number;
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
		this.#hash = hash;
		this.#found = new FoundRows(this.bytes, dialect);
		this.#scanner = this.#found.scanner;
		this.#readable = isReadable(this.bytes);
		this.#unended = this.bytes.at(-1) === LF ? -1 : this.bytes.length;
		this.#leftOut = leftOut && new RowSet(leftOut.words);
		this.#firstRow = leftOut?.firstRow ?? 1;
	}

	/** Whether the current row is left out: it is neither to be checked nor rejected. */
	get isLeftOut(): boolean {
		return this.#leftOut?.has(this.#firstRow - 1 + this.#found.passed) ?? false;
	}

	/** Offset in the block at which the current row ends. */
	get end(): number {
		return this.#found.end;
	}

	/** Moves back to before the first row. */
	rewind(): void {
		this.#found.rewind();
	}

	/** Moves to the next row; returns false when there is none. */
	next(): boolean {
		const shape = this.#found.next();
		if (shape === undefined) return false;
		const { bytes } = this;
		const { begin, end } = this.#found;
		const scanner = this.#scanner;
		this.size = scanner.cells;
		this.#hasEscapes = shape === 'escaped';
		this.#texts = undefined;
		this.fault = undefined;
		if (shape === 'broken') this.fault = 'broken_quote';
		else if (shape === 'too_long') this.fault = 'row_too_long';
		else if (bytes[begin] === NUL && this.size === 1)
			this.fault = markedFault(this.cell(0).slice(1));
		this.#rowReadable = this.#readable || isReadable(bytes.subarray(begin, end));
		this.#plain =
			this.fault === undefined && this.#rowReadable && !scanner.doubtful && end !== this.#unended;
		return true;
	}

	/** Whether the current row counts, as far as its hash allows, and is not left out. */
	isWhole(needs: RowNeeds): boolean {
		return this.faultFor(needs) === undefined && !this.isLeftOut;
	}

	/** Why the current row does not count, whatever its hash. Cells that are not used do not matter. */
	faultFor(needs: RowNeeds): RejectReason | undefined {
		if (this.#plain && this.size === needs.size) return undefined;
		if (this.fault !== undefined) return this.fault;
		if (this.isCut(needs) && this.size - 1 === needs.lastRow?.id) return 'cut_off';
		return this.#faultOfShape(needs) ?? this.#faultOfCells(needs.used);
	}

	/** Whether the table was cut in the current row, its last. */
	isCut({ lastRow }: RowNeeds): boolean {
		if (this.end !== this.#unended) return false;
		// A conversion leaves it without a line end only in place of a line that was cut.
		if (this.fault !== undefined) return this.fault === 'unreadable_line';
		if (lastRow === undefined) return false;
		if (this.size !== lastRow.cells) return this.size < lastRow.cells;
		const cell = this.cell(this.size - 1);
		// An empty cell, or a word for no value, may be whole.
		if (cell === '' || Buffer.byteLength(cell) >= lastRow.bytes) return false;
		if (this.size - 1 === lastRow.id) return !EMPTY_WORD.test(cell.trim());
		return this.#hash !== undefined && faultOf(cell, this.#hash.kind) === 'wrong_length';
	}

	/** Whether a cell is intact text. The row must have no fault, and more than `index` cells. */
	isReadable(index: number): boolean {
		return this.#plain || this.#faultOfCell(index) === undefined;
	}

	/** Whether the current row, which was rejected, may be any number of rows. */
	get hasOthers(): boolean {
		return hasHiddenRows(this.bytes.subarray(this.#found.begin, this.end));
	}

	/** Skips this many rows, or as many as there are. */
	skip(rows: number): void {
		this.#found.skip(rows);
	}

	/**
	 * Reads the keys of the next rows, up to one that needs more than a look at its bytes. None of them has a fault. See
	 * `FoundRows.readKeys`.
	 */
	readKeys(...options: Parameters<FoundRows['readKeys']>): number {
		const isPlain = this.#readable && this.#leftOut === undefined;
		return isPlain ? this.#found.readKeys(...options) : 0;
	}

	/**
	 * The text of a cell, with U+FFFD for what is not UTF-8; empty if the row lacks it. The row must have no fault.
	 */
	cell(index: number): string {
		if (index >= this.size) return '';
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

	/** The offset after its end. Quotes around the cell are excluded. */
	endOf(index: number): number {
		return this.#scanner.ends[index] as number;
	}

	/** The first `most` cells, or all. */
	cells(most = this.size): string[] {
		return Array.from({ length: Math.min(most, this.size) }, (_, index) => this.cell(index));
	}

	/**
	 * Reads the hash, however it is spelled, into `words` from index `at`.
	 *
	 * @param hash the column given to the constructor; the row must have it
	 * @returns false, with `words` in an unspecified state, when the cell is not a hash
	 */
	readHash({ column, kind }: HashColumn, words: Uint32Array, at: number): boolean {
		const { starts, ends } = this.#scanner;
		const end = ends[column] as number;
		const begin = end - hashDigits(kind);
		const start = starts[column] as number;
		// The digits alone, or after a mark: all other spellings take longer.
		const isPlain = begin === start || (begin > start && begin === afterMark(this.bytes, start));
		const isRead =
			isPlain && !this.#isEscaped(column) && parseHashBytes(this.bytes, begin, kind, words, at);
		// A placeholder is one digit repeated.
		if (isRead && words[at] !== words[at + 1]) return true;
		return parseHash(this.hashText(), kind, words, at);
	}

	/** The row's hash as hex digits in upper case, however it is spelled; empty if it has none. As for `cell`. */
	hashText(): string {
		if (this.#hash === undefined) return '';
		return hashIn(this.cell(this.#hash.column), this.#hash.kind)?.hex ?? '';
	}

	/** Judges the number of cells. */
	#faultOfShape({ size, named, least }: RowNeeds): RejectReason | undefined {
		if (this.#scanner.doubtful) {
			// One of its delimiters may be text: then only the right number of cells shows that none is.
			return this.#filled(named) === named ? undefined : 'broken_quote';
		}
		return this.size < least || this.#filled(size) > size ? 'ragged_row' : undefined;
	}

	/** The number of cells without the blank ones at the end, of those after `from`. */
	#filled(from: number): number {
		let size = this.size;
		while (size > from && this.#isBlank(size - 1)) size -= 1;
		return size;
	}

	#isBlank(index: number): boolean {
		const isEmpty = this.isSlice(index) && this.startOf(index) === this.endOf(index);
		return isEmpty || this.cell(index).trim() === '';
	}

	#faultOfCells(used: readonly number[]): RejectReason | undefined {
		if (this.#plain) return undefined;
		for (const index of used) {
			const fault = this.#faultOfCell(index);
			if (fault !== undefined) return fault;
		}
		return undefined;
	}

	#faultOfCell(index: number): RejectReason | undefined {
		const { starts, ends, escaped } = this.#scanner;
		if (this.#hasEscapes && escaped[index] === BROKEN) return 'broken_quote';
		if (this.#rowReadable) return undefined;
		const bytes = this.bytes.subarray(starts[index], ends[index]);
		if (isReadable(bytes)) return undefined;
		if (isText(bytes)) return 'contains_nul';
		return index === this.#hash?.column ? 'raw_bytes' : 'not_utf8';
	}

	#isEscaped(index: number): boolean {
		return this.#hasEscapes && this.#scanner.escaped[index] !== 0;
	}

	#parse(): readonly string[] {
		this.#texts ??= parseRow(
			this.bytes.subarray(this.#found.begin, this.end),
			this.#dialect.delimiter,
		);
		if (this.#texts.length !== this.size)
			throw new Error('the byte scanner and csv-parse disagree about a row');
		return this.#texts;
	}
}

/** The UTF-8 of U+FFFD, which decoders substitute for invalid bytes. */
const REPLACEMENT = Buffer.from('\uFFFD');

/** Whether the bytes are text that no program has trouble with. */
function isReadable(bytes: Buffer): boolean {
	return isText(bytes) && !bytes.includes(0);
}

/** Whether the bytes are UTF-8 and were never decoded with loss: such a cell would name the wrong account. */
function isText(bytes: Buffer): boolean {
	return isUtf8(bytes) && !bytes.includes(REPLACEMENT);
}
