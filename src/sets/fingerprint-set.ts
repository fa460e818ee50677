/**
 * A set of 64-bit fingerprints in memory that all threads share, for hundreds of millions of members: a
 * Set of strings cannot have so many, and takes more memory. Each fingerprint takes 16 to 32 bytes.
 */

import { hash } from 'node:crypto';

/** Words of a new set. */
const FIRST_SLOTS = 2 * 1024;

export class FingerprintSet {
	/**
	 * Slots of two words each, in memory that all threads share. A slot of zeros is free; at most half are
	 * taken. Replaced by a new array when the set grows.
	 */
	slots: Uint32Array;
	/** Number of distinct fingerprints added to this object. */
	size = 0;

	/** @param slots empty, or those of another set, for lookups only: `size` does not include its fingerprints */
	constructor(slots: Uint32Array = sharedSlots(FIRST_SLOTS)) {
		this.slots = slots;
	}

	/**
	 * @param low the first 32 bits, which select the slot, so they must be evenly spread; 0 counts as 1
	 * @param high the other 32 bits
	 * @returns false if the set had it already
	 */
	addPair(low: number, high: number): boolean {
		const first = low || 1;
		const at = this.#find(first, high);
		if (this.slots[at] !== 0) return false;
		this.slots[at] = first;
		this.slots[at + 1] = high;
		this.size += 1;
		if (this.size * 4 > this.slots.length) this.#grow();
		return true;
	}

	hasPair(low: number, high: number): boolean {
		return this.slots[this.#find(low || 1, high)] !== 0;
	}

	/** The index of the fingerprint's slot, less than half of `slots.length`; undefined if it is not there. */
	slotOf(low: number, high: number): number | undefined {
		const at = this.#find(low || 1, high);
		return this.slots[at] === 0 ? undefined : at / 2;
	}

	/** Its fingerprints, in no particular order. */
	*[Symbol.iterator](): Generator<[low: number, high: number]> {
		for (let at = 0; at < this.slots.length; at += 2) {
			const low = this.slots[at] as number;
			if (low !== 0) yield [low, this.slots[at + 1] as number];
		}
	}

	/** The index of the first word of the fingerprint's slot, or of the free slot where it would go. */
	#find(low: number, high: number): number {
		const slots = this.slots;
		const mask = slots.length / 2 - 1;
		let pair = low & mask;
		// The first word of a taken slot is never 0.
		while (slots[pair * 2] !== 0) {
			if (slots[pair * 2] === low && slots[pair * 2 + 1] === high) break;
			pair = (pair + 1) & mask;
		}
		return pair * 2;
	}

	#grow(): void {
		const old = this.slots;
		this.slots = sharedSlots(old.length * 2);
		for (let from = 0; from < old.length; from += 2) {
			const low = old[from] as number;
			if (low === 0) continue;
			const high = old[from + 1] as number;
			const at = this.#find(low, high);
			this.slots[at] = low;
			this.slots[at + 1] = high;
		}
	}
}

/**
 * The first 64 bits of the SHA-256 of the data, in two words; text is hashed as UTF-8. It equals one of
 * n others with a probability of n / 2^64.
 */
export function fingerprintOf(data: string | Uint8Array): [low: number, high: number] {
	// A binary string: a Buffer takes three times as long, and a Hash object five times.
	const sha256 = hash('sha256', data, 'binary');
	return [wordAt(sha256, 0), wordAt(sha256, 4)];
}

/** The little-endian word at an offset of a binary string. */
function wordAt(bytes: string, at: number): number {
	return (
		(bytes.charCodeAt(at) |
			(bytes.charCodeAt(at + 1) << 8) |
			(bytes.charCodeAt(at + 2) << 16) |
			(bytes.charCodeAt(at + 3) << 24)) >>>
		0
	);
}

/** The words of slots for this many fingerprints. */
export function slotWords(size: number): number {
	return 2 ** Math.ceil(Math.log2(Math.max(FIRST_SLOTS, 4 * size)));
}

function sharedSlots(words: number): Uint32Array {
	return new Uint32Array(new SharedArrayBuffer(words * 4));
}
