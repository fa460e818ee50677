/** Chooses, by the first rows of a table, how its first pass finds repeated ids. */

import { IdCell } from '../../table/columns/id-cell.ts';
import { BlockRows } from '../../table/csv/block-rows.ts';
import { blocksOf } from '../../table/left-out.ts';
import { type AccountsTable, rowFormat } from '../../table/table.ts';
import type { RepeatTest } from './id-check.ts';
import { randomSeed } from './id-fingerprint.ts';
import { orderOf } from './id-order.ts';
import { newSlots, slotsFor } from './seen-ids.ts';

/** Rows to look at. */
const SAMPLE_ROWS = 1000;
/** Content of a gzipped table, in bytes for each of its own, at most: hashes alone are half of most tables. */
const GZIP_RATIO = 4;
/** Rows vary in length. */
const SLACK = 1.2;

/**
 * @param column of ids
 * @param mostBytes of memory for the ids that were seen
 * @returns undefined if these could take more, so that the first pass cannot test them
 */
export async function chooseRepeatTest(
	table: AccountsTable,
	column: number,
	blockBytes: number,
	mostBytes: number,
): Promise<RepeatTest | undefined> {
	const { ids, rows, bytes } = await sampleOf(table, column, blockBytes);
	const order = orderOf(ids);
	if (order !== undefined) return { kind: 'order', order };
	const content = table.gzipped ? GZIP_RATIO * table.bytes : table.bytes;
	const slots = slotsFor(rows === 0 ? 0 : (content / (bytes / rows)) * SLACK);
	if (slots * 4 > mostBytes) return undefined;
	return { kind: 'seen', slots: newSlots(slots), seed: randomSeed() };
}

/** The usable ids of the first rows, and how many rows and bytes these are. */
async function sampleOf(table: AccountsTable, column: number, blockBytes: number) {
	const ids: Uint8Array[] = [];
	const { hash, needs } = rowFormat(table);
	const cell = new IdCell();
	let count = 0;
	let end = 0;
	for await (const { bytes, leftOut, release } of blocksOf(table, blockBytes)) {
		const rows = new BlockRows(bytes, table.dialect, hash, leftOut);
		while (count < SAMPLE_ROWS && rows.next()) {
			count += 1;
			if (!rows.isWhole(needs)) continue;
			cell.locate(rows, column);
			if (cell.fault === undefined)
				ids.push(Uint8Array.from(cell.bytes.subarray(cell.from, cell.to)));
		}
		end = rows.end;
		release();
		break;
	}
	return { ids, rows: count, bytes: end };
}
