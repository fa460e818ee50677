/** Rewrites a table of another dialect as CSV with commas, row by row. */

import { hasHiddenRows } from '../csv/hidden-rows.ts';
import { MAX_ROW_BYTES } from '../csv/row-scanner.ts';
import { COMMA, faultRow } from './csv-rows.ts';
import type { Dialect } from './dialect.ts';
import type { Conversion } from './format.ts';

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const QUOTE = 0x22;
const EQUALS = 0x3d;
const CAPITAL_N = 0x4e;
const BACKSLASH = 0x5c;

/** Control characters by the letter that stands for each after a backslash. */
const CONTROLS: ReadonlyMap<number, number> = new Map(
	Object.entries({ b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, Z: 26 }).map(([letter, code]) => [
		letter.charCodeAt(0),
		code,
	]),
);

/** Instead of an offset: more bytes are needed, or a quote is not closed where a cell ends. */
const OPEN = -1;
const BROKEN = -2;

export function rewrite(dialect: Dialect): Conversion {
	return async function* (chunks) {
		const rewriter = new Rewriter(dialect);
		let carry: Buffer = Buffer.alloc(0);
		for await (const chunk of chunks) {
			const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
			carry = bytes.subarray(rewriter.rows(bytes, false));
			yield rewriter.take();
		}
		rewriter.rows(carry, true);
		yield rewriter.take();
	};
}

export interface TableScan {
	/** The number of cells of each complete row; -1 for a row whose cells cannot be told. */
	readonly sizes: readonly number[];
	/** Whether a quoted cell had blanks around it, or an equals sign before it. */
	readonly blanks: boolean;
	readonly equals: boolean;
}

/** What a table is like if it is in this dialect. */
export function scanTable(bytes: Buffer, dialect: Dialect): TableScan {
	const rewriter = new Rewriter(dialect);
	rewriter.rows(bytes, false);
	const { sizes, blanks, equals } = rewriter;
	return { sizes, blanks, equals };
}

class Rewriter {
	/** As in `TableScan`; `sizes` are those of the rows since the last `take`. */
	sizes: number[] = [];
	blanks = false;
	equals = false;
	readonly #dialect: Dialect;
	readonly #delimiter: number;
	/** A value that no byte has if there are no quotes. */
	readonly #quote: number;
	readonly #out = new Bytes();
	readonly #cell = new Bytes();
	/** Whether the rest of an overlong line is being skipped. */
	#skipping = false;

	constructor(dialect: Dialect) {
		this.#dialect = dialect;
		this.#delimiter = dialect.delimiter.charCodeAt(0);
		this.#quote = dialect.quote?.charCodeAt(0) ?? OPEN;
	}

	/** What has been written since the last call. */
	take(): Buffer {
		this.sizes = [];
		return this.#out.take();
	}

	/**
	 * Writes the rows that are complete.
	 *
	 * @param whole whether the last row cannot continue after these bytes
	 * @returns the offset after them
	 */
	rows(bytes: Buffer, whole: boolean): number {
		let at = 0;
		while (at < bytes.length) {
			const end = this.#skipping ? this.#skipLine(bytes, at) : this.#rowOrFault(bytes, at, whole);
			if (end === OPEN) break;
			at = end;
		}
		return at;
	}

	#skipLine(bytes: Buffer, from: number): number {
		const end = bytes.indexOf(LF, from);
		this.#skipping = end < 0;
		return end < 0 ? bytes.length : end + 1;
	}

	#rowOrFault(bytes: Buffer, from: number, whole: boolean): number {
		const start = this.#out.length;
		const end = this.#row(bytes, from, whole);
		if (end > 0 && end - from <= MAX_ROW_BYTES) return end;
		this.#out.length = start;
		// As in CSV, only the line on which the row begins is lost.
		const line = bytes.indexOf(LF, from);
		const isLong = (line < 0 ? bytes.length : line) - from >= MAX_ROW_BYTES;
		if (line < 0 && !isLong && !whole) return OPEN;
		if (end === OPEN && bytes.length - from <= MAX_ROW_BYTES) return OPEN;
		const others = hasHiddenRows(bytes.subarray(from, line < 0 ? bytes.length : line));
		this.#out.text(faultRow(others ? 'several_rows' : isLong ? 'row_too_long' : 'broken_quote'));
		this.sizes.push(-1);
		this.#skipping = line < 0 && !whole;
		return line < 0 ? bytes.length : line + 1;
	}

	/** Writes a row; returns the offset after it, OPEN or BROKEN. */
	#row(bytes: Buffer, from: number, whole: boolean): number {
		let at = from;
		for (let cells = 1; ; cells += 1) {
			at = this.#readCell(bytes, at, whole);
			if (at < 0) return at;
			if (at >= bytes.length && !whole) return OPEN;
			if (bytes[at] === this.#delimiter) {
				this.#writeCell();
				this.#out.push(COMMA);
				at += 1;
				continue;
			}
			// An empty line may not count as a row, unlike one with a quoted cell.
			const isQuotedEmpty = cells === 1 && this.#cell.length === 0 && at > from + 1;
			if (isQuotedEmpty) this.#out.text('""');
			else this.#writeCell();
			this.#out.push(LF);
			this.sizes.push(cells);
			return at >= bytes.length ? bytes.length : at + (bytes[at] === CR ? 2 : 1);
		}
	}

	/** Reads a cell; returns the offset of what ends it, OPEN or BROKEN. */
	#readCell(bytes: Buffer, from: number, whole: boolean): number {
		const { blanks, equals } = this.#dialect;
		let start = from;
		if (blanks) start = this.#skipBlanks(bytes, start);
		if (equals && bytes[start] === EQUALS && bytes[start + 1] === this.#quote) start += 1;
		if (bytes[start] !== this.#quote) return this.#readUnquoted(bytes, from, whole);
		const end = this.#readQuoted(bytes, start, whole);
		// It only looked like a quoted cell.
		if (end === BROKEN && start > from) return this.#readUnquoted(bytes, from, whole);
		if (end < 0) return end;
		const isMarked = start > from && bytes[start - 1] === EQUALS;
		if (isMarked) this.equals = true;
		else if (start > from) this.blanks = true;
		if (equals && !isMarked) this.#unwrap();
		return end;
	}

	#readUnquoted(bytes: Buffer, from: number, whole: boolean): number {
		const { backslash } = this.#dialect;
		this.#cell.length = 0;
		let at = from;
		for (; at < bytes.length; at += 1) {
			const byte = bytes[at] as number;
			if (byte === this.#delimiter || byte === LF) break;
			if (byte === CR && bytes[at + 1] === LF) break;
			if (byte !== BACKSLASH || !backslash) {
				this.#cell.push(byte);
				continue;
			}
			at = this.#readEscape(bytes, at, whole);
			if (at === OPEN) return OPEN;
		}
		if (
			at - from === 2 &&
			backslash &&
			bytes[from] === BACKSLASH &&
			bytes[from + 1] === CAPITAL_N
		) {
			this.#cell.length = 0;
		}
		return at;
	}

	#readQuoted(bytes: Buffer, from: number, whole: boolean): number {
		const { backslash, blanks } = this.#dialect;
		this.#cell.length = 0;
		let at = from + 1;
		for (; ; at += 1) {
			if (at >= bytes.length) return whole ? BROKEN : OPEN;
			const byte = bytes[at] as number;
			if (byte === BACKSLASH && backslash) {
				at = this.#readEscape(bytes, at, whole);
				if (at === OPEN) return OPEN;
				continue;
			}
			if (byte === this.#quote) {
				at += 1;
				if (bytes[at] !== this.#quote) break;
			}
			this.#cell.push(byte);
		}
		const close = at;
		if (blanks) at = this.#skipBlanks(bytes, at);
		if (at > close) this.blanks = true;
		if (at >= bytes.length) return whole ? at : OPEN;
		if (bytes[at] === this.#delimiter || bytes[at] === LF) return at;
		if (bytes[at] !== CR) return BROKEN;
		if (at + 1 === bytes.length && !whole) return OPEN;
		return bytes[at + 1] === LF ? at : BROKEN;
	}

	/** Reads a backslash and what it escapes; returns the offset of the last byte of it, or OPEN. */
	#readEscape(bytes: Buffer, at: number, whole: boolean): number {
		if (at + 2 >= bytes.length && !whole) return OPEN;
		const next = bytes[at + 1];
		const isLetter =
			next !== undefined && ((next >= 0x41 && next <= 0x5a) || (next >= 0x61 && next <= 0x7a));
		if (next === undefined || isLetter) {
			const control = this.#quote === OPEN && next !== undefined ? CONTROLS.get(next) : undefined;
			if (control === undefined) this.#cell.push(BACKSLASH);
			if (next !== undefined) this.#cell.push(control ?? next);
			return next === undefined ? at : at + 1;
		}
		if (next === CR && bytes[at + 2] === LF) {
			this.#cell.push(LF);
			return at + 2;
		}
		this.#cell.push(next === 0x30 ? 0 : next);
		return at + 1;
	}

	#skipBlanks(bytes: Buffer, from: number): number {
		let at = from;
		while ((bytes[at] === BLANK || bytes[at] === TAB) && bytes[at] !== this.#delimiter) at += 1;
		return at;
	}

	/** Takes `="` and `"` from around a cell that was quoted as a whole. */
	#unwrap(): void {
		const { bytes, length } = this.#cell;
		if (length < 3 || bytes[0] !== EQUALS || bytes[1] !== this.#quote) return;
		if (bytes[length - 1] !== this.#quote) return;
		this.equals = true;
		bytes.copyWithin(0, 2, length - 1);
		this.#cell.length = length - 3;
	}

	#writeCell(): void {
		const { bytes, length } = this.#cell;
		let isQuoted = false;
		for (let at = 0; at < length && !isQuoted; at += 1) {
			const byte = bytes[at] as number;
			isQuoted = byte === QUOTE || byte === COMMA || byte === LF || byte === CR;
		}
		if (isQuoted) this.#out.push(QUOTE);
		for (let at = 0; at < length; at += 1) {
			const byte = bytes[at] as number;
			if (byte === QUOTE) this.#out.push(QUOTE);
			this.#out.push(byte);
		}
		if (isQuoted) this.#out.push(QUOTE);
	}
}

/** Bytes that grow. */
class Bytes {
	bytes: Uint8Array = new Uint8Array(4096);
	length = 0;

	push(byte: number): void {
		if (this.length === this.bytes.length) {
			const larger = new Uint8Array(this.length * 2);
			larger.set(this.bytes);
			this.bytes = larger;
		}
		this.bytes[this.length] = byte;
		this.length += 1;
	}

	text(text: string): void {
		for (const byte of Buffer.from(text)) this.push(byte);
	}

	/** The content, which is then empty. */
	take(): Buffer {
		const content = Buffer.from(this.bytes.subarray(0, this.length));
		this.length = 0;
		return content;
	}
}
