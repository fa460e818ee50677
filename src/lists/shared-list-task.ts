/** The accounts of one block that share a hash with others, on a worker, where no key says it. */

import { NOT_HELD } from '../match/keys/key-block.ts';
import { type FindGroupsInput, forEachShared } from '../match/shared/find-groups-task.ts';
import { CsvBytes } from '../output/csv-writer.ts';
import type { ListRows } from '../output/list-file.ts';
import type { PoolTask } from '../pool-task.ts';
import { writeShared } from './copied-cells.ts';

/** May use the memory of its block for what it gives back. */
export interface SharedListInput extends FindGroupsInput {
	/** The column of account ids. */
	readonly id: number | undefined;
	/** Hashes seen less often are taken for not found. */
	readonly minCount: number;
	readonly plain: boolean;
	/** Whether to say where each row ends. */
	readonly ends: boolean;
}

/** Used again for each block. */
const spaces = { plain: new CsvBytes(true), marked: new CsvBytes(false) };

export const listSharedTask: PoolTask<SharedListInput, ListRows> = {
	name: 'listShared',
	run: listShared,
};

function listShared(task: SharedListInput): ListRows {
	const { table, minCount } = task;
	const columns = { id: task.id, hash: task.hash.column };
	const list = task.plain ? spaces.plain : spaces.marked;
	list.clear();
	forEachShared(task, (rows, row, place) => {
		const number = task.firstRow + row;
		const last = table.lastListed[place] as number;
		if (last !== 0 && number > last) return;
		const count = table.counts[place] as number;
		const told = count >= minCount ? 'yes' : 'no';
		writeShared(list, rows, columns, {
			group: table.firstRows[place] as number,
			size: table.sizes[place] as number,
			breached: count === NOT_HELD ? 'unknown' : told,
			row: number,
		});
	});
	return {
		rows: list.rows,
		// Nobody reads the block's rows any more.
		text: list.copy(task.bytes),
		ends: task.ends ? list.ends() : undefined,
		changed: list.changed,
	};
}
