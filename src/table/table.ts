/** Opens the table of accounts: finds its dialect and columns, and reads its rows in blocks, pass by pass. */

import { CredcheckError } from '../errors.ts';
import type { HashKind } from '../range/kind.ts';
import { type ColumnOptions, type Columns, findColumns } from './columns/columns.ts';
import { BlockRows, type Row } from './csv/block-rows.ts';
import { type Block, BufferShelf, cutBlocks } from './csv/blocks.ts';
import { checkIsText, type Delimiter, detectDelimiter } from './csv/dialect.ts';
import type { HashColumn, RowDialect } from './csv/row-scanner.ts';
import { openTableFile } from './input/table-file.ts';
import { chunksOf, type TableFile } from './input/table-reader.ts';
import type { SkippedLines } from './formats/domain/skipped-lines.ts';
import type { LeftOutOfBlock, LeftOutRows } from './left-out.ts';

export interface TableOptions extends ColumnOptions {
	readonly delimiter?: Delimiter | undefined;
}

export interface AccountsTable extends Omit<TableFile, 'read'> {
	/** Of its hashes. */
	readonly kind: HashKind;
	/** The names of the columns, trimmed. */
	readonly header: readonly string[];
	readonly columns: Columns;
	readonly dialect: RowDialect;
	/** What a domain export has besides accounts, once it has been read; undefined if the file is something else. */
	readonly domainExport?: { readonly skipped: SkippedLines } | undefined;
	/** Rows that are left out; undefined if there are none. */
	readonly leftOut?: LeftOutRows | undefined;
	/**
	 * Yields the data rows, in order, in blocks that are the same on each pass.
	 *
	 * @param blockBytes as for `cutBlocks`
	 * @param onRead called with how many of `bytes` have been read
	 */
	blocks(blockBytes?: number, onRead?: (bytes: number) => void): AsyncGenerator<Block>;
}

/** How to read the rows of a block. */
export interface RowFormat {
	readonly dialect: RowDialect;
	readonly hash: HashColumn;
	/** Cells of a complete row. */
	readonly size: number;
}

export function rowFormat({ dialect, columns, header }: AccountsTable, kind: HashKind): RowFormat {
	return { dialect, hash: { column: columns.hash, kind }, size: header.length };
}

/** A block as a task receives it. */
export interface BlockInput extends RowFormat {
	/** Whole rows, in shared memory. */
	readonly bytes: Uint8Array;
	/** Set by passes over a table of which rows are left out. */
	readonly leftOut?: LeftOutOfBlock | undefined;
}

/** At most this many rows, and about this many bytes, are inspected to find the columns. */
const SAMPLE_ROWS = 1000;
const SAMPLE_BYTES = 1024 * 1024;
const SAMPLE_BLOCK_BYTES = 128 * 1024;
const HEAD_BYTES = 4096;

/**
 * @param path a file, or `-` for stdin
 * @param kind of its hashes
 * @param options `onReceive` is called with the bytes of a stream received so far
 * @throws CredcheckError INPUT when the table cannot be read or lacks a column, USAGE when an option
 *   would put the hashes into a report
 */
export async function openTable(
	path: string,
	kind: HashKind,
	options: TableOptions & { readonly onReceive?: (bytes: number) => void },
): Promise<AccountsTable> {
	const file = await openTableFile(path, process.stdin, options.onReceive);
	try {
		return await describeTable(file, kind, options);
	} catch (error) {
		await file.close();
		throw error;
	}
}

/** As `openTable`, for a file that is already open; closing the table closes the file. */
export async function describeTable(
	file: TableFile,
	kind: HashKind,
	options: TableOptions,
): Promise<AccountsTable> {
	const head = await readHead(file);
	if (head.length === 0) throw new CredcheckError('INPUT', `${file.name} is empty`);
	checkIsText(head, file.name);
	const delimiter = options.delimiter ?? detectDelimiter(head);
	const { header, dataStart, sample } = await readSample(file, delimiter);
	if (header === undefined || typeof header === 'string') {
		throw new CredcheckError('INPUT', `${file.name} has no header line that can be read`);
	}
	const dialect = { delimiter, emptyLinesAreRows: header.length === 1 };
	const shelf = new BufferShelf();
	return {
		...file,
		kind,
		header: header.map((name) => name.trim()),
		columns: findColumns(header, sample, kind, options),
		dialect,
		blocks: (blockBytes, onRead) =>
			cutBlocks(file.read(dataStart, onRead), dialect, { blockBytes, start: dataStart, shelf }),
	};
}

/** Whether the row may precede the header: an empty line, or the one by which spreadsheets name a delimiter. */
function isPreamble(row: Row): boolean {
	if (typeof row === 'string') return false;
	return row.every((cell) => cell === '') || (row.length <= 2 && /^sep=/i.test(row[0] ?? ''));
}

async function readHead(file: TableFile): Promise<Buffer> {
	let head = Buffer.alloc(0);
	for await (const chunk of chunksOf(file.read())) {
		head = Buffer.concat([head, chunk]);
		if (head.length >= HEAD_BYTES) break;
	}
	return head.subarray(0, HEAD_BYTES);
}

/** Reads the header, the offset of what follows it, and the first data rows. */
async function readSample(file: TableFile, delimiter: Delimiter) {
	const sample: Row[] = [];
	let header: Row | undefined;
	let dataStart = 0;
	const dialect = { delimiter, emptyLinesAreRows: false };
	const options = { blockBytes: SAMPLE_BLOCK_BYTES };
	for await (const { bytes, start } of cutBlocks(file.read(), dialect, options)) {
		const rows = new BlockRows(bytes, dialect);
		while (rows.next()) {
			if (header === undefined) {
				const row = rows.fault ?? rows.cells();
				if (isPreamble(row)) continue;
				header = row;
				dataStart = start + rows.end;
				continue;
			}
			// Cells beyond the header belong to no column.
			sample.push(rows.fault ?? rows.cells(header.length));
			const enough = start + rows.end - dataStart > SAMPLE_BYTES;
			if (enough || sample.length === SAMPLE_ROWS) return { header, dataStart, sample };
		}
	}
	return { header, dataStart, sample };
}
