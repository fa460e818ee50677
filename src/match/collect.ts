/** One reading of the table: each row is rejected with a reason, or its hash becomes a key. */

import { type CellFault, faultOf } from '../accounts/hash-cell.ts';
import type { Row, RowFault } from '../accounts/records.ts';
import type { AccountsTable } from '../accounts/table.ts';
import { EMPTY_PASSWORD_SHA1, parseHash } from '../range/hash.ts';
import { PREFIX_COUNT, type Prefix } from '../range/prefix.ts';
import type { KeyBatch } from './key-batch.ts';

/** Why a row has no hash to check. */
export type RejectReason = CellFault | RowFault | 'ragged_row';

export interface Census {
	readonly rows: number;
	/** Rows with a hash. */
	readonly checked: number;
	readonly rejectedByReason: ReadonlyMap<RejectReason, number>;
	/** Rows whose password is the empty one. */
	readonly emptyPasswords: number;
	/** Keys under each prefix. */
	readonly keysByPrefix: Uint32Array;
	/** Whether the batch held them all. If not, what it holds is of no use. */
	readonly complete: boolean;
}

export interface CollectEvents {
	readonly onReject?: (row: number, reason: RejectReason) => void;
	readonly onProgress?: (rows: number, bytesRead: number) => void;
	readonly signal?: AbortSignal | undefined;
}

const EMPTY_PASSWORD = new Uint32Array(5);

/** Counts the whole table, and keeps its keys as long as the batch has room for all of them. */
export async function collectAll(
	table: AccountsTable,
	batch: KeyBatch,
	events: CollectEvents,
): Promise<Census> {
	parseHash(EMPTY_PASSWORD_SHA1, batch.kind, EMPTY_PASSWORD, 0);
	const rejectedByReason = new Map<RejectReason, number>();
	const keysByPrefix = new Uint32Array(PREFIX_COUNT);
	let checked = 0;
	let emptyPasswords = 0;
	let complete = true;
	const rows = await eachRow(table, events, (row, number) => {
		const prefix = stageRow(row, table, batch);
		if (typeof prefix === 'string') {
			rejectedByReason.set(prefix, (rejectedByReason.get(prefix) ?? 0) + 1);
			events.onReject?.(number, prefix);
			return;
		}
		checked += 1;
		keysByPrefix[prefix] = (keysByPrefix[prefix] as number) + 1;
		if (batch.stagedIs(EMPTY_PASSWORD)) emptyPasswords += 1;
		if (complete && batch.full) complete = false;
		if (complete) batch.keep(number);
	});
	return { rows, checked, rejectedByReason, emptyPasswords, keysByPrefix, complete };
}

/** Reads the table once more for the keys from prefix `first` up to but without `end`. */
export async function collectInterval(
	table: AccountsTable,
	batch: KeyBatch,
	[first, end]: readonly [Prefix, Prefix],
	events: CollectEvents,
): Promise<void> {
	await eachRow(table, events, (row, number) => {
		const prefix = stageRow(row, table, batch);
		if (typeof prefix === 'number' && prefix >= first && prefix < end) batch.keep(number);
	});
}

/** Calls `visit` with each data row and its number, from 1; returns how many there were. */
async function eachRow(
	table: AccountsTable,
	{ onProgress, signal }: CollectEvents,
	visit: (row: Row, number: number) => void,
): Promise<number> {
	let number = 0;
	let bytesRead = 0;
	for await (const rows of table.rows((bytes) => {
		bytesRead = bytes;
	})) {
		signal?.throwIfAborted();
		for (const row of rows) {
			number += 1;
			visit(row, number);
		}
		onProgress?.(number, bytesRead);
	}
	return number;
}

function stageRow(row: Row, table: AccountsTable, batch: KeyBatch): Prefix | RejectReason {
	if (typeof row === 'string') return row;
	if (row.length !== table.header.length) return 'ragged_row';
	const cell = row[table.columns.hash] as string;
	const prefix = batch.stage(cell);
	if (prefix >= 0) return prefix;
	const bare = cell.trim();
	const barePrefix = batch.stage(bare);
	return barePrefix >= 0 ? barePrefix : faultOf(bare);
}
