/** The rows of bytes that a conversion makes, however they arrive. */

import { BlockRows, type Row } from '../../src/table/csv/block-rows.ts';
import { cutBlocks } from '../../src/table/csv/blocks.ts';
import type { Delimiter } from '../../src/table/csv/dialect.ts';
import { type Conversion, converted } from '../../src/table/formats/format.ts';
import { readChunks, type TableFile } from '../../src/table/input/table-reader.ts';

/** A table that arrives in pieces, cut at these offsets (modulo its length). */
export function inPieces(bytes: Buffer, cuts: readonly number[]): TableFile {
	const ends = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b);
	async function* pieces(start: number) {
		for (const [index, end] of [...ends, bytes.length].entries()) {
			yield bytes.subarray(Math.max(start, ends[index - 1] ?? 0), Math.max(start, end));
		}
	}
	return {
		name: 'users.csv',
		bytes: bytes.length,
		gzipped: false,
		read: (start = 0) => readChunks(pieces(start)),
		async close() {},
	};
}

export async function rowsOf(
	file: TableFile,
	delimiter: Delimiter = ',',
	emptyLinesAreRows = false,
): Promise<Row[]> {
	const dialect = { delimiter, emptyLinesAreRows };
	const all: Row[] = [];
	for await (const { bytes } of cutBlocks(file.read(), dialect, { blockBytes: 64 })) {
		const rows = new BlockRows(bytes, dialect);
		while (rows.next()) all.push(rows.fault ?? rows.cells());
	}
	return all;
}

/** The rows of a text that a conversion makes, with commas. */
export function convertedRows(
	text: string | Buffer,
	convert: Conversion,
	cuts: readonly number[] = [],
): Promise<Row[]> {
	return rowsOf(converted(inPieces(Buffer.from(text), cuts), convert));
}
