/** Reads one block of rows, on a worker: each row is rejected with a reason, or its hash becomes a key. */

import { faultOf } from '../../table/columns/hash-cell.ts';
import { BlockRows } from '../../table/csv/block-rows.ts';
import type { HashColumn } from '../../table/csv/row-scanner.ts';
import { REJECT_REASONS, type RejectReason } from '../../table/reject-reasons.ts';
import type { BlockInput } from '../../table/table.ts';
import { type CheckedIds, IdCheck, type IdCheckInput } from '../ids/id-check.ts';
import { KeyArena, type SharedArena } from './key-arena.ts';
import { type KeyBlock, keyWords, maxKeys, type Partitions, putKeys } from './key-block.ts';

export interface ReadKeysInput extends BlockInput {
	/** Where the keys go. */
	readonly memory: SharedArena;
	/** Keys of other partitions are left out. */
	readonly partitions: Partitions;
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
	/** The rejected rows in the block, from 0, ascending; empty if `mark` is `one`. */
	readonly rejectedRows: Uint32Array;
	/** Their reasons, as indexes into `REJECT_REASONS`. */
	readonly reasons: Uint8Array;
	/** Rows that are left out: neither checked nor rejected. */
	readonly leftOut: number;
	/** Whether the table was cut in the last row of the block. */
	readonly isCut: boolean;
	/** Of the rows with a hash. */
	readonly ids: CheckedIds | undefined;
}

/** Reused for each block, to spare the garbage collector. */
let scratch = new Uint32Array();

/** @param fault of the row; undefined if it is that of its hash */
function reasonOf(
	rows: BlockRows,
	fault: RejectReason | undefined,
	{ column, kind }: HashColumn,
): RejectReason {
	return rows.hasOthers ? 'several_rows' : (fault ?? faultOf(rows.cell(column), kind));
}

export function readKeysTask(task: ReadKeysInput): ReadBlock {
	const { bytes, hash, needs, evidenceColumns, partitions, mark } = task;
	const { first, end } = partitions;
	const rows = new BlockRows(bytes, task.dialect, hash, task.leftOut);
	const ids = task.ids && new IdCheck(task.ids);
	const stride = keyWords(hash.kind);
	// One key more than fits, since a cell that is not a hash is also parsed into this buffer.
	const needed = stride * (maxKeys(hash.kind, bytes.length) + 1);
	if (scratch.length < needed) scratch = new Uint32Array(needed);
	const words = scratch;
	const rejectedRows: number[] = [];
	const reasons: number[] = [];
	const hasEvidence = evidenceColumns.length > 0;
	const isUnreadable = (column: number) => !rows.isReadable(column);
	let rejected = 0;
	let unreadable = 0;
	let leftOut = 0;
	let at = 0;
	let row = 0;
	for (; rows.next(); row += 1) {
		if (rows.isLeftOut) {
			leftOut += 1;
			continue;
		}
		const fault = rows.faultFor(needs);
		if (fault === undefined && rows.readHash(hash, words, at)) {
			ids?.row(rows);
			if (hasEvidence && evidenceColumns.some(isUnreadable)) unreadable += 1;
			const partition = (words[at] as number) >>> 20;
			if (partition < first || partition >= end) continue;
			words[at + stride - 1] = mark === 'row' ? row : 1;
			at += stride;
			continue;
		}
		rejected += 1;
		// Later passes only count hashes: the first has reported the rejected rows.
		if (mark === 'one') continue;
		rejectedRows.push(row);
		reasons.push(REJECT_REASONS.indexOf(reasonOf(rows, fault, hash)));
	}
	return {
		rows: row,
		checked: row - rejected - leftOut,
		unreadable,
		keys: putKeys(new KeyArena(task.memory), words, at / stride, stride, partitions),
		rejectedRows: Uint32Array.from(rejectedRows),
		reasons: Uint8Array.from(reasons),
		leftOut,
		isCut: row > 0 && rows.isCut(needs),
		ids: ids?.result(),
	};
}
