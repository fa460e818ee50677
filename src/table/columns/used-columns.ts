/**
 * Which cells of a row are used: only these are judged. All others may be anything, or be missing at its end; a time of
 * `--changed-column` too, since a cell that is none is counted where times are compared.
 */

import type { RowNeeds } from '../csv/block-rows.ts';
import type { Columns } from './columns.ts';
import type { LastRow } from './last-row.ts';

export interface UsedColumns {
	/** A row in which one of these cells cannot be read is rejected: lists and cohorts would have it wrong. */
	readonly needed: readonly number[];
	/** A row in which one of these cells cannot be read only lacks that evidence, and is counted. */
	readonly evidence: readonly number[];
}

export function usedColumns({ hash, id, keep, groupBy, evidence }: Columns): UsedColumns {
	const needed = new Set([hash, ...(id === undefined ? [] : [id]), ...keep, ...groupBy]);
	return { needed: [...needed], evidence: evidence.filter((index) => !needed.has(index)) };
}

export function rowNeeds(
	header: readonly string[],
	columns: Columns,
	lastRow?: LastRow | undefined,
): RowNeeds {
	const { needed, evidence } = usedColumns(columns);
	const least = Math.max(...needed, ...evidence) + 1;
	const named = header.findLastIndex((name) => name.trim() !== '') + 1;
	return { size: header.length, named: Math.max(named, least), least, used: needed, lastRow };
}
