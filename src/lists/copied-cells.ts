/** Cells of the table copied into lists, without the hashes that may stand in them. */

import type { CsvBytes } from '../output/csv-writer.ts';
import {
	type OwnHash,
	ownHash,
	SHORTEST_HASH,
	withoutHash,
	withoutOwnHash,
} from '../output/redaction.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';

/** Where in the table they are. */
export interface CopiedColumns {
	readonly id: number | undefined;
	readonly hash: number;
}

/** The account's id; an empty cell where there is none. */
export function writeId(list: CsvBytes, rows: BlockRows, { id, hash }: CopiedColumns): void {
	if (id === undefined) list.text('');
	else writeCell(list, rows, id, hash, withoutOwnHash);
}

export function writeKept(
	list: CsvBytes,
	rows: BlockRows,
	kept: readonly number[],
	hash: number,
): void {
	for (const column of kept) writeCell(list, rows, column, hash, withoutHash);
}

/** One long enough to hold a hash is looked at first. */
function writeCell(
	list: CsvBytes,
	rows: BlockRows,
	column: number,
	hash: number,
	redact: (cell: string, own: OwnHash) => string,
): void {
	const stretch = rows.byteRange(column);
	if (stretch !== undefined && stretch.to - stretch.from < SHORTEST_HASH) {
		list.bytes(rows.bytes, stretch.from, stretch.to);
	} else {
		list.text(redact(rows.cell(column), ownHash(rows.cell(hash))));
	}
}

/** An account of a group that shares a hash. */
export interface SharedAccount {
	readonly group: number;
	readonly size: number;
	readonly breached: 'yes' | 'no' | 'unknown';
	/** Number of the data row, from 1. */
	readonly row: number;
}

/** Of every candidate, listed or not. */
export const ALL_COLUMNS: readonly string[] = ['account_id', 'row', 'credential_ref'];

export const SHARED_COLUMNS: readonly string[] = ['group', 'size', 'breached', 'account_id', 'row'];

export function writeShared(
	list: CsvBytes,
	rows: BlockRows,
	columns: CopiedColumns,
	{ group, size, breached, row }: SharedAccount,
): void {
	list.number(group);
	list.number(size);
	list.ready(BREACHED_CELLS[breached]);
	writeId(list, rows, columns);
	list.number(row);
	list.endRow();
}

const BREACHED_CELLS = {
	yes: Buffer.from('yes'),
	no: Buffer.from('no'),
	unknown: Buffer.from('unknown'),
} as const;
