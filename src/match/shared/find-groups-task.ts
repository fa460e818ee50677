/** Finds the rows of a block that share their hash with others, on a worker, once the keys are gone. */

import { hashWords } from '../../range/kind.ts';
import { BlockRows } from '../../table/csv/block-rows.ts';
import { RowSet } from '../../table/row-set.ts';
import type { BlockInput } from '../../table/table.ts';
import { MAX_LISTED } from '../keys/groups.ts';
import { foldHash } from '../keys/hash-share.ts';
import { HAS_OTHERS, HAS_PRIVILEGED, SharedHashes, type SharedHashTable } from './shared-hashes.ts';

export interface FindGroupsInput extends BlockInput {
	/** The number of the block's first row. */
	readonly firstRow: number;
	readonly table: SharedHashTable;
	/** Words of a `RowSet`: the privileged accounts; undefined if nobody asked for them. */
	readonly privileged: Int32Array | undefined;
}

/** Groups too large to be listed completely: the numbers of their hashes in the table, and their first rows in the block. */
export type LargeGroups = readonly (readonly [hash: number, rows: Uint32Array])[];

/** Writes the first row of each group to the table, and who belongs to it. */
export function findGroupsTask(task: FindGroupsInput): LargeGroups {
	const { table, firstRow } = task;
	const privileged = task.privileged && new RowSet(task.privileged);
	const large = new Map<number, number[]>();
	forEachShared(task, (_, row, hash, size) => {
		const number = firstRow + row;
		lower(table.firstRows, hash, number);
		if (privileged !== undefined) {
			Atomics.or(table.holders, hash, privileged.has(number) ? HAS_PRIVILEGED : HAS_OTHERS);
		}
		if (size <= MAX_LISTED) return;
		const rows = large.get(hash);
		if (rows === undefined) large.set(hash, [number]);
		else if (rows.length < MAX_LISTED) rows.push(number);
	});
	return [...large].map(([hash, rows]) => [hash, Uint32Array.from(rows)] as const);
}

/** Calls back for each row of the block, counted from 0, whose hash is shared, with its number, size, and whether it was found. */
export function forEachShared(
	{ bytes, dialect, hash, needs, table, leftOut }: Omit<FindGroupsInput, 'firstRow' | 'privileged'>,
	each: (rows: BlockRows, row: number, number: number, size: number, found: number) => void,
): void {
	const hashes = new SharedHashes(table);
	const rows = new BlockRows(bytes, dialect, hash, leftOut);
	const words = new Uint32Array(hashWords(hash.kind));
	for (let row = 0; rows.next(); row += 1) {
		if (!rows.isWhole(needs) || !rows.readHash(hash, words, 0)) continue;
		const number = hashes.find(...foldHash(words, 0, hash.kind));
		if (number === undefined) continue;
		each(rows, row, number, hashes.sizeOf(number), hashes.foundOf(number));
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
