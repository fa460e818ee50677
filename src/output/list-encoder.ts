/** The format of list files. To add one, write an encoder for it and choose it in `openEncoder`. */

import { CsvEncoder } from './csv-encoder.ts';
import type { CellWriter } from './list-schema.ts';

export interface ListStyle {
	/** Whether cells are written as they are, including those that a spreadsheet would run as formulas. */
	readonly plain: boolean;
	/** The most data rows in one file, 1 or more; undefined for all in one. */
	readonly splitRows: number | undefined;
}

/** Encodes rows, and buffers them until they are taken. */
export interface ListEncoder extends CellWriter {
	/** Writes what a file begins with. */
	begin(titles: readonly string[]): void;
	/** Bytes buffered. */
	readonly size: number;
	/**
	 * Returns the buffered rows and starts anew.
	 *
	 * @param target where to copy them to, if they fit
	 */
	take(target?: Uint8Array): EncodedRows;
	/** Drops what is buffered. */
	clear(): void;
}

export interface EncodedRows {
	readonly rows: number;
	readonly bytes: Uint8Array;
	/** Where each row ends in `bytes`; undefined unless lists are split. */
	readonly ends: Uint32Array | undefined;
	/** Cells escaped for spreadsheets. */
	readonly escaped: number;
}

export function openEncoder({ plain, splitRows }: ListStyle): ListEncoder {
	return new CsvEncoder(plain, splitRows !== undefined);
}
