/**
 * A lookup table of hashes that several accounts share, in memory that all threads share. Needed only for
 * tables that do not fit in memory: otherwise the keys have the groups.
 */

import { FingerprintSet, slotWords } from '../../sets/fingerprint-set.ts';
import type { KeyArena } from '../keys/key-arena.ts';

/** Some shared hashes, as three parallel arrays. */
export interface SharedPiece {
	/** Each hash folded into 64 bits (two words). */
	readonly folded: Uint32Array;
	/** Accounts that have it. */
	readonly sizes: Uint32Array;
	/** How often it was seen: 0 when it was not found, or `RANGE_MISSING`. */
	readonly counts: Float64Array;
}

/** The table as sent to threads. All arrays but `slots` are indexed by the hash's slot. */
export interface SharedHashTable {
	/** Of a `FingerprintSet` of folded hashes. */
	readonly slots: Uint32Array;
	readonly sizes: Uint32Array;
	readonly counts: Float64Array;
	/** The row of the first account of each; 0 until one has been found. */
	readonly firstRows: Uint32Array;
	/** The last row to list of each hash; 0 means list all. */
	readonly lastListed: Uint32Array;
	/** Who has it, as bits: `HAS_PRIVILEGED`, `HAS_OTHERS`; 0 until the rows have been read, or if nobody asked. */
	readonly holders: Uint8Array;
}

export const HAS_PRIVILEGED = 1;
export const HAS_OTHERS = 2;
/** Privileged and other accounts share the hash. */
export const MIXED: number = HAS_PRIVILEGED | HAS_OTHERS;

/**
 * @param memory that is free from now on: the table is in it, if it is large enough
 */
export function makeSharedHashTable(
	pieces: readonly SharedPiece[],
	memory: KeyArena,
): SharedHashTable {
	const members = pieces.reduce((sum, { sizes }) => sum + sizes.length, 0);
	const bytes = (size: number) => placeOf(memory, size);
	const set = new FingerprintSet(slotsIn(bytes, members));
	for (const { folded } of pieces) {
		for (let at = 0; at < folded.length; at += 2) {
			set.addPair(folded[at] as number, folded[at + 1] as number);
		}
	}
	const size = set.slots.length / 2;
	const table = {
		slots: set.slots,
		counts: new Float64Array(...bytes(size * 8), size),
		sizes: new Uint32Array(...bytes(size * 4), size),
		firstRows: new Uint32Array(...bytes(size * 4), size),
		lastListed: new Uint32Array(...bytes(size * 4), size),
		holders: new Uint8Array(...bytes(size), size),
	};
	for (const { folded, sizes, counts } of pieces) {
		sizes.forEach((accounts, index) => {
			const [low, high] = folded.subarray(2 * index, 2 * index + 2);
			const slot = set.slotOf(low as number, high as number) as number;
			table.sizes[slot] = accounts;
			table.counts[slot] = counts[index] as number;
		});
	}
	return table;
}

/** Empty slots for so many hashes. */
function slotsIn(
	place: (bytes: number) => readonly [SharedArrayBuffer, number],
	hashes: number,
): Uint32Array {
	const words = slotWords(hashes);
	return new Uint32Array(...place(words * 4), words);
}

/** Bytes of 0: where they begin in which memory. */
function placeOf(memory: KeyArena, bytes: number): readonly [SharedArrayBuffer, number] {
	const { buffer } = memory.shared;
	const at = memory.tryBytes(bytes);
	if (at === undefined) return [new SharedArrayBuffer(bytes), 0];
	new Uint8Array(buffer, at, bytes).fill(0);
	return [buffer, at];
}
