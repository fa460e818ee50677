/** The rows of a whole table, as text. */

import type { TableReader } from '../input/table-reader.ts';
import type { RowFault } from '../reject-reasons.ts';
import { BlockRows } from './block-rows.ts';
import { cutBlocks } from './blocks.ts';
import type { RowDialect } from './row-scanner.ts';

/** The cells of a row, or why it has none. */
export type Row = readonly string[] | RowFault;

/** Few rows are read this way: a header, a sample, a list of addresses. */
const RECORD_BLOCK_BYTES = 256 * 1024;

/**
 * Yields the rows in order, header row included, some hundreds at a time. The rows do not depend on
 * where the reading is cut, nor into what blocks.
 */
export async function* readRecords(
	reader: TableReader,
	dialect: RowDialect,
	blockBytes: number = RECORD_BLOCK_BYTES,
): AsyncGenerator<Row[]> {
	for await (const { bytes, release } of cutBlocks(reader, dialect, { blockBytes })) {
		const rows = new BlockRows(bytes, dialect);
		const all: Row[] = [];
		while (rows.next()) all.push(rows.fault ?? rows.cells());
		release();
		if (all.length > 0) yield all;
	}
}
