/**
 * By what a table that was cut is recognized: a last row that neither ends as lines do, since many programs write no last
 * line end, nor is like the rows above it.
 */

import type { Row } from '../csv/block-rows.ts';
import type { Columns } from './columns.ts';

/** What a last row without a line end has if it is whole. */
export interface LastRow {
	/** Cells, at least. */
	readonly cells: number;
	/** Bytes of its last cell, at least, if it has so many cells; 0 if other rows do not tell. */
	readonly bytes: number;
	/** The column of ids: if it is cut, it is the id of another account. */
	readonly id: number | undefined;
}

/** Fewer rows may be alike by chance. */
const MIN_ROWS = 10;

/** @param sample rows that surely have a line end; undefined is returned if they are too few or too different */
export function lastRowOf(sample: readonly Row[], { id, hash }: Columns): LastRow | undefined {
	const rows = sample.filter((row): row is readonly string[] => typeof row !== 'string');
	const cells = rows[0]?.length ?? 0;
	if (rows.length < MIN_ROWS || rows.some((row) => row.length !== cells)) return undefined;
	const last = rows.map((row) => row[cells - 1] as string);
	// Cells of other columns are of any length, and ids that fall become shorter.
	const isEven = cells - 1 === hash || (cells - 1 === id && !isFalling(last));
	return {
		cells,
		bytes: isEven ? Math.min(...last.map((cell) => Buffer.byteLength(cell))) : 0,
		id,
	};
}

/** Whether the ids are numbers in falling order, as in an export that begins with the newest accounts. */
function isFalling(ids: readonly string[]): boolean {
	return ids.every((id, index) => index === 0 || Number(id) < Number(ids[index - 1]));
}
