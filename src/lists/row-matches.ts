/** What the join found of the rows of a block, row by row. */

import { KeyArena, type SharedArena } from '../match/keys/key-arena.ts';
import { forEachJoined, type MatchedBlock, RANGE_MISSING } from '../match/keys/key-block.ts';
import type { HashKind } from '../range/kind.ts';

/** Where the matches come from: the keys, or candidates that were chosen before. */
export type MatchedRowsSource =
	| { readonly kind: 'keys'; readonly block: MatchedBlock; readonly memory: SharedArena }
	| { readonly kind: 'chosen'; readonly block: RowInterval; readonly chosen: ChosenRows };

/** Rows of the table that follow one another. */
export interface RowInterval {
	/** The number of its first row, from 1. */
	readonly firstRow: number;
	readonly rows: number;
}

export interface ChosenRows {
	/** Their numbers in the table, ascending. */
	readonly rows: Uint32Array;
	/** How often each one's hash was seen. */
	readonly counts: Float64Array;
}

/**
 * Indexed by row within the block, from 0; entries beyond the last row are meaningless. Good until the next
 * block.
 */
export interface RowMatches {
	/** How often its hash was seen; 0 if less often than `minCount`. */
	readonly counts: Float64Array;
	/** 1 where the store does not hold the range of its hash. */
	readonly unknown: Uint8Array;
	/** The number and the size of the group that shares its hash, 0 where it is not to be listed. */
	readonly groups: Uint32Array;
	readonly groupSizes: Uint32Array;
	/** 1 where the row has to be read: it matched, shares its hash, or was chosen. */
	readonly wanted: Uint8Array;
	/** How many those are. */
	readonly wantedRows: number;
}

/** @param minCount hashes seen less often are taken for not found */
export function matchesOf(joined: MatchedRowsSource, kind: HashKind, minCount: number): RowMatches {
	const { rows } = joined.block;
	const { counts, unknown, groups, groupSizes, wanted } = scratch(rows);
	let wantedRows = 0;
	const want = (row: number) => {
		wanted[row] = 1;
		wantedRows += 1;
	};
	if (joined.kind === 'chosen') {
		joined.chosen.rows.forEach((number, index) => {
			const row = number - joined.block.firstRow;
			counts[row] = joined.chosen.counts[index] as number;
			want(row);
		});
	} else {
		const memory = new KeyArena(joined.memory);
		forEachJoined(memory, joined.block.keys, kind, (row, count, group, size) => {
			if (count === RANGE_MISSING) unknown[row] = 1;
			else if (count >= minCount) counts[row] = count;
			if (counts[row] === 0 && group === 0) return;
			groups[row] = group;
			groupSizes[row] = size;
			want(row);
		});
	}
	return { counts, unknown, groups, groupSizes, wanted, wantedRows };
}

type Findings = Omit<RowMatches, 'wantedRows'>;

/** Used again for each block: what is new each time has to be collected. */
let space = makeFindings(0);

/** Room for so many rows, all of it 0. */
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
		wanted: new Uint8Array(rows),
	};
}
