/** The accounts of one block that share a hash with others, on a worker, where no key says it. */

import { RANGE_MISSING } from '../match/keys/key-block.ts';
import { type FindGroupsInput, forEachShared } from '../match/shared/find-groups-task.ts';
import { CsvBytes } from '../output/csv-writer.ts';
import type { ListRows } from '../output/list-file.ts';
import { writeRow } from '../output/list-schema.ts';
import type { PoolTask } from '../pool-task.ts';
import { breachedOf, type CopiedColumns, sharedList } from './list-columns.ts';

/** May use the memory of its block for what it gives back. */
export interface SharedListInput extends FindGroupsInput {
	readonly columns: { readonly copied: CopiedColumns };
	/** Hashes seen less often are taken for not found. */
	readonly minCount: number;
	readonly plain: boolean;
	/** Whether to say where each row ends. */
	readonly ends: boolean;
}

/** Reused for each block to avoid GC pressure. */
const SPACES = { plain: new CsvBytes(true), escaped: new CsvBytes(false) };

export const listSharedTask: PoolTask<SharedListInput, ListRows> = {
	name: 'listShared',
	run: listShared,
};

function listShared(task: SharedListInput): ListRows {
	const { table, minCount } = task;
	const schema = sharedList(task.columns.copied);
	const list = task.plain ? SPACES.plain : SPACES.escaped;
	list.clear();
	forEachShared(task, (cells, index, place) => {
		const row = task.firstRow + index;
		const last = table.lastListed[place] as number;
		if (last !== 0 && row > last) return;
		const count = table.counts[place] as number;
		const group = table.firstRows[place] as number;
		const groupSize = table.sizes[place] as number;
		const breached = breachedOf(count === RANGE_MISSING, count >= minCount);
		writeRow(schema, list, { cells, group, groupSize, breached, row });
	});
	return {
		rows: list.rows,
		// Nobody reads the block's rows any more.
		text: list.copy(task.bytes),
		ends: task.ends ? list.ends() : undefined,
		changed: list.changed,
	};
}
