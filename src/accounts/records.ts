/**
 * Bytes to rows. csv-parse is the grammar (RFC 4180 with any of four delimiters); what is added here
 * is that a row it refuses costs that row alone: the line on which the row begins is rejected, and
 * reading goes on with the next line.
 */

import { isUtf8 } from 'node:buffer';
import { type CsvError, type Options, parse } from 'csv-parse/sync';
import type { Delimiter } from './dialect.ts';

/**
 * Why there are no cells where a row should be: a quote stands where none may, or is not closed
 * within 1 MiB; the line alone is longer than that; or its bytes are no text in UTF-8.
 */
export type RowFault = 'broken_quote' | 'row_too_long' | 'not_utf8';

/** The cells of a row, or why it has none. */
export type Row = readonly string[] | RowFault;

/** A quote that is never closed would otherwise swallow the rest of the table as one cell. */
const MAX_ROW_BYTES = 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export interface RecordOptions {
	readonly delimiter: Delimiter;
	/** Whether an empty line is a row with one empty cell, as in a table of one column. */
	readonly emptyLinesCount: boolean;
}

/**
 * Yields the rows in order, header row included, some hundreds at a time. The rows do not depend on
 * where the chunks are cut.
 */
export async function* readRecords(
	chunks: AsyncIterable<Buffer>,
	options: RecordOptions,
): AsyncGenerator<Row[]> {
	const parser = new BlockParser(options);
	for await (const chunk of chunks) {
		const rows = parser.push(chunk);
		if (rows.length > 0) yield rows;
	}
	const rows = parser.end();
	if (rows.length > 0) yield rows;
}

/** Takes a table in pieces and gives the rows that are complete. */
class BlockParser {
	readonly #options: Options;
	readonly #skipEmptyLines: boolean;
	#carry: Buffer = Buffer.alloc(0);
	#atStart = true;
	/** Inside a line that is too long to keep, whose end is still to come. */
	#skippingLine = false;

	constructor({ delimiter, emptyLinesCount }: RecordOptions) {
		this.#skipEmptyLines = !emptyLinesCount;
		this.#options = {
			delimiter,
			record_delimiter: ['\r\n', '\n'],
			relax_column_count: true,
			skip_empty_lines: this.#skipEmptyLines,
		};
	}

	push(chunk: Buffer): Row[] {
		const block = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
		// Whole lines only, so that neither a line end nor a closing quote is cut in two.
		const end = block.lastIndexOf(LF) + 1;
		this.#carry = block.subarray(end);
		const rows = end === 0 ? [] : this.#parse(block.subarray(0, end), this.#carry.length);
		if (this.#carry.length > MAX_ROW_BYTES && this.#carry.lastIndexOf(LF) < 0) {
			if (!this.#skippingLine) rows.push('row_too_long');
			this.#skippingLine = true;
			this.#carry = Buffer.alloc(0);
		}
		return rows;
	}

	end(): Row[] {
		const block = this.#carry;
		this.#carry = Buffer.alloc(0);
		return this.#parse(block, Number.POSITIVE_INFINITY);
	}

	/**
	 * Parses whole lines; what may go on in the next block is put before the carry.
	 *
	 * @param following bytes at hand behind the block, infinite at the end of the table
	 */
	#parse(block: Buffer, following: number): Row[] {
		const rows: Row[] = [];
		let at = this.#begin(block);
		while (at < block.length) {
			const rest = block.subarray(at);
			const stretch = this.#parseStretch(rest);
			const readable = isReadable(rest.subarray(0, stretch.consumed));
			for (const row of stretch.rows) rows.push(readable || isReadableRow(row) ? row : 'not_utf8');
			at += stretch.consumed;
			if (stretch.fault === undefined) break;
			at = this.#skipEmpty(block, at);
			const unclosed = stretch.fault === 'CSV_QUOTE_NOT_CLOSED';
			if (unclosed && block.length - at + following <= MAX_ROW_BYTES) {
				this.#carry = Buffer.concat([block.subarray(at), this.#carry]);
				break;
			}
			const next = endOfLine(block, at);
			rows.push(next - at > MAX_ROW_BYTES ? 'row_too_long' : 'broken_quote');
			at = next;
		}
		return rows;
	}

	/** Where the first row of the block begins. */
	#begin(block: Buffer): number {
		if (block.length === 0) return 0;
		let at = 0;
		if (this.#atStart) {
			this.#atStart = false;
			if (block.subarray(0, 3).equals(BOM)) at = 3;
		}
		if (this.#skippingLine) {
			this.#skippingLine = false;
			at = endOfLine(block, at);
		}
		return at;
	}

	/** Parses up to the end, or up to the first row that is refused. */
	#parseStretch(bytes: Buffer): { rows: Row[]; consumed: number; fault?: string } {
		if (bytes.length <= MAX_ROW_BYTES) {
			try {
				const rows = parse(bytes, this.#options) as unknown as string[][];
				return { rows, consumed: bytes.length };
			} catch (error) {
				csvFault(error);
			}
		}
		// The same once more, noting where each row ends.
		const rows: string[][] = [];
		let consumed = 0;
		const skipEmpty = (at: number) => this.#skipEmpty(bytes, at);
		try {
			parse(bytes, {
				...this.#options,
				on_record(row: string[], { bytes: end }: { bytes: number }) {
					if (end - skipEmpty(consumed) > MAX_ROW_BYTES) throw new RowTooLong();
					rows.push(row);
					consumed = end;
					return null;
				},
			});
			return { rows, consumed: bytes.length };
		} catch (error) {
			return { rows, consumed, fault: csvFault(error) };
		}
	}

	#skipEmpty(block: Buffer, from: number): number {
		let at = from;
		while (this.#skipEmptyLines) {
			if (block[at] === LF) at += 1;
			else if (block[at] === CR && block[at + 1] === LF) at += 2;
			else break;
		}
		return at;
	}
}

/** What decoding puts in the place of bytes that mean nothing, in UTF-8 and as text. */
const REPLACEMENT = Buffer.from('\uFFFD');

/** Whether no row of the block needs a closer look. */
function isReadable(block: Buffer): boolean {
	return isUtf8(block) && !block.includes(REPLACEMENT);
}

/** A row whose cells were damaged in decoding, here or before, would name the wrong account. */
function isReadableRow(row: Row): boolean {
	return typeof row === 'string' || !row.some((cell) => cell.includes('\uFFFD'));
}

class RowTooLong extends Error {}

/** The code of an error of csv-parse; whatever else was thrown is thrown on. */
function csvFault(error: unknown): string {
	if (error instanceof RowTooLong) return 'ROW_TOO_LONG';
	const code = (error as CsvError | undefined)?.code;
	if (typeof code !== 'string' || !/^(CSV_|INVALID_)/.test(code)) throw error;
	return code;
}

function endOfLine(block: Buffer, at: number): number {
	const end = block.indexOf(LF, at);
	return end < 0 ? block.length : end + 1;
}
