/** Which rows of a block share their hash with others, on a worker, where no key says it. */

import type { PoolTask } from '../../pool-task.ts';
import { hashWords } from '../../range/kind.ts';
import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import { BlockRows } from '../../table/csv/block-rows.ts';
import type { HashColumn, RowDialect } from '../../table/csv/row-scanner.ts';
import { MAX_LISTED } from '../keys/groups.ts';
import { foldHash, type SharedHashTable } from './shared-hashes.ts';

export interface FindGroupsInput {
	readonly bytes: Uint8Array;
	readonly dialect: RowDialect;
	readonly hash: HashColumn;
	/** Cells that each row has. */
	readonly size: number;
	/** The number of the block's first row. */
	readonly firstRow: number;
	readonly table: SharedHashTable;
}

/** Groups of which not all are listed, by their places, and the first of their rows in the block. */
export type LargeGroups = readonly (readonly [place: number, rows: Uint32Array])[];

export const findGroupsTask: PoolTask<FindGroupsInput, LargeGroups> = {
	name: 'findGroups',
	run: findGroups,
};

/** Notes the first row of each group. */
function findGroups(task: FindGroupsInput): LargeGroups {
	const { table, firstRow } = task;
	const large = new Map<number, number[]>();
	forEachShared(task, (_, row, place) => {
		const number = firstRow + row;
		lower(table.firstRows, place, number);
		if ((table.sizes[place] as number) <= MAX_LISTED) return;
		const rows = large.get(place);
		if (rows === undefined) large.set(place, [number]);
		else if (rows.length < MAX_LISTED) rows.push(number);
	});
	return [...large].map(([place, rows]) => [place, Uint32Array.from(rows)] as const);
}

/** Calls back with each row of the block whose hash others have too, the first row being 0. */
export function forEachShared(
	{ bytes, dialect, hash, size, table }: Omit<FindGroupsInput, 'firstRow'>,
	each: (rows: BlockRows, row: number, place: number) => void,
): void {
	const set = new FingerprintSet(table.slots);
	const rows = new BlockRows(bytes, dialect, hash);
	const words = new Uint32Array(hashWords(hash.kind));
	for (let row = 0; rows.next(); row += 1) {
		if (rows.fault !== undefined || rows.size !== size || !rows.readHash(hash, words, 0)) continue;
		const place = set.slotOf(...foldHash(words, 0, hash.kind));
		if (place !== undefined) each(rows, row, place);
	}
}

/** Makes the number at `place` this one, if it is greater or 0. Threads may do so at once. */
function lower(numbers: Uint32Array, place: number, number: number): void {
	for (;;) {
		const now = Atomics.load(numbers, place);
		if (now !== 0 && now <= number) return;
		if (Atomics.compareExchange(numbers, place, now, number) === now) return;
	}
}
