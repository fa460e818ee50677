/**
 * What the search for names found, as fingerprints: that a password with this hash was made of this name.
 * They are recorded while names are tried, and looked up later while rows are listed.
 */

import { fingerprintOf } from '../../sets/fingerprint-set.ts';

/** Two words for each hit. */
export interface NameHits {
	/** Fingerprints of a name, a part or a joined form, with the hash of a password made of it. */
	readonly pairs: Uint32Array;
	/** The first 64 bits of these hashes. */
	readonly hashes: Uint32Array;
}

/** The fingerprint of a name with the SHA-1 whose five words begin at index `at`. */
export function pairOf(name: string, words: Uint32Array, at: number): [low: number, high: number] {
	// No name has a NUL: it is made of letters, digits and the signs of a login.
	return fingerprintOf(`${name}\0${words.subarray(at, at + 5).join()}`);
}

/** Gathers hits on a worker. */
export class HitList {
	readonly #pairs: number[] = [];
	readonly #hashes: number[] = [];

	/** The password whose hash begins at index `at` was made of this name. */
	add(name: string, words: Uint32Array, at: number): void {
		this.#pairs.push(...pairOf(name, words, at));
		this.#hashes.push(words[at] as number, words[at + 1] as number);
	}

	hits(): NameHits {
		return { pairs: Uint32Array.from(this.#pairs), hashes: Uint32Array.from(this.#hashes) };
	}
}
