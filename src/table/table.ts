/** Opens the table of accounts: finds its dialect and columns, and reads its rows in blocks, pass by pass. */

import { CredcheckError } from '../errors.ts';
import type { HashKind } from '../range/kind.ts';
import { type ColumnOptions, type Columns, findColumns } from './columns/columns.ts';
import { namesIn } from './columns/header/header.ts';
import { columnNumbers, guessOfColumns, hasNoHeader } from './columns/header/headerless.ts';
import {
	isBelowTitle,
	isPreambleRow,
	MOST_PREAMBLE_ROWS,
	MOST_TITLE_LINES,
} from './columns/header/preamble.ts';
import { type LastRow, lastRowOf } from './columns/last-row.ts';
import { rowNeeds, usedColumns } from './columns/used-columns.ts';
import { BlockRows, type Row, type RowNeeds } from './csv/block-rows.ts';
import { type Block, BufferShelf, cutBlocks } from './csv/blocks.ts';
import type { Delimiter } from './csv/dialect.ts';
import type { HashColumn, RowDialect } from './csv/row-scanner.ts';
import { type DomainExport, domainColumns } from './formats/domain/domain-export.ts';
import type { FormatOptions, TableGuess } from './formats/format.ts';
import { openFormat } from './formats/open-format.ts';
import { type OpenOptions, openTableFile } from './input/table-file.ts';
import type { TableFile } from './input/table-reader.ts';
import type { LeftOutOfBlock, LeftOutRows } from './left-out.ts';
import { remedyOf } from './reject-reasons.ts';

export interface TableOptions extends ColumnOptions, FormatOptions {}

export interface AccountsTable extends Omit<TableFile, 'read'> {
	/** Of its hashes. */
	readonly kind: HashKind;
	/** The names of the columns, trimmed. */
	readonly header: readonly string[];
	readonly columns: Columns;
	readonly dialect: RowDialect;
	/** What a domain export has besides accounts, once it has been read; undefined if the file is something else. */
	readonly domainExport: Pick<DomainExport, 'skipped'> | undefined;
	/** By what a table that was cut is recognized; undefined if its rows do not tell. */
	readonly lastRow?: LastRow | undefined;
	/** What was guessed about the file. */
	readonly guesses: readonly TableGuess[];
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
	readonly needs: RowNeeds;
	/** Columns of evidence, whose cells need not be readable. */
	readonly evidenceColumns: readonly number[];
}

export function rowFormat({ kind, dialect, columns, header, lastRow }: AccountsTable): RowFormat {
	return {
		dialect,
		hash: { column: columns.hash, kind },
		needs: rowNeeds(header, columns, lastRow),
		evidenceColumns: usedColumns(columns).evidence,
	};
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

/**
 * @param path a file, or `-` for stdin
 * @param kind of its hashes
 * @throws CredcheckError INPUT when the table cannot be read or lacks a column, USAGE when an option
 *   would put the hashes into a report; the signal's reason if it is aborted
 */
export async function openTable(
	path: string,
	kind: HashKind,
	options: TableOptions & Omit<OpenOptions, 'stdin'>,
): Promise<AccountsTable> {
	const { onReceive, signal } = options;
	const file = await openTableFile(path, { onReceive, signal });
	try {
		return await describeTable(file, kind, options);
	} catch (error) {
		await file.close();
		throw error;
	}
}

/** As `openTable`, for a file that is already open; closing the table closes the file. */
export async function describeTable(
	original: TableFile,
	kind: HashKind,
	options: TableOptions,
): Promise<AccountsTable> {
	const { file, head, delimiter, guesses, domainExport } = await openFormat(
		original,
		options,
		kind,
	);
	const { name } = file;
	if (head.bytes.length === 0) throw new CredcheckError('INPUT', `${name} is empty`);
	if (head.isWhole && head.lines.length === 0) {
		throw new CredcheckError('INPUT', `${name} has nothing but blank lines`);
	}
	const hasNames = options.header !== false;
	const { first, firstStart, firstEnd, sample, isWhole } = await readSample(
		file,
		delimiter,
		hasNames,
	);
	if (first === undefined || typeof first === 'string') {
		throw new CredcheckError(
			'INPUT',
			`${name} has no header line that can be read`,
			first && remedyOf(first),
		);
	}
	const isGuess = options.header !== false && hasNoHeader(first, sample, kind);
	const noHeader = isGuess || options.header === false;
	const header = noHeader ? columnNumbers(first) : namesIn(first);
	const columns = noHeader
		? findColumns(header, [first, ...sample], kind, { ...options, header: false }, false, isWhole)
		: domainExport === undefined
			? findColumns(header, sample, kind, options, false, isWhole)
			: findColumns(header, sample, kind, domainColumns(options), true, isWhole);
	const dataStart = noHeader ? firstStart : firstEnd;
	const dialect = { delimiter, emptyLinesAreRows: header.length === 1 };
	const shelf = new BufferShelf();
	return {
		...file,
		kind,
		header,
		columns,
		dialect,
		lastRow: lastRowOf(isWhole ? sample.slice(0, -1) : sample, columns),
		domainExport,
		guesses: isGuess ? [...guesses, guessOfColumns(name, columns)] : guesses,
		blocks: (blockBytes, onRead) =>
			cutBlocks(file.read(dataStart, onRead), dialect, { blockBytes, start: dataStart, shelf }),
	};
}

/**
 * Reads the first row, its offsets, and some rows below it.
 *
 * @param hasNames whether the first row may have the names of the columns
 */
async function readSample(file: TableFile, delimiter: Delimiter, hasNames: boolean) {
	const sample: Row[] = [];
	let first: Row | undefined;
	let firstStart = 0;
	let firstEnd = 0;
	let preamble = 0;
	const dialect = { delimiter, emptyLinesAreRows: false };
	const options = { blockBytes: SAMPLE_BLOCK_BYTES };
	for await (const { bytes, start } of cutBlocks(file.read(), dialect, options)) {
		const rows = new BlockRows(bytes, dialect);
		for (let end = 0; rows.next(); end = rows.end) {
			if (first === undefined) {
				const row = rows.fault ?? rows.cells();
				if (typeof row !== 'string' && isPreambleRow(row)) {
					preamble += 1;
					if (preamble <= MOST_PREAMBLE_ROWS) continue;
					return { first, firstStart, firstEnd, sample, isWhole: false };
				}
				first = row;
				firstStart = start + end;
				firstEnd = start + rows.end;
				continue;
			}
			if (
				sample.length < MOST_TITLE_LINES &&
				rows.fault === undefined &&
				typeof first !== 'string'
			) {
				const row = rows.cells();
				if (hasNames && isBelowTitle(row, first)) {
					first = row;
					firstEnd = start + rows.end;
					sample.length = 0;
					continue;
				}
			}
			// Two cells beyond the header show how many too many there are: none, one or more.
			sample.push(rows.fault ?? rows.cells(first.length + 2));
			const enough = start + rows.end - firstEnd > SAMPLE_BYTES;
			if (enough || sample.length === SAMPLE_ROWS) {
				return { first, firstStart, firstEnd, sample, isWhole: false };
			}
		}
	}
	return { first, firstStart, firstEnd, sample, isWhole: true };
}
