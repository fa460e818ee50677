/**
 * Hashes shared by several accounts, for tables too large for memory. Smaller tables keep this in their
 * keys. The table is shared by all threads.
 */

import { type HashKind, hashWords } from '../../range/kind.ts';
import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import { MAX_LISTED } from '../keys/groups.ts';

/** Hashes that were found to be shared: three arrays side by side. */
export interface SharedPiece {
	/** Each hash folded into 64 bits (two words). */
	readonly folded: Uint32Array;
	/** Accounts that have it. */
	readonly sizes: Uint32Array;
	/** How often it was seen: 0 when it was not found, or `RANGE_MISSING`. */
	readonly counts: Float64Array;
}

/** The table handed to threads. All arrays are indexed by the hash's place in the set. */
export interface SharedHashTable {
	readonly slots: Uint32Array;
	readonly sizes: Uint32Array;
	readonly counts: Float64Array;
	/** The row of the first account of each; 0 until one has been found. */
	readonly firstRows: Uint32Array;
	/** For each hash the last row to list; 0 means list all. */
	readonly lastListed: Uint32Array;
}

/**
 * Folds a hash into 64 bits, which identify it within one table. The probability of colliding with one of n
 * others is about n / 2^64, even for artificial hashes that share words.
 */
export function foldHash(
	words: Uint32Array,
	at: number,
	kind: HashKind,
): [low: number, high: number] {
	let low = 0;
	let high = 0;
	for (let word = 0; word < hashWords(kind); word += 1) {
		const own = words[at + word] as number;
		low = Math.imul(low ^ own, 0x9e3779b1);
		low ^= low >>> 15;
		high = Math.imul(high ^ own ^ low, 0x85ebca6b);
		high ^= high >>> 13;
	}
	return [low >>> 0, high >>> 0];
}

export function makeSharedHashTable(pieces: readonly SharedPiece[]): SharedHashTable {
	const set = new FingerprintSet();
	for (const { folded } of pieces) {
		for (let at = 0; at < folded.length; at += 2) {
			set.addPair(folded[at] as number, folded[at + 1] as number);
		}
	}
	const places = set.slots.length / 2;
	const table = {
		slots: set.slots,
		sizes: new Uint32Array(new SharedArrayBuffer(places * 4)),
		counts: new Float64Array(new SharedArrayBuffer(places * 8)),
		firstRows: new Uint32Array(new SharedArrayBuffer(places * 4)),
		lastListed: new Uint32Array(new SharedArrayBuffer(places * 4)),
	};
	for (const { folded, sizes, counts } of pieces) {
		sizes.forEach((size, index) => {
			const [low, high] = folded.subarray(2 * index, 2 * index + 2);
			const place = set.slotOf(low as number, high as number) as number;
			table.sizes[place] = size;
			table.counts[place] = counts[index] as number;
		});
	}
	return table;
}

/** Finds the last row to list of each large group. Feed it the blocks in order. */
export class ListedOfLarge {
	readonly #table: SharedHashTable;
	readonly #met = new Map<number, number>();

	constructor(table: SharedHashTable) {
		this.#table = table;
	}

	/** @param the group's rows in this block, ascending, at most `MAX_LISTED` */
	add(place: number, rows: Uint32Array): void {
		const met = this.#met.get(place) ?? 0;
		if (met >= MAX_LISTED) return;
		this.#met.set(place, met + rows.length);
		const last = rows[MAX_LISTED - met - 1];
		if (last !== undefined) this.#table.lastListed[place] = last;
	}
}
