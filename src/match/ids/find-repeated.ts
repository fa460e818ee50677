/**
 * Finds the ids that are in several rows, whatever the memory: a pass over the table for each share of the ids that
 * fits, and another over the rows of those that repeat.
 */

import { type AccountsTable, rowFormat } from '../../table/table.ts';
import { forEveryBlock, TablePass, type TablePassOptions } from '../../table/table-pass.ts';
import { type FingerprintSeed, randomSeed } from './id-fingerprint.ts';
import { type IdShare, newSlots, slotsFor } from './seen-ids.ts';
import { type RepeatedRows, repeatedRowsTask, seenIdsTask } from './seen-ids-task.ts';

export interface FindRepeatedOptions extends TablePassOptions {
	/** The column of ids. */
	readonly id: number;
	/** The column with the times of rows, if these are compared: then rows without a hash count, too. */
	readonly changed?: number | undefined;
	/** Bytes of memory for ids, about. */
	readonly mostBytes: number;
	/** Called with the rows of the table that a pass has read so far. */
	readonly onProgress?: ((rows: number) => void) | undefined;
}

/** A share of the ids, all of which have been seen. */
export interface SeenShare {
	readonly slots: Int32Array;
	readonly seed: FingerprintSeed;
	readonly share: IdShare;
	/** As in `SeenIds`. */
	readonly again: number;
	readonly repeated: number;
	/** The number of rows of each block of the table. */
	readonly blockRows: readonly number[];
}

/**
 * Sees all ids, share by share. The memory of a share is used again for the next.
 *
 * @param rows how many there are, about
 * @param memory to use instead of `mostBytes` of new memory
 */
export async function* seeIds(
	table: AccountsTable,
	rows: number,
	options: FindRepeatedOptions,
	memory?: Int32Array,
): AsyncGenerator<SeenShare> {
	const seed = randomSeed();
	const most = Math.max(1024, memory?.length ?? options.mostBytes / 4);
	let needed = slotsFor(rows);
	let slots = slotsIn(Math.min(needed, most), memory);
	for (let index = 0; index * slots.length < needed; index += 1) {
		const share = { index, of: Math.ceil(needed / slots.length) };
		const seen = await seeShare(table, { slots, seed, share }, options);
		if (seen !== undefined) {
			yield seen;
			continue;
		}
		// There are more rows than expected, so that the first share is too large.
		if (index > 0) throw new Error('no room for the ids of the table');
		needed *= 2;
		slots = slotsIn(Math.min(needed, most), memory);
		index = -1;
	}
}

/** A power of two of empty slots, no more than `most`. */
function slotsIn(most: number, memory: Int32Array | undefined): Int32Array {
	const size = 2 ** Math.floor(Math.log2(most));
	return memory === undefined ? newSlots(size) : memory.subarray(0, size);
}

/** Undefined if the slots were too few. */
async function seeShare(
	table: AccountsTable,
	own: Pick<SeenShare, 'slots' | 'seed' | 'share'>,
	options: FindRepeatedOptions,
): Promise<SeenShare | undefined> {
	own.slots.fill(0);
	let again = 0;
	let repeated = 0;
	let isFull = false;
	const blockRows: number[] = [];
	let rows = 0;
	const pass = new TablePass(table, options);
	for await (const [block] of pass.mapAll(seenIdsTask, inputsFor(table, own, options))) {
		again += block.again;
		repeated += block.repeated;
		isFull ||= block.isFull;
		blockRows.push(block.rows);
		rows += block.rows;
		options.onProgress?.(rows);
	}
	return isFull ? undefined : { ...own, again, repeated, blockRows };
}

/** Rows whose id is in several, as far as what is known of them fits in memory. */
export interface RepeatedPart {
	readonly seen: SeenShare;
	/** Whether no other part has rows of this share. */
	readonly isFirst: boolean;
	/** How much is known of the part, about: as `entriesOf` of the share, divided by its parts. */
	readonly entries: number;
	/** Whether an id or another fingerprint is of the part. */
	has(low: number): boolean;
	/** The rows of all parts, block by block, with the number of the block's first row. */
	readonly rows: AsyncIterable<[repeated: RepeatedRows, firstRow: number]>;
}

/**
 * Yields the parts of each share; each takes a pass over the table.
 *
 * @param entriesOf how much is known of a share, in entries of about 64 bytes
 */
export async function* repeatedParts(
	table: AccountsTable,
	shares: AsyncIterable<SeenShare> | Iterable<SeenShare>,
	entriesOf: (share: SeenShare) => number,
	options: FindRepeatedOptions,
): AsyncGenerator<RepeatedPart> {
	for await (const seen of shares) {
		if (seen.again === 0) continue;
		const room = Math.max(options.mostBytes, 16_384);
		const all = entriesOf(seen);
		const parts = Math.max(1, Math.ceil((all * 64) / room));
		for (let part = 0; part < parts; part += 1) {
			yield {
				seen,
				isFirst: part === 0,
				entries: Math.ceil(all / parts),
				has: (low) => Math.floor(((low >>> 0) / 2 ** 32) * parts) === part,
				rows: repeatedRows(table, seen, options),
			};
		}
	}
}

async function* repeatedRows(
	table: AccountsTable,
	{ slots, seed, share, blockRows }: SeenShare,
	options: FindRepeatedOptions,
): AsyncGenerator<[repeated: RepeatedRows, firstRow: number]> {
	const pass = new TablePass(table, options);
	const inputs = inputsFor(table, { slots, seed, share }, options);
	let index = 0;
	let firstRow = 1;
	for await (const [block] of pass.mapAll(repeatedRowsTask, inputs)) {
		yield [block, firstRow];
		firstRow += blockRows[index] as number;
		index += 1;
		options.onProgress?.(firstRow - 1);
	}
}

function inputsFor(
	table: AccountsTable,
	own: Pick<SeenShare, 'slots' | 'seed' | 'share'>,
	{ id, changed }: FindRepeatedOptions,
) {
	return forEveryBlock({ ...rowFormat(table), ...own, id, changed });
}
