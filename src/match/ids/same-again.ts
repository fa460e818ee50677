/**
 * Finds the rows that repeat an account: its id and its hash are those of an earlier row, as in an export joined with
 * its orders. Such a row is checked and listed like any other, but it is no other account that shares the password.
 */

import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import { makeRowSet, type RowSet } from '../../table/row-set.ts';
import type { AccountsTable } from '../../table/table.ts';
import {
	type FindRepeatedOptions,
	type RepeatedPart,
	repeatedParts,
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
 * @param rows number of rows of the table, and of those with a hash
 * @param seen what the first pass has seen, if it has seen all ids
 * @param memory to use for slots, if there is any to spare
 * @returns undefined if no id is in several rows
 */
export async function findSameAgain(
	table: AccountsTable,
	rows: { readonly all: number; readonly checked: number },
	seen: SeenShare | undefined,
	options: FindRepeatedOptions,
	memory?: Int32Array,
): Promise<RepeatedIds | undefined> {
	const found = { ids: 0, rows: 0, sameAgain: makeRowSet(rows.all) };
	const shares = seen === undefined ? seeIds(table, rows.checked, options, memory) : [seen];
	const entriesOf = ({ again, repeated }: SeenShare) => again + repeated;
	for await (const part of repeatedParts(table, shares, entriesOf, options)) {
		await addPart(found, part);
	}
	return found.ids === 0 ? undefined : found;
}

async function addPart(
	found: { ids: number; rows: number; readonly sameAgain: RowSet },
	part: RepeatedPart,
): Promise<void> {
	/** Ids seen once, and ids seen more often. */
	const once = new FingerprintSet();
	const often = new FingerprintSet();
	const pairs = new FingerprintSet();
	for await (const [block, firstRow] of part.rows) {
		block.rows.forEach((row, index) => {
			const [low, high] = pairAt(block.ids, index);
			if (part.has(low) && !once.addPair(low, high)) {
				const isSecond = often.addPair(low, high);
				if (isSecond) found.ids += 1;
				found.rows += isSecond ? 2 : 1;
			}
			const [pairLow, pairHigh] = pairAt(block.pairs, index);
			if (part.has(pairLow) && !pairs.addPair(pairLow, pairHigh)) {
				found.sameAgain.add(firstRow + row);
			}
		});
	}
}

export function pairAt(words: Uint32Array, index: number): [low: number, high: number] {
	return [words[2 * index] as number, words[2 * index + 1] as number];
}
