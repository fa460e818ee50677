/** What the join found for each row of a block. */

import { KeyArena, type SharedArena } from '../match/keys/key-arena.ts';
import {
	forEachJoined,
	type KeyedBlock,
	MIXED_GROUP,
	RANGE_MISSING,
} from '../match/keys/key-block.ts';
import type { HashKind } from '../range/kind.ts';

/** Where the matches are: in the keys; or, when only the rows that `--limit` chose are written, in a list of those. */
export type RowMatchSource =
	| { readonly kind: 'keys'; readonly block: KeyedBlock; readonly memory: SharedArena }
	| { readonly kind: 'chosen'; readonly block: RowInterval; readonly chosen: ChosenRows };

/** Consecutive rows of the table. */
export type RowInterval = Pick<KeyedBlock, 'firstRow' | 'rows'>;

export interface ChosenRows {
	/** Row numbers in the table, from 1, ascending. */
	readonly rows: Uint32Array;
	/** How often the hash of each was seen, or `RANGE_MISSING`. */
	readonly counts: Float64Array;
}

/** Arrays indexed by row of the block, from 0, with unused entries at the end. Valid until the next block. */
export interface RowMatches {
	/** How often the row's hash was seen; 0 if less often than `minCount`. */
	readonly counts: Float64Array;
	/** 1 if the store lacks the range of the hash. */
	readonly unknown: Uint8Array;
	/** The number and size of the group that shares the hash; 0 if the row is not to be listed in one. */
	readonly groups: Uint32Array;
	readonly groupSizes: Uint32Array;
	/** 1 if the group has privileged and other accounts. */
	readonly mixed: Uint8Array;
	/** 1 if the row may belong in a list: it matched, shares its hash, or was chosen. */
	readonly wanted: Uint8Array;
	readonly wantedRows: number;
}

/** @param minCount hashes seen less often count as not found */
export function matchesOf(joined: RowMatchSource, kind: HashKind, minCount: number): RowMatches {
	const { rows } = joined.block;
	const { counts, unknown, groups, groupSizes, mixed, wanted } = scratch(rows);
	let wantedRows = 0;
	const want = (row: number) => {
		wanted[row] = 1;
		wantedRows += 1;
	};
	if (joined.kind === 'chosen') {
		joined.chosen.rows.forEach((number, index) => {
			const row = number - joined.block.firstRow;
			const count = joined.chosen.counts[index] as number;
			if (count === RANGE_MISSING) unknown[row] = 1;
			else counts[row] = count;
			want(row);
		});
	} else {
		const memory = new KeyArena(joined.memory);
		forEachJoined(memory, joined.block.keys, kind, (row, count, group, size) => {
			if (count === RANGE_MISSING) unknown[row] = 1;
			else if (count >= minCount) counts[row] = count;
			if (counts[row] === 0 && group === 0) return;
			groups[row] = group;
			groupSizes[row] = size % MIXED_GROUP;
			mixed[row] = size < MIXED_GROUP ? 0 : 1;
			want(row);
		});
	}
	return { counts, unknown, groups, groupSizes, mixed, wanted, wantedRows };
}

type Findings = Omit<RowMatches, 'wantedRows'>;

/** Reused for each block, to avoid GC pressure. */
let space = makeFindings(0);

/** Arrays for at least this many rows, filled with 0. */
function scratch(rows: number): Findings {
	if (space.counts.length < rows) space = makeFindings(rows);
	for (const own of Object.values(space)) own.fill(0, 0, rows);
	return space;
}

function makeFindings(rows: number): Findings {
	return {
		counts: new Float64Array(rows),
		unknown: new Uint8Array(rows),
		groups: new Uint32Array(rows),
		groupSizes: new Uint32Array(rows),
		mixed: new Uint8Array(rows),
		wanted: new Uint8Array(rows),
	};
}
