/**
 * The hashes that several accounts of a table have, where not all of its rows fit in memory: what the
 * keys hold otherwise. All threads see it.
 */

import { type HashKind, hashWords } from '../../range/kind.ts';
import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import { MAX_LISTED } from '../keys/groups.ts';

/** Hashes that were found to be shared: three arrays side by side. */
export interface SharedPiece {
	/** Each one folded into two words. */
	readonly folded: Uint32Array;
	/** Accounts that have it. */
	readonly sizes: Uint32Array;
	/** How often it was seen: 0 when it was not found, or `NOT_HELD`. */
	readonly counts: Float64Array;
}

/** What threads are given; one entry for each place of the set. */
export interface SharedHashTable {
	readonly slots: Uint32Array;
	readonly sizes: Uint32Array;
	readonly counts: Float64Array;
	/** The row of the first account of each; 0 as long as none was met. */
	readonly firstRows: Uint32Array;
	/** The last row of each that is listed; 0 for all of them. */
	readonly lastListed: Uint32Array;
}

/**
 * A hash in 64 bits: which of those of one table it is. That one of n others has the same is n / 2^64, also
 * where hashes were made up and have words in common.
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
			const place = set.placeOf(low as number, high as number) as number;
			table.sizes[place] = size;
			table.counts[place] = counts[index] as number;
		});
	}
	return table;
}

/** Which rows of large groups are listed: told block by block, in order. */
export class ListedOfLarge {
	readonly #table: SharedHashTable;
	readonly #met = new Map<number, number>();

	constructor(table: SharedHashTable) {
		this.#table = table;
	}

	/** @param rows of a block that are in the group at `place`, ascending, the first `MOST_LISTED` */
	add(place: number, rows: Uint32Array): void {
		const met = this.#met.get(place) ?? 0;
		if (met >= MAX_LISTED) return;
		this.#met.set(place, met + rows.length);
		const last = rows[MAX_LISTED - met - 1];
		if (last !== undefined) this.#table.lastListed[place] = last;
	}
}
