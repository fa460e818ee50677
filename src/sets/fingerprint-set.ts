/**
 * A set of 64-bit fingerprints in memory that all threads share: of what is kept by the hundred million
 * a Set of strings holds too little, and takes too much. 16 to 32 bytes of memory each.
 */

import { hash } from 'node:crypto';

/** Words of a new set. */
const FIRST_SLOTS = 2 * 1024;

export class FingerprintSet {
	#slots: Uint32Array;
	#size = 0;

	/** @param slots of another set, to ask what it holds; its size is not known here */
	constructor(slots: Uint32Array = sharedSlots(FIRST_SLOTS)) {
		this.#slots = slots;
	}

	/**
	 * Pairs of words in memory that all threads share; a pair of zeros is a free place. Never more than
	 * half full. Others than now once a fingerprint is added.
	 */
	get slots(): Uint32Array {
		return this.#slots;
	}

	/** Distinct fingerprints added here. */
	get size(): number {
		return this.#size;
	}

	/**
	 * @param low 32 bits, evenly spread: they say where the fingerprint lies; 0 is taken for 1
	 * @param high 32 bits more
	 */
	addPair(low: number, high: number): void {
		const first = low || 1;
		const at = this.#find(first, high);
		if (this.#slots[at] !== 0) return;
		this.#slots[at] = first;
		this.#slots[at + 1] = high;
		this.#size += 1;
		if (this.#size * 4 > this.#slots.length) this.#grow();
	}

	hasPair(low: number, high: number): boolean {
		return this.#slots[this.#find(low || 1, high)] !== 0;
	}

	/** The number of the fingerprint's place, below half of `slots.length`; undefined when it is not there. */
	placeOf(low: number, high: number): number | undefined {
		const at = this.#find(low || 1, high);
		return this.#slots[at] === 0 ? undefined : at / 2;
	}

	/** Where the fingerprint is, or the free place where it would go. */
	#find(low: number, high: number): number {
		const slots = this.#slots;
		const mask = slots.length / 2 - 1;
		let pair = low & mask;
		// What is there never has a 0 for its first word.
		while (slots[pair * 2] !== 0) {
			if (slots[pair * 2] === low && slots[pair * 2 + 1] === high) break;
			pair = (pair + 1) & mask;
		}
		return pair * 2;
	}

	#grow(): void {
		const old = this.#slots;
		this.#slots = sharedSlots(old.length * 2);
		for (let from = 0; from < old.length; from += 2) {
			const low = old[from] as number;
			if (low === 0) continue;
			const high = old[from + 1] as number;
			const at = this.#find(low, high);
			this.#slots[at] = low;
			this.#slots[at + 1] = high;
		}
	}
}

/**
 * The first 64 bits of a SHA-256, in two words; of a text its UTF-8 bytes. The chance that one of n
 * others has the same is n / 2^64.
 */
export function fingerprintOf(data: string | Uint8Array): [low: number, high: number] {
	// As a string of bytes: with a buffer it takes three times as long, with an object five times.
	const digest = hash('sha256', data, 'binary');
	return [wordAt(digest, 0), wordAt(digest, 4)];
}

/** The little-endian word that begins at a byte of a string of bytes. */
function wordAt(bytes: string, at: number): number {
	return (
		(bytes.charCodeAt(at) |
			(bytes.charCodeAt(at + 1) << 8) |
			(bytes.charCodeAt(at + 2) << 16) |
			(bytes.charCodeAt(at + 3) << 24)) >>>
		0
	);
}

function sharedSlots(words: number): Uint32Array {
	return new Uint32Array(new SharedArrayBuffer(words * 4));
}
