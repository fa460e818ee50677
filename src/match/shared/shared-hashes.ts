/**
 * A lookup table of hashes that several accounts share, in memory that all threads share. Needed only for
 * tables that do not fit in memory: otherwise the keys have the groups. It takes some 35 bytes for a hash.
 */

import type { KeyArena } from '../keys/key-arena.ts';

/** Some shared hashes, as parallel arrays in shared memory. */
export interface SharedPiece {
	/** Each hash folded into 64 bits (two words). */
	readonly folded: Uint32Array;
	/** Accounts that have it. */
	readonly sizes: Uint32Array;
	/** 0 if the store does not have it, `FOUND`, or `UNKNOWN` if its range is missing. */
	readonly found: Uint8Array;
}

export const FOUND = 1;
export const UNKNOWN = 2;

/** Room for so many hashes. */
export function makePiece(size: number): SharedPiece {
	const memory = new SharedArrayBuffer(size * 13);
	return {
		folded: new Uint32Array(memory, 0, 2 * size),
		sizes: new Uint32Array(memory, size * 8, size),
		found: new Uint8Array(memory, size * 12, size),
	};
}

/** The table as sent to threads. The arrays are indexed by the number of a hash, from 0, which counts through all pieces. */
export interface SharedHashTable {
	readonly pieces: readonly SharedPiece[];
	/** A power of two, more than half of them 0: the number of a hash, plus one, near the slot that its fold selects. */
	readonly slots: Uint32Array;
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

/** @param memory that is free from now on: the table is in it, besides the pieces, if it is large enough */
export function makeSharedHashTable(
	pieces: readonly SharedPiece[],
	memory: KeyArena,
): SharedHashTable {
	const members = pieces.reduce((sum, { sizes }) => sum + sizes.length, 0);
	const words = (size: number) => new Uint32Array(...placeOf(memory, size * 4), size);
	const slots = words(2 ** Math.ceil(Math.log2(2 * members + 2)));
	let number = 0;
	for (const { folded } of pieces) {
		for (let at = 0; at < folded.length; at += 2) {
			number += 1;
			slots[freeSlot(slots, folded[at] as number)] = number;
		}
	}
	return {
		pieces,
		slots,
		firstRows: words(members),
		lastListed: words(members),
		holders: new Uint8Array(...placeOf(memory, members), members),
	};
}

function freeSlot(slots: Uint32Array, low: number): number {
	const mask = slots.length - 1;
	let slot = low & mask;
	while (slots[slot] !== 0) slot = (slot + 1) & mask;
	return slot;
}

/** Finds hashes in the table. */
export class SharedHashes {
	readonly #slots: Uint32Array;
	readonly #pieces: readonly SharedPiece[];
	/** The number of the first hash of each piece. */
	readonly #starts: number[] = [];
	/** Of the number that was located last, in its piece. */
	#index = 0;

	constructor({ slots, pieces }: Pick<SharedHashTable, 'slots' | 'pieces'>) {
		this.#slots = slots;
		this.#pieces = pieces;
		let start = 0;
		for (const { sizes } of pieces) {
			this.#starts.push(start);
			start += sizes.length;
		}
	}

	/** The number of a hash by its fold; undefined if it is not there. */
	find(low: number, high: number): number | undefined {
		const mask = this.#slots.length - 1;
		for (let slot = low & mask; ; slot = (slot + 1) & mask) {
			const found = this.#slots[slot] as number;
			if (found === 0) return undefined;
			const { folded } = this.#locate(found - 1);
			const at = 2 * this.#index;
			if (folded[at] === low && folded[at + 1] === high) return found - 1;
		}
	}

	/** Accounts that have the hash. */
	sizeOf(number: number): number {
		return this.#locate(number).sizes[this.#index] as number;
	}

	/** Whether the store has it, as in `SharedPiece`. */
	foundOf(number: number): number {
		return this.#locate(number).found[this.#index] as number;
	}

	#locate(number: number): SharedPiece {
		let piece = this.#starts.length - 1;
		while ((this.#starts[piece] as number) > number) piece -= 1;
		this.#index = number - (this.#starts[piece] as number);
		return this.#pieces[piece] as SharedPiece;
	}
}

/** Bytes of 0: where they begin in which memory. */
function placeOf(memory: KeyArena, bytes: number): readonly [SharedArrayBuffer, number] {
	const { buffer } = memory.shared;
	const at = memory.tryBytes(bytes);
	if (at === undefined) return [new SharedArrayBuffer(bytes), 0];
	new Uint8Array(buffer, at, bytes).fill(0);
	return [buffer, at];
}
