/** The table of accounts: its dialect and columns, and its rows as often as they are asked for. */

import { CredcheckError } from '../errors.ts';
import { type ColumnOptions, type Columns, findColumns } from './columns.ts';
import { checkIsText, type Delimiter, detectDelimiter } from './dialect.ts';
import { type Row, readRecords } from './records.ts';
import { openTableFile, type TableFile } from './table-file.ts';

export interface TableOptions extends ColumnOptions {
	readonly delimiter?: Delimiter | undefined;
}

export interface AccountsTable {
	readonly name: string;
	readonly header: readonly string[];
	readonly columns: Columns;
	/** Of the file as stored, for progress. */
	readonly bytes: number;
	/** The data rows, in order, some hundreds at a time. */
	rows(onRead?: (bytes: number) => void): AsyncGenerator<Row[]>;
	close(): Promise<void>;
}

/** Rows looked at before deciding what the columns hold. */
const SAMPLE_ROWS = 1000;
const HEAD_BYTES = 4096;

/**
 * @param path a file, or `-` for stdin
 * @throws CredcheckError INPUT when it cannot be read or lacks a column, USAGE for flags that
 *   contradict it
 */
export async function openTable(path: string, options: TableOptions): Promise<AccountsTable> {
	const file = await openTableFile(path);
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
	const [header, ...sample] = await readSample(file, delimiter);
	if (header === undefined || typeof header === 'string') {
		throw new CredcheckError('INPUT', `${file.name} has no header line that can be read`);
	}
	return {
		name: file.name,
		header,
		columns: findColumns(header, sample, options),
		bytes: file.bytes,
		async *rows(onRead) {
			let beforeHeader = true;
			const emptyLinesCount = header.length === 1;
			for await (const rows of readRecords(file.chunks(onRead), { delimiter, emptyLinesCount })) {
				while (beforeHeader && rows.length > 0) beforeHeader = isPreamble(rows.shift());
				if (rows.length > 0) yield rows;
			}
		},
		close: () => file.close(),
	};
}

/** What may stand before the header: empty lines, and the line by which spreadsheets name a delimiter. */
function isPreamble(row: Row | undefined): boolean {
	if (row === undefined || typeof row === 'string') return false;
	return row.every((cell) => cell === '') || (row.length <= 2 && /^sep=/i.test(row[0] ?? ''));
}

async function readHead(file: TableFile): Promise<Buffer> {
	let head = Buffer.alloc(0);
	for await (const chunk of file.chunks()) {
		head = Buffer.concat([head, chunk]);
		if (head.length >= HEAD_BYTES) break;
	}
	return head.subarray(0, HEAD_BYTES);
}

async function readSample(file: TableFile, delimiter: Delimiter): Promise<Row[]> {
	const sample: Row[] = [];
	for await (const rows of readRecords(file.chunks(), { delimiter, emptyLinesCount: false })) {
		for (const row of rows) {
			if (sample.length === 0 && isPreamble(row)) continue;
			sample.push(row);
			if (sample.length > SAMPLE_ROWS) return sample;
		}
	}
	return sample;
}
