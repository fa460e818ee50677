/** Finds the rows of a block that share their hash with others, on a worker, once the keys are gone. */

import { hashWords } from '../../range/kind.ts';
import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import { BlockRows } from '../../table/csv/block-rows.ts';
import type { BlockInput } from '../../table/table.ts';
import { MAX_LISTED } from '../keys/groups.ts';
import { foldHash, type SharedHashTable } from './shared-hashes.ts';

export interface FindGroupsInput extends BlockInput {
	/** The number of the block's first row. */
	readonly firstRow: number;
	readonly table: SharedHashTable;
}

/** Groups too large to be listed completely: their slots in the table, and their first rows in the block. */
export type LargeGroups = readonly (readonly [slot: number, rows: Uint32Array])[];

/** Writes the first row of each group to the table. */
export function findGroupsTask(task: FindGroupsInput): LargeGroups {
	const { table, firstRow } = task;
	const large = new Map<number, number[]>();
	forEachShared(task, (_, row, slot) => {
		const number = firstRow + row;
		lower(table.firstRows, slot, number);
		if ((table.sizes[slot] as number) <= MAX_LISTED) return;
		const rows = large.get(slot);
		if (rows === undefined) large.set(slot, [number]);
		else if (rows.length < MAX_LISTED) rows.push(number);
	});
	return [...large].map(([slot, rows]) => [slot, Uint32Array.from(rows)] as const);
}

/** Calls back for each row of the block, counted from 0, whose hash is shared. */
export function forEachShared(
	{ bytes, dialect, hash, size, table, leftOut }: Omit<FindGroupsInput, 'firstRow'>,
	each: (rows: BlockRows, row: number, slot: number) => void,
): void {
	const set = new FingerprintSet(table.slots);
	const rows = new BlockRows(bytes, dialect, hash, leftOut);
	const words = new Uint32Array(hashWords(hash.kind));
	for (let row = 0; rows.next(); row += 1) {
		if (!rows.isWhole(size) || !rows.readHash(hash, words, 0)) continue;
		const slot = set.slotOf(...foldHash(words, 0, hash.kind));
		if (slot !== undefined) each(rows, row, slot);
	}
}

/** Stores the number if the stored one is greater or 0. Safe across threads. */
function lower(numbers: Uint32Array, index: number, number: number): void {
	for (;;) {
		const now = Atomics.load(numbers, index);
		if (now !== 0 && now <= number) return;
		if (Atomics.compareExchange(numbers, index, now, number) === now) return;
	}
}
