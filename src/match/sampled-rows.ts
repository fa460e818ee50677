/** A few rows of each block and what the join found for them, for the self-test to look up in another way. */

import { hashWords } from '../range/kind.ts';
import { BlockRows } from '../table/csv/block-rows.ts';
import type { BlockInput } from '../table/table.ts';
import type { KeyedBlock } from './keys/key-block.ts';

export interface SampledRow {
	/** Its text, which must never be shown. */
	readonly bytes: Uint8Array;
	/** How often its hash was seen, 0 if less often than `minCount`; undefined if the store lacks the range. */
	readonly count: number | undefined;
}

/** What was found for the rows of a block. */
interface FoundRows {
	/** By row from 0: the index of what was found. */
	readonly places: Uint16Array;
	/** By index: 0 if less often than `minCount`. */
	readonly counts: Float64Array;
	/** 1 if the store lacks the range. */
	readonly unknown: Uint8Array;
}

/** Rows of the first block: a small table has no other. */
const FIRST_ROWS = 8;
/** Of a later block only the beginning is read. */
const LATER_BYTES = 64 * 1024;
const LATER_ROWS = 256;
/** Longer rows are not sampled. */
const MAX_SAMPLED_BYTES = 4096;

/** Random ones, if they have a hash: a few of the first block, and one near the beginning of each other. */
export function sampleRows(
	{ bytes, dialect, hash, needs, leftOut }: BlockInput,
	{ firstRow, rows }: Pick<KeyedBlock, 'firstRow' | 'rows'>,
	{ places, counts, unknown }: FoundRows,
): SampledRow[] {
	const isFirst = firstRow === 1;
	const part = isFirst ? bytes : bytes.subarray(0, LATER_BYTES);
	const cells = new BlockRows(part, dialect, hash, leftOut);
	const words = new Uint32Array(hashWords(hash.kind));
	const sampled: SampledRow[] = [];
	let passed = 0;
	for (const index of randomIndexes(isFirst ? rows : Math.min(rows, LATER_ROWS), isFirst)) {
		cells.skip(index - passed);
		const begin = cells.end;
		if (!cells.next()) break;
		passed = index + 1;
		// The end of the part may be in the middle of a row.
		if (cells.end === part.length && part.length < bytes.length) break;
		const row = cells.bytes.subarray(begin, cells.end);
		if (row.length > MAX_SAMPLED_BYTES || !cells.isWhole(needs)) continue;
		if (!cells.readHash(hash, words, 0)) continue;
		const place = places[index] as number;
		const count = unknown[place] === 1 ? undefined : (counts[place] as number);
		sampled.push({ bytes: Uint8Array.from(row), count });
	}
	return sampled;
}

/** Ascending, each once. */
function randomIndexes(rows: number, isFirst: boolean): number[] {
	const most = isFirst ? FIRST_ROWS : 1;
	const indexes = Array.from({ length: most }, () => Math.floor(Math.random() * rows));
	return [...new Set(indexes)].toSorted((a, b) => a - b);
}
