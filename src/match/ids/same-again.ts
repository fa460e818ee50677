/**
 * Finds the rows that repeat an account: its id and its hash are those of an earlier row, as in an export joined with
 * its orders. Such a row is checked and listed like any other, but it is no other account that shares the password.
 */

import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import { makeRowSet, type RowSet } from '../../table/row-set.ts';
import type { AccountsTable } from '../../table/table.ts';
import {
	type FindRepeatedOptions,
	isInPart,
	partsFor,
	repeatedRows,
	type SeenShare,
	seeIds,
} from './find-repeated.ts';

export interface RepeatedIds {
	/** Ids that are in several rows with a hash. */
	readonly ids: number;
	/** All of these rows. */
	readonly rows: number;
	/** Rows whose id and hash are those of an earlier row. */
	readonly sameAgain: RowSet;
}

/**
 * @param rows number of rows of the table
 * @param seen what the first pass has seen, if it has seen all ids
 * @param memory to use for slots, if there is any to spare
 * @returns undefined if no id is in several rows
 */
export async function findSameAgain(
	table: AccountsTable,
	rows: number,
	seen: SeenShare | undefined,
	options: FindRepeatedOptions,
	memory?: Int32Array,
): Promise<RepeatedIds | undefined> {
	const found = { ids: 0, rows: 0, sameAgain: makeRowSet(rows) };
	const shares = seen === undefined ? seeIds(table, rows, options, memory) : [seen];
	for await (const share of shares) {
		if (share.again === 0) continue;
		const parts = partsFor(share.again + share.repeated, options.mostBytes);
		for (let part = 0; part < parts; part += 1) {
			await addPart(found, table, share, options, part, parts);
		}
	}
	return found.ids === 0 ? undefined : found;
}

async function addPart(
	found: { ids: number; rows: number; readonly sameAgain: RowSet },
	table: AccountsTable,
	seen: SeenShare,
	options: FindRepeatedOptions,
	part: number,
	parts: number,
): Promise<void> {
	/** Ids seen once, and ids seen more often. */
	const once = new FingerprintSet();
	const often = new FingerprintSet();
	const pairs = new FingerprintSet();
	for await (const [block, firstRow] of repeatedRows(table, seen, options)) {
		block.rows.forEach((row, index) => {
			const [low, high] = pairAt(block.ids, index);
			if (isInPart(low, part, parts) && !once.addPair(low, high)) {
				const isSecond = often.addPair(low, high);
				if (isSecond) found.ids += 1;
				found.rows += isSecond ? 2 : 1;
			}
			const [pairLow, pairHigh] = pairAt(block.pairs, index);
			if (isInPart(pairLow, part, parts) && !pairs.addPair(pairLow, pairHigh)) {
				found.sameAgain.add(firstRow + row);
			}
		});
	}
}

export function pairAt(words: Uint32Array, index: number): [low: number, high: number] {
	return [words[2 * index] as number, words[2 * index + 1] as number];
}
