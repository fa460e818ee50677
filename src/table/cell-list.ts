/** Lists that people have at hand: one entry a line, or a CSV with a column for it. */

import { normalize } from './columns/header.ts';
import { BlockRows } from './csv/block-rows.ts';
import { cutBlocks } from './csv/blocks.ts';
import { checkIsText, detectDelimiter } from './csv/dialect.ts';
import { readRecords } from './csv/records.ts';
import type { RowDialect } from './csv/row-scanner.ts';
import { readLines } from './input/lines.ts';
import { chunksOf, type TableFile } from './input/table-reader.ts';

export interface CellPiece {
	/** Which of the names the column has, as `normalize` spells it; undefined for lines. */
	readonly column: string | undefined;
	readonly cells: readonly string[];
	/** Rows that could not be read. */
	readonly faults: number;
}

/**
 * Yields what stands in the column, some hundreds of cells at a time; or every line, in a file whose
 * first row has no such column.
 *
 * @param names of the column, as `normalize` spells them, the one preferred first
 * @throws CredcheckError INPUT when the file cannot be read or is no text
 */
export async function* readCellList(
	file: TableFile,
	names: readonly string[],
): AsyncGenerator<CellPiece> {
	const head = await firstChunk(file);
	checkIsText(head, file.name);
	let dialect: RowDialect = { delimiter: detectDelimiter(head), emptyLinesCount: false };
	let header = await headerOf(file, dialect);
	if (!names.some((name) => header.includes(name))) {
		// The names of other columns may hold more of another sign.
		dialect = { ...dialect, delimiter: ',' };
		header = await headerOf(file, dialect);
	}
	const column = names.find((name) => header.includes(name));
	if (column === undefined) {
		for await (const lines of readLines(chunksOf(file))) {
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
			if (rows.fault === undefined) cells.push(index < rows.size ? rows.cell(index) : '');
			else faults += 1;
		}
		release();
		yield { column, cells, faults };
	}
}

async function firstChunk(file: TableFile): Promise<Buffer> {
	for await (const chunk of chunksOf(file)) return chunk;
	return Buffer.alloc(0);
}

/** The names in the first row, as `normalize` spells them. */
async function headerOf(file: TableFile, dialect: RowDialect): Promise<string[]> {
	for await (const [header] of readRecords(file.read(), dialect)) {
		if (header === undefined || typeof header === 'string') return [];
		return header.map(normalize);
	}
	return [];
}
