/**
 * Finds the rows of an account that has a newer one, for `--changed-column`: in a history of passwords only the last
 * one says something. Rows without a usable id are accounts of their own.
 */

import { CredcheckError } from '../../errors.ts';
import { FingerprintSet, slotWords } from '../../sets/fingerprint-set.ts';
import { quoted } from '../../table/columns/header/header.ts';
import { type LeftOutRows, leftOutRows } from '../../table/left-out.ts';
import { makeRowSet, type RowSet } from '../../table/row-set.ts';
import type { AccountsTable } from '../../table/table.ts';
import {
	type FindRepeatedOptions,
	type RepeatedPart,
	repeatedParts,
	seeIds,
} from './find-repeated.ts';
import { pairAt } from './same-again.ts';

/** Bytes of a row as stored, about: less than most have, since too few rows would cost another pass. */
const ROW_BYTES = 60;
const GZIPPED_ROW_BYTES = 25;

export interface FindNewestOptions extends FindRepeatedOptions {
	readonly changed: number;
}

export interface NewestRows {
	/** Undefined if every id is in one row. */
	readonly superseded: LeftOutRows | undefined;
	/** Accounts of the table: rows that no newer row of their id supersedes; 0 if every id is in one row. */
	readonly accounts: number;
	/** Rows of ids in several rows, and those of them without a time that can be read: they count as oldest. */
	readonly compared: number;
	readonly withoutTime: number;
}

/** @throws CredcheckError INPUT when the times cannot be compared; the signal's reason when it is aborted */
export async function findNewestRows(
	table: AccountsTable,
	options: FindNewestOptions,
): Promise<NewestRows> {
	const counts = { compared: 0, noTimes: 0, ambiguous: 0 };
	const guess = table.bytes / (table.gzipped ? GZIPPED_ROW_BYTES : ROW_BYTES);
	let superseded: LeftOutRows | undefined;
	let newest: NewestById | undefined;
	let rows = 0;
	const shares = seeIds(table, guess, options);
	for await (const part of repeatedParts(table, shares, ({ repeated }) => repeated, options)) {
		const { blockRows } = part.seen;
		rows = blockRows.reduce((sum, own) => sum + own, 0);
		superseded ??= leftOutRows(makeRowSet(rows), blockRows, options.blockBytes);
		newest = newestById(part.entries, newest);
		await addPart(superseded.rows, counts, part, newest);
	}
	const name = quoted(table.header[options.changed]);
	if (counts.ambiguous > 0) {
		throw new CredcheckError(
			'INPUT',
			`the column ${name} has dates whose day and month cannot be told apart`,
			'write them with the year first, such as 2024-04-03',
		);
	}
	if (counts.compared > 0 && counts.noTimes === counts.compared) {
		throw new CredcheckError(
			'INPUT',
			`the column ${name} contains no times that can be read`,
			'times are read as 2024-04-03, 2024-04-03T10:00:00Z, 2024-04-03 10:00:00 or seconds since 1970',
		);
	}
	return {
		superseded: counts.compared === 0 ? undefined : superseded,
		accounts: rows - (superseded?.rows.count() ?? 0),
		compared: counts.compared,
		withoutTime: counts.noTimes,
	};
}

/** The newest row so far of each id, and its time, by the slot of the id. */
interface NewestById {
	readonly slots: Uint32Array;
	readonly rows: Uint32Array;
	readonly times: Float64Array;
}

/** For about so many ids, in the memory of the part before if that is large enough: it would be collected late. */
function newestById(ids: number, before: NewestById | undefined): NewestById {
	// The ids of the parts are as many but for chance.
	const words = slotWords(1.1 * ids + 1000);
	if (before !== undefined && words <= before.slots.length) {
		before.slots.fill(0);
		return before;
	}
	return {
		slots: new Uint32Array(new SharedArrayBuffer(words * 4)),
		rows: new Uint32Array(words / 2),
		times: new Float64Array(words / 2),
	};
}

/** Compares the rows of some ids. */
async function addPart(
	superseded: RowSet,
	counts: { compared: number; noTimes: number; ambiguous: number },
	{ isFirst: isFirstPart, has, rows: repeated }: RepeatedPart,
	{ slots, rows, times }: NewestById,
): Promise<void> {
	const ids = new FingerprintSet(slots);
	for await (const [block, firstRow] of repeated) {
		if (isFirstPart) {
			counts.compared += block.rows.length;
			counts.noTimes += block.noTimes;
			counts.ambiguous += block.ambiguousTimes;
		}
		block.rows.forEach((own, index) => {
			const [low, high] = pairAt(block.ids, index);
			if (!has(low)) return;
			const isFirst = ids.addPair(low, high);
			const slot = ids.slotOf(low, high) as number;
			const row = firstRow + own;
			const time = block.times[index] as number;
			// Of two rows with the same time, the later one is taken for newer.
			const isNewest = isFirst || time >= (times[slot] as number);
			if (!isFirst) superseded.add(isNewest ? (rows[slot] as number) : row);
			if (!isNewest) return;
			rows[slot] = row;
			times[slot] = time;
		});
		if (ids.slots !== slots) throw new Error('more ids repeat than were seen to');
	}
}
