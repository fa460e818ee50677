/** Adds the ids of one block to those seen, on a worker; and finds the rows whose id was seen in several. */

import { hashWords } from '../../range/kind.ts';
import { IdCell } from '../../table/columns/id-cell.ts';
import { BlockRows } from '../../table/csv/block-rows.ts';
import type { BlockInput } from '../../table/table.ts';
import { timeOf } from './cell-time.ts';
import { type FingerprintSeed, IdFingerprint } from './id-fingerprint.ts';
import { type IdShare, SeenIds } from './seen-ids.ts';

export interface SeenIdsInput extends BlockInput {
	/** The column of ids. */
	readonly id: number;
	/** The column with the time of a row: undefined to compare rows by their hashes. */
	readonly changed: number | undefined;
	readonly slots: Int32Array;
	readonly seed: FingerprintSeed;
	readonly share: IdShare;
}

export interface SeenInBlock {
	/** All rows of the block. */
	readonly rows: number;
	/** As in `SeenIds`. */
	readonly again: number;
	readonly repeated: number;
	readonly isFull: boolean;
}

/** Of rows with an id of the share: those with a hash or, if times are compared, all. */
export function seenIdsTask(task: SeenIdsInput): SeenInBlock {
	const seen = new SeenIds(task.slots, task.share);
	const rows = forEachId(task, (print) => seen.add(print.low, print.high));
	seen.flush();
	return { rows, again: seen.again, repeated: seen.repeated, isFull: seen.isFull };
}

/** Rows whose id is in several, in order: parallel arrays. */
export interface RepeatedRows {
	/** Rows in the block, from 0. */
	readonly rows: Uint32Array;
	/** Fingerprints of their ids, two words each. */
	readonly ids: Uint32Array;
	/** Fingerprints of id and hash, two words each; empty if times are compared. */
	readonly pairs: Uint32Array;
	/** Their times in milliseconds since 1970, or -Infinity; empty unless times are compared. */
	readonly times: Float64Array;
	/** Of these, cells that are no time, and dates whose day and month could be exchanged. */
	readonly noTimes: number;
	readonly ambiguousTimes: number;
}

/** Call it once `seenIdsTask` has added all blocks. The result may be in the memory of the block. */
export function repeatedRowsTask(task: SeenIdsInput): RepeatedRows {
	const { changed } = task;
	const seen = new SeenIds(task.slots, task.share);
	const found: number[] = [];
	const ids: number[] = [];
	const pairs: number[] = [];
	const times: number[] = [];
	let noTimes = 0;
	let ambiguousTimes = 0;
	forEachId(task, (print, row, rows, hash) => {
		if (!seen.isRepeated(print.low, print.high)) return;
		found.push(row);
		ids.push(print.low, print.high);
		if (changed === undefined) {
			print.addHash(hash);
			pairs.push(print.low, print.high);
			return;
		}
		const time = timeOf(rows.cell(changed));
		if (time === 'ambiguous') ambiguousTimes += 1;
		if (time === 'none') noTimes += 1;
		times.push(typeof time === 'number' ? time : Number.NEGATIVE_INFINITY);
	});
	const copy = copierInto(task.bytes);
	return {
		times: copy(times, Float64Array),
		rows: copy(found, Uint32Array),
		ids: copy(ids, Uint32Array),
		pairs: copy(pairs, Uint32Array),
		noTimes,
		ambiguousTimes,
	};
}

/** Copies numbers into the memory of a block, whose rows are not read any more, as far as they fit: other memory is collected late. */
function copierInto({ buffer, byteOffset, byteLength }: Uint8Array) {
	let at = Math.ceil(byteOffset / 8) * 8;
	return <Numbers extends Uint32Array | Float64Array>(
		numbers: readonly number[],
		type: {
			readonly BYTES_PER_ELEMENT: number;
			new (memory: ArrayBufferLike, at: number, length: number): Numbers;
		},
	): Numbers => {
		const size = numbers.length * type.BYTES_PER_ELEMENT;
		const fits = at + size <= byteOffset + byteLength;
		const copy = fits
			? new type(buffer, at, numbers.length)
			: new type(new ArrayBuffer(size), 0, numbers.length);
		copy.set(numbers);
		if (fits) at += size;
		return copy;
	};
}

/** Calls back for each row with a usable id; returns the number of all rows. */
function forEachId(
	task: SeenIdsInput,
	each: (print: IdFingerprint, row: number, rows: BlockRows, hash: Uint32Array) => void,
): number {
	const rows = new BlockRows(task.bytes, task.dialect, task.hash, task.leftOut);
	const hash = new Uint32Array(hashWords(task.hash.kind));
	const cell = new IdCell();
	const print = new IdFingerprint(task.seed);
	let row = 0;
	for (; rows.next(); row += 1) {
		if (!rows.isWhole(task.needs)) continue;
		// The newest row counts even if its hash cannot be used: it is the account's password now.
		if (task.changed === undefined && !rows.readHash(task.hash, hash, 0)) continue;
		cell.locate(rows, task.id);
		if (cell.fault !== undefined) continue;
		print.ofId(cell.bytes, cell.from, cell.to);
		each(print, row, rows, hash);
	}
	return row;
}
