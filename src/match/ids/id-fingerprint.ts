/**
 * Fingerprints of account ids, to compare millions of them: 64 bits that depend on a secret seed, so that nobody who
 * may choose an id can give it the fingerprint of another. They last for one run.
 */

import { randomBytes } from 'node:crypto';

/** Two words of 32 bits. */
export type FingerprintSeed = readonly [number, number];

export function randomSeed(): FingerprintSeed {
	const bytes = randomBytes(8);
	return [bytes.readInt32LE(0), bytes.readInt32LE(4)];
}

/** Holds the fingerprint made last: one object for all, since there are millions. */
export class IdFingerprint {
	low = 0;
	high = 0;
	readonly #seed: FingerprintSeed;

	constructor(seed: FingerprintSeed) {
		this.#seed = seed;
	}

	/** Of the id in the bytes from `from` up to `to`. */
	ofId(bytes: Uint8Array, from: number, to: number): void {
		let low = this.#seed[0] ^ (to - from);
		let high = this.#seed[1];
		let at = from;
		for (; at + 4 <= to; at += 4) {
			const word =
				(bytes[at] as number) |
				((bytes[at + 1] as number) << 8) |
				((bytes[at + 2] as number) << 16) |
				((bytes[at + 3] as number) << 24);
			low = Math.imul(low ^ word, 0x9e3779b1);
			low ^= low >>> 15;
			high = Math.imul(high ^ word ^ low, 0x85ebca6b);
			high ^= high >>> 13;
		}
		let last = 0;
		for (let shift = 0; at < to; at += 1, shift += 8) last |= (bytes[at] as number) << shift;
		low = Math.imul(low ^ last, 0x9e3779b1);
		high = Math.imul(high ^ last ^ low ^ (low >>> 15), 0x85ebca6b);
		this.#end(low, high);
	}

	/** Adds a hash to the fingerprint of an id: two rows then agree only in both. */
	addHash(hash: Uint32Array): void {
		let { low, high } = this;
		for (let word = 0; word < hash.length; word += 1) {
			const own = hash[word] as number;
			low = Math.imul(low ^ own, 0x9e3779b1);
			low ^= low >>> 15;
			high = Math.imul(high ^ own ^ low, 0x85ebca6b);
			high ^= high >>> 13;
		}
		this.#end(low, high);
	}

	/** Spreads every bit over all, as the end of MurmurHash3 does. */
	#end(low: number, high: number): void {
		let first = low ^ (high >>> 16);
		first = Math.imul(first ^ (first >>> 16), 0x85ebca6b);
		first = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
		let second = high ^ first;
		second = Math.imul(second ^ (second >>> 16), 0x85ebca6b);
		second = Math.imul(second ^ (second >>> 13), 0xc2b2ae35);
		this.low = first ^ (first >>> 16);
		this.high = second ^ (second >>> 16);
	}
}
