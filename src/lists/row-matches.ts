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

/** Valid until the next block. Few rows of a block may be wanted: one row has a byte, but a hash has more than 20. */
export interface RowMatches {
	/**
	 * For each row of the block, from 0: the index of what was found, plus one; 0 for a row that is not wanted and has
	 * nothing. Longer than the block has rows. A block has at most `MAX_KEYS`, which 16 bits can number.
	 */
	readonly places: Uint16Array;
	/** How often the hash was seen; 0 if less often than `minCount`. From here on by index. */
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

/** The index that stands for nothing: there, all is 0. */
export const NOTHING = 0;

/** @param minCount hashes seen less often count as not found */
export function matchesOf(joined: RowMatchSource, kind: HashKind, minCount: number): RowMatches {
	const { rows } = joined.block;
	const found = scratch(
		rows,
		joined.kind === 'keys' ? joined.block.keys.size : joined.chosen.rows.length,
	);
	const { places, counts, unknown, groups, groupSizes, mixed, wanted } = found;
	let size = NOTHING;
	let wantedRows = 0;
	const add = (row: number, count: number, group: number, groupSize: number) => {
		size += 1;
		places[row] = size;
		const isUnknown = count === RANGE_MISSING;
		const isWanted = joined.kind === 'chosen' || group !== 0 || (!isUnknown && count >= minCount);
		unknown[size] = Number(isUnknown);
		counts[size] = isUnknown || count < minCount ? 0 : count;
		groups[size] = group;
		groupSizes[size] = groupSize % MIXED_GROUP;
		mixed[size] = groupSize < MIXED_GROUP ? 0 : 1;
		wanted[size] = Number(isWanted);
		if (isWanted) wantedRows += 1;
	};
	if (joined.kind === 'chosen') {
		joined.chosen.rows.forEach((number, index) => {
			add(number - joined.block.firstRow, joined.chosen.counts[index] as number, 0, 0);
		});
	} else {
		forEachJoined(new KeyArena(joined.memory), joined.block.keys, kind, add);
	}
	// Not spread: V8 would give each such object a shape of its own, and drop the code that it optimized for the last.
	return { places, counts, unknown, groups, groupSizes, mixed, wanted, wantedRows };
}

type Findings = Omit<RowMatches, 'wantedRows'>;

/** Reused for each block, to avoid GC pressure. */
let space = makeFindings(0, 0);

/** Arrays for at least this many rows, filled with 0, and for what was found for so many of them. */
function scratch(rows: number, found: number): Findings {
	if (space.places.length < rows || space.counts.length <= found) {
		space = makeFindings(
			Math.max(rows, space.places.length),
			Math.max(found, space.counts.length - 1),
		);
	}
	space.places.fill(NOTHING, 0, rows);
	return space;
}

function makeFindings(rows: number, found: number): Findings {
	const size = found + 1;
	return {
		places: new Uint16Array(rows),
		counts: new Float64Array(size),
		unknown: new Uint8Array(size),
		groups: new Uint32Array(size),
		groupSizes: new Uint32Array(size),
		mixed: new Uint8Array(size),
		wanted: new Uint8Array(size),
	};
}
