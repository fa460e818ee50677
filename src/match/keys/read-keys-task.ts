/** Reads one block of rows, on a worker: each row is rejected with a reason, or its hash becomes a key. */

import { BlockKeys } from '../../kernels/block-keys.ts';
import type { RowIndex } from '../../kernels/row-index.ts';
import { hashDigits } from '../../range/kind.ts';
import { faultOf } from '../../table/columns/hash-cell.ts';
import { BlockRows } from '../../table/csv/block-rows.ts';
import type { HashColumn } from '../../table/csv/row-scanner.ts';
import type { RejectReason } from '../../table/reject-reasons.ts';
import type { BlockInput } from '../../table/table.ts';
import { type CheckedIds, IdCheck, type IdCheckInput } from '../ids/id-check.ts';
import { type HashShare, isInShare } from './hash-share.ts';
import { KeyArena, type SharedArena } from './key-arena.ts';
import { type KeyBlock, type Partitions, putKeys } from './key-block.ts';
import { RejectedRows } from './rejected-rows.ts';

export interface ReadKeysInput extends BlockInput {
	/** Where the keys go. */
	readonly memory: SharedArena;
	/** Keys of other partitions are left out, and those of other shares. */
	readonly partitions: Partitions;
	readonly share: HashShare;
	/** The last word of each key: its row, or 1, the number of rows it represents. */
	readonly mark: 'row' | 'one';
	/** Undefined if ids are not checked. */
	readonly ids: IdCheckInput | undefined;
}

export interface ReadBlock {
	readonly rows: number;
	/** Rows with a hash, of any partition. */
	readonly checked: number;
	/** Of these, rows with a cell of evidence that cannot be read. */
	readonly unreadable: number;
	readonly keys: KeyBlock;
	/** As `forEachRejected` reads them, in the memory of the block; empty if `mark` is `one`. */
	readonly rejected: Uint8Array;
	/** Rows that are left out: neither checked nor rejected. */
	readonly leftOut: number;
	/** Whether the table was cut in the last row of the block. */
	readonly isCut: boolean;
	/** Of the rows with a hash. */
	readonly ids: CheckedIds | undefined;
}

/** @param fault of the row; undefined if it is that of its hash */
function reasonOf(
	rows: BlockRows,
	fault: RejectReason | undefined,
	{ column, kind }: HashColumn,
): RejectReason {
	return rows.hasOthers ? 'several_rows' : (fault ?? faultOf(rows.cell(column), kind));
}

export function readKeysTask(task: ReadKeysInput): ReadBlock {
	const { bytes, hash, needs, evidenceColumns, partitions, share, mark } = task;
	const { first, end } = partitions;
	const rows = new BlockRows(bytes, task.dialect, hash, task.leftOut);
	const ids = task.ids && new IdCheck(task.ids);
	const keys = new BlockKeys({ digits: hashDigits(hash.kind), ...partitions });
	const step = mark === 'row' ? 1 : 0;
	const format = { column: hash.column, cells: needs.size, step };
	const words = keys.words;
	const hasEvidence = evidenceColumns.length > 0;
	const isUnreadable = (column: number) => !rows.isReadable(column);
	const rejected = new RejectedRows(bytes.length);
	/** Rejected rows of later passes. */
	let unreported = 0;
	let unreadable = 0;
	let leftOut = 0;
	let row = 0;
	const checkIds = (index: RowIndex, first: number, end: number) =>
		ids?.indexed(rows.bytes, index, first, end);
	const markOf = () => (mark === 'row' ? row : 1);
	for (; ; row += 1) {
		// Of a share, each key has to be looked at.
		for (let taken = 1; taken > 0 && share.of === 1; row += taken) {
			taken = rows.readKeys(keys, format, markOf(), checkIds);
		}
		if (!rows.next()) break;
		if (rows.isLeftOut) {
			leftOut += 1;
			continue;
		}
		const fault = rows.faultFor(needs);
		const { at } = keys;
		if (fault === undefined && rows.readHash(hash, words, at)) {
			ids?.row(rows);
			if (hasEvidence && evidenceColumns.some(isUnreadable)) unreadable += 1;
			const partition = (words[at] as number) >>> 20;
			if (partition < first || partition >= end) continue;
			if (share.of > 1 && !isInShare(share, words, at, hash.kind)) continue;
			words[at + keys.stride - 1] = markOf();
			keys.add();
			continue;
		}
		// Later passes only count hashes: the first has reported the rejected rows.
		if (mark === 'row') rejected.add(row, reasonOf(rows, fault, hash));
		else unreported += 1;
	}
	const isCut = row > 0 && rows.isCut(needs);
	const checkedIds = ids?.result();
	return {
		rows: row,
		checked: row - rejected.count - unreported - leftOut,
		unreadable,
		keys: putKeys(new KeyArena(task.memory), keys, partitions),
		rejected: rejected.takeInto(bytes),
		leftOut,
		isCut,
		ids: checkedIds,
	};
}
