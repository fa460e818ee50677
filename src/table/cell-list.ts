/** Reads a list that users have at hand: one entry per line, or one column of a CSV. */

import { normalize } from './columns/header.ts';
import { BlockRows } from './csv/block-rows.ts';
import { cutBlocks } from './csv/blocks.ts';
import { checkIsText, detectDelimiter } from './csv/dialect.ts';
import type { RowDialect } from './csv/row-scanner.ts';
import { readLines } from './input/lines.ts';
import { openTableFile } from './input/table-file.ts';
import { chunksOf, type TableFile } from './input/table-reader.ts';

/** Large enough for the header. */
const HEADER_BLOCK_BYTES = 256 * 1024;

export interface CellPiece {
	/** The name of the column, as `normalize` spells it; undefined for lines. */
	readonly column: string | undefined;
	readonly cells: readonly string[];
	/** Number of rows that could not be read. */
	readonly faults: number;
}

/**
 * Yields the cells of the column, a few hundred at a time; or every line, if the first row of the file
 * does not name such a column.
 *
 * @param path a file, or `-` for stdin
 * @param names of the column, as `normalize` spells them, in order of preference
 * @throws CredcheckError INPUT when the file cannot be read or is not text
 */
export async function* readCellList(
	path: string,
	names: readonly string[],
): AsyncGenerator<CellPiece> {
	const file = await openTableFile(path);
	try {
		yield* cellsOf(file, names);
	} finally {
		await file.close();
	}
}

async function* cellsOf(file: TableFile, names: readonly string[]): AsyncGenerator<CellPiece> {
	const head = await firstChunk(file);
	checkIsText(head, file.name);
	let dialect: RowDialect = { delimiter: detectDelimiter(head), emptyLinesAreRows: false };
	let header = await headerOf(file, dialect);
	if (!names.some((name) => header.includes(name))) {
		// Another delimiter may occur more often, inside the names of other columns.
		dialect = { ...dialect, delimiter: ',' };
		header = await headerOf(file, dialect);
	}
	const column = names.find((name) => header.includes(name));
	if (column === undefined) {
		for await (const lines of readLines(chunksOf(file.read()))) {
			const cells = lines.map((line) => line.toString('utf8').replace(/^\uFEFF/, ''));
			yield { column, cells, faults: 0 };
		}
		return;
	}
	const index = header.indexOf(column);
	let isHeader = true;
	for await (const { bytes, release } of cutBlocks(file.read(), dialect)) {
		const rows = new BlockRows(bytes, dialect);
		const cells: string[] = [];
		if (isHeader) rows.skip(1);
		isHeader = false;
		let faults = 0;
		while (rows.next()) {
			if (rows.fault !== undefined) faults += 1;
			else if (index >= rows.size) cells.push('');
			else if (rows.isReadable(index)) cells.push(rows.cell(index));
			else faults += 1;
		}
		release();
		yield { column, cells, faults };
	}
}

async function firstChunk(file: TableFile): Promise<Buffer> {
	for await (const chunk of chunksOf(file.read())) return chunk;
	return Buffer.alloc(0);
}

/** The names in the first row, as `normalize` spells them. */
async function headerOf(file: TableFile, dialect: RowDialect): Promise<string[]> {
	const options = { blockBytes: HEADER_BLOCK_BYTES };
	for await (const { bytes } of cutBlocks(file.read(), dialect, options)) {
		const rows = new BlockRows(bytes, dialect);
		if (rows.next()) return rows.fault === undefined ? rows.cells().map(normalize) : [];
	}
	return [];
}
