/** Reads a list that users have at hand: one entry per line, or one column of a table in any format that is read. */

import { namesIn, normalize } from './columns/header/header.ts';
import { isPreambleRow, MOST_PREAMBLE_ROWS } from './columns/header/preamble.ts';
import { BlockRows } from './csv/block-rows.ts';
import { cutBlocks } from './csv/blocks.ts';
import { MAX_LIST_ROW_BYTES, type RowDialect } from './csv/row-scanner.ts';
import type { FormatOptions } from './formats/format.ts';
import { readHead } from './formats/head.ts';
import { openFormat } from './formats/open-format.ts';
import { readLines } from './input/lines.ts';
import { openTableFile } from './input/table-file.ts';
import { chunksOf, type TableFile } from './input/table-reader.ts';

const LIST_ROWS = { emptyLinesAreRows: false, maxRowBytes: MAX_LIST_ROW_BYTES } as const;

/** Large enough for the header. */
const HEADER_BLOCK_BYTES = 256 * 1024;

export interface CellPiece {
	/** The name of the column, as `normalize` spells it; undefined for lines. */
	readonly column: string | undefined;
	readonly cells: readonly string[];
	/** Number of rows that could not be read. */
	readonly faults: number;
}

/** A list that is opened: its column, or its lines if `column` is undefined. */
interface OpenList {
	readonly column: string | undefined;
	readonly index: number;
	/** The table, as CSV. */
	readonly file: TableFile;
	readonly dialect: RowDialect;
	/** The lines, as UTF-8. */
	readonly text: TableFile;
}

/** The first bytes of a list of accounts in a report. */
const REPORT_HEAD = 'account_id,verdict,action,';

/**
 * Yields the cells of the column, a few hundred at a time; or every line, without quotes around it, if the first row
 * of the file does not name such a column. A list of a report is read as it is written, whatever its cells look like.
 *
 * @param path a file, or `-` for stdin
 * @param names of the column, as `normalize` spells them, in order of preference
 * @param signal ends waiting for a pipe
 * @throws CredcheckError INPUT when the file cannot be read or is not text; the signal's reason if it is aborted
 */
export async function* readCellList(
	path: string,
	names: readonly string[],
	signal?: AbortSignal,
): AsyncGenerator<CellPiece> {
	const file = await openTableFile(path, { signal });
	try {
		yield* cellsOf(file, names);
	} finally {
		await file.close();
	}
}

async function* cellsOf(original: TableFile, names: readonly string[]): AsyncGenerator<CellPiece> {
	let list = await openList(original, names, {});
	// Another delimiter may occur more often, inside the names of other columns.
	if (list.column === undefined) list = await openList(original, names, { delimiter: ',' });
	const { column, index, file, dialect, text } = list;
	if (column === undefined) {
		for await (const lines of readLines(chunksOf(text.read()), text.name)) {
			yield { column, cells: lines.map(entryOf), faults: 0 };
		}
		return;
	}
	let isBeforeData = true;
	for await (const { bytes, release } of cutBlocks(file.read(), dialect)) {
		const rows = new BlockRows(bytes, dialect);
		const cells: string[] = [];
		let faults = 0;
		while (rows.next()) {
			if (isBeforeData) isBeforeData = isPreamble(rows);
			else if (rows.fault !== undefined) faults += 1;
			else if (index >= rows.size) cells.push('');
			else if (rows.isReadable(index)) cells.push(rows.cell(index));
			else faults += 1;
		}
		release();
		yield { column, cells, faults };
	}
}

async function openList(
	original: TableFile,
	names: readonly string[],
	options: FormatOptions,
): Promise<OpenList> {
	const { file, text, delimiter } = (await isOfReport(original))
		? ({ file: original, text: original, delimiter: ',' } as const)
		: await openFormat(original, options);
	const dialect = { delimiter, ...LIST_ROWS };
	const header = await headerOf(file, dialect);
	const column = names.find((name) => header.includes(name));
	return { column, index: column === undefined ? -1 : header.indexOf(column), file, dialect, text };
}

async function isOfReport(file: TableFile): Promise<boolean> {
	const { bytes } = await readHead(file);
	return bytes.toString('latin1', 0, REPORT_HEAD.length) === REPORT_HEAD;
}

/** The names in the header, as `normalize` spells them. */
async function headerOf(file: TableFile, dialect: RowDialect): Promise<string[]> {
	const options = { blockBytes: HEADER_BLOCK_BYTES };
	let preamble = 0;
	for await (const { bytes } of cutBlocks(file.read(), dialect, options)) {
		const rows = new BlockRows(bytes, dialect);
		while (rows.next()) {
			if (!isPreamble(rows))
				return rows.fault === undefined ? namesIn(rows.cells()).map(normalize) : [];
			preamble += 1;
			if (preamble > MOST_PREAMBLE_ROWS) return [];
		}
	}
	return [];
}

function isPreamble(rows: BlockRows): boolean {
	return rows.fault === undefined && isPreambleRow(rows.cells());
}

/** The entry on a line, without quotes around it. */
function entryOf(line: Buffer): string {
	const text = line.toString('utf8').replace(/^\uFEFF/, '');
	const quoted = /^\s*"(.*)"\s*$/.exec(text)?.[1];
	return quoted === undefined ? text : quoted.replaceAll('""', '"');
}
