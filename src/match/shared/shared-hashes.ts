/**
 * A lookup table of hashes that several accounts share, in memory that all threads share. Needed only for
 * tables that do not fit in memory: otherwise the keys have the groups.
 */

import { FingerprintSet } from '../../sets/fingerprint-set.ts';

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

export function makeSharedHashTable(pieces: readonly SharedPiece[]): SharedHashTable {
	const set = new FingerprintSet();
	for (const { folded } of pieces) {
		for (let at = 0; at < folded.length; at += 2) {
			set.addPair(folded[at] as number, folded[at + 1] as number);
		}
	}
	const size = set.slots.length / 2;
	const table = {
		slots: set.slots,
		sizes: new Uint32Array(new SharedArrayBuffer(size * 4)),
		counts: new Float64Array(new SharedArrayBuffer(size * 8)),
		firstRows: new Uint32Array(new SharedArrayBuffer(size * 4)),
		lastListed: new Uint32Array(new SharedArrayBuffer(size * 4)),
		holders: new Uint8Array(new SharedArrayBuffer(size)),
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
