/** The table of accounts: its dialect and columns, and its rows, in blocks, as often as they are asked for. */

import { CredcheckError } from '../errors.ts';
import { type ColumnOptions, type Columns, findColumns } from './columns/columns.ts';
import { BlockRows } from './csv/block-rows.ts';
import { type Block, BufferShelf, cutBlocks } from './csv/blocks.ts';
import { checkIsText, type Delimiter, detectDelimiter } from './csv/dialect.ts';
import type { Row } from './csv/records.ts';
import type { RowDialect } from './csv/row-scanner.ts';
import { openTableFile } from './input/table-file.ts';
import { chunksOf, type TableFile } from './input/table-reader.ts';

export interface TableOptions extends ColumnOptions {
	readonly delimiter?: Delimiter | undefined;
}

export interface AccountsTable {
	readonly name: string;
	/** The names of the columns, trimmed. */
	readonly header: readonly string[];
	readonly columns: Columns;
	/** Of the file as stored, for progress. */
	readonly bytes: number;
	/** Whether that says little of how much there is to read. */
	readonly gzipped: boolean;
	readonly dialect: RowDialect;
	/**
	 * The data rows, in order, in blocks that are the same each time.
	 *
	 * @param blockBytes as `cutBlocks` has it
	 * @param onRead told how many of `bytes` have been read
	 */
	blocks(blockBytes?: number, onRead?: (bytes: number) => void): AsyncGenerator<Block>;
	close(): Promise<void>;
}

/** Rows looked at before deciding what the columns hold. */
const SAMPLE_ROWS = 1000;
/** However wide they are. */
const SAMPLE_BYTES = 1024 * 1024;
const SAMPLE_BLOCK_BYTES = 128 * 1024;
const HEAD_BYTES = 4096;

/**
 * @param path a file, or `-` for stdin
 * @param options `onReceive` is told how much of a stream has come
 * @throws CredcheckError INPUT when it cannot be read or lacks a column, USAGE for flags that
 *   contradict it
 */
export async function openTable(
	path: string,
	options: TableOptions & { readonly onReceive?: (bytes: number) => void },
): Promise<AccountsTable> {
	const file = await openTableFile(path, process.stdin, options.onReceive);
	try {
		return await describeTable(file, options);
	} catch (error) {
		await file.close();
		throw error;
	}
}

/** The same for bytes that are at hand already; closing the table closes `file`. */
export async function describeTable(
	file: TableFile,
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
	const dialect = { delimiter, emptyLinesCount: header.length === 1 };
	const shelf = new BufferShelf();
	return {
		name: file.name,
		header: header.map((name) => name.trim()),
		columns: findColumns(header, sample, options),
		bytes: file.bytes,
		gzipped: file.gzipped,
		dialect,
		blocks: (blockBytes, onRead) =>
			cutBlocks(file.read(dataStart, onRead), dialect, { blockBytes, start: dataStart, shelf }),
		close: () => file.close(),
	};
}

/** What may stand before the header: empty lines, and the line by which spreadsheets name a delimiter. */
function isPreamble(row: Row): boolean {
	if (typeof row === 'string') return false;
	return row.every((cell) => cell === '') || (row.length <= 2 && /^sep=/i.test(row[0] ?? ''));
}

async function readHead(file: TableFile): Promise<Buffer> {
	let head = Buffer.alloc(0);
	for await (const chunk of chunksOf(file)) {
		head = Buffer.concat([head, chunk]);
		if (head.length >= HEAD_BYTES) break;
	}
	return head.subarray(0, HEAD_BYTES);
}

interface Sample {
	readonly header: Row | undefined;
	/** Where the first row behind the header begins, in bytes. */
	readonly dataStart: number;
	/** The first data rows. */
	readonly sample: readonly Row[];
}

async function readSample(file: TableFile, delimiter: Delimiter): Promise<Sample> {
	const sample: Row[] = [];
	let header: Row | undefined;
	let dataStart = 0;
	const dialect = { delimiter, emptyLinesCount: false };
	for await (const { bytes, start } of cutBlocks(file.read(), dialect, {
		blockBytes: SAMPLE_BLOCK_BYTES,
	})) {
		const rows = new BlockRows(bytes, dialect);
		while (rows.next()) {
			if (header === undefined) {
				const row = rows.fault ?? rows.cells();
				if (isPreamble(row)) continue;
				header = row;
				dataStart = start + rows.end;
				continue;
			}
			// What a row has more than the header says nothing of the columns.
			sample.push(rows.fault ?? rows.cells(header.length));
			const enough = start + rows.end - dataStart > SAMPLE_BYTES;
			if (enough || sample.length === SAMPLE_ROWS) return { header, dataStart, sample };
		}
	}
	return { header, dataStart, sample };
}
