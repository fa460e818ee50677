/** The format of list files. To add a format, write an encoder for it and choose it in `openEncoder`. */

import { CsvEncoder } from './csv-encoder.ts';
import type { CellWriter } from './list-schema.ts';

export interface ListStyle {
	/** Whether to write cells unchanged, even those that a spreadsheet would run as formulas. */
	readonly plain: boolean;
	/** The most data rows in one file, 1 or more; undefined for a single file. */
	readonly splitRows: number | undefined;
}

/** Encodes rows, and buffers them until `take` is called. */
export interface ListEncoder extends CellWriter {
	/** Writes what comes before the rows of a file. */
	begin(): void;
	/** Bytes buffered. */
	readonly size: number;
	/**
	 * Returns the buffered rows and empties the buffer.
	 *
	 * @param target memory to copy them to, if they fit
	 * @param hexValues what the cells of type `hex` show
	 */
	take(target?: Uint8Array, hexValues?: Uint8Array): EncodedRows;
}

export interface EncodedRows {
	readonly rows: number;
	readonly bytes: Uint8Array;
	/** The offset in `bytes` where each row ends; undefined unless lists are split. */
	readonly ends: Uint32Array | undefined;
	/** Cells escaped for spreadsheets. */
	readonly escaped: number;
}

/** @param titles of the columns */
export function openEncoder(
	titles: readonly string[],
	{ plain, splitRows }: ListStyle,
): ListEncoder {
	return new CsvEncoder(titles, plain, splitRows !== undefined);
}
