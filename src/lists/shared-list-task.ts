/**
 * Encodes the accounts of one block that share a hash with others, on a worker, if the table does not fit in
 * memory. If it does, the keys know the groups, and `list-task.ts` writes the list.
 */

import { RANGE_MISSING } from '../match/keys/key-block.ts';
import { type FindGroupsInput, forEachShared } from '../match/shared/find-groups-task.ts';
import { type EncodedRows, type ListStyle, openEncoder } from '../output/list-encoder.ts';
import { titlesOf, writeRow } from '../output/list-schema.ts';
import { type CopiedColumns, sharedSchema } from './report-lists.ts';

export interface SharedListInput extends FindGroupsInput {
	readonly columns: { readonly copied: CopiedColumns };
	/** Hashes seen less often count as not found. */
	readonly minCount: number;
	readonly style: ListStyle;
}

/** The bytes of the result may be in the memory of the block. */
export function listSharedTask(task: SharedListInput): EncodedRows {
	const { table, minCount } = task;
	const schema = sharedSchema(task.columns.copied);
	const list = openEncoder(titlesOf(schema), task.style);
	forEachShared(task, (cells, index, slot) => {
		const row = task.firstRow + index;
		const last = table.lastListed[slot] as number;
		if (last !== 0 && row > last) return;
		const count = table.counts[slot] as number;
		writeRow(schema, list, {
			cells,
			row,
			group: table.firstRows[slot] as number,
			groupSize: table.sizes[slot] as number,
			isUnknown: count === RANGE_MISSING,
			count: count >= minCount ? count : 0,
		});
	});
	return list.take(task.bytes);
}
