/**
 * Encodes the accounts of one block that share a hash with others, on a worker, if the table does not fit in
 * memory. If it does, the keys know the groups, and `list-task.ts` writes the list.
 */

import { type FindGroupsInput, forEachShared } from '../match/shared/find-groups-task.ts';
import { FOUND, MIXED, UNKNOWN } from '../match/shared/shared-hashes.ts';
import { type EncodedRows, type ListStyle, openEncoder } from '../output/list-encoder.ts';
import { titlesOf, writeRow } from '../output/list-schema.ts';
import { RowSet } from '../table/row-set.ts';
import { redactedIdTest } from './copied-cells.ts';
import { type SharedColumns, sharedSchema } from './report-lists.ts';

export interface SharedListInput extends FindGroupsInput {
	readonly columns: SharedColumns;
	readonly style: ListStyle;
}

/** The bytes of the result may be in the memory of the block. */
export function listSharedTask(task: SharedListInput): EncodedRows {
	const { table } = task;
	const privileged = task.privileged && new RowSet(task.privileged);
	const schema = sharedSchema(task.columns);
	const isIdRedacted = redactedIdTest(task.columns.copied);
	const list = openEncoder(titlesOf(schema), task.style);
	forEachShared(task, (cells, index, hash, size, found) => {
		const row = task.firstRow + index;
		const last = table.lastListed[hash] as number;
		const isPrivileged = privileged?.has(row) ?? false;
		const isMixed = table.holders[hash] === MIXED;
		if (last !== 0 && row > last && !(isMixed && isPrivileged)) return;
		writeRow(schema, list, {
			cells,
			row,
			isIdRedacted: isIdRedacted(cells),
			group: table.firstRows[hash] as number,
			groupSize: size,
			isUnknown: found === UNKNOWN,
			// Only whether there is one is told.
			count: Number(found === FOUND),
			isPrivileged,
			isMixed,
		});
	});
	return list.take(task.bytes);
}
