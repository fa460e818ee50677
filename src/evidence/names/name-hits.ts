/**
 * Hits of the name search, as fingerprints: this name is in the password with this hash. They are collected
 * while names are tried, and looked up while rows are listed.
 */

import { type HashKind, hashWords } from '../../range/kind.ts';
import { fingerprintOf } from '../../sets/fingerprint-set.ts';

/** Two words for each hit. */
export interface NameHits {
	/** Fingerprints of a name, a part or a joined form, with the hash of a password made of it. */
	readonly pairs: Uint32Array;
	/** The first 64 bits of these hashes. */
	readonly hashes: Uint32Array;
}

/** The fingerprint of a name with the hash of `size` words that begin at index `at`. */
export function pairOf(
	name: string,
	words: Uint32Array,
	at: number,
	size: number,
): [low: number, high: number] {
	// No name contains a NUL: names consist of letters, digits and the signs of a login.
	return fingerprintOf(`${name}\0${words.subarray(at, at + size).join()}`);
}

/** Collects hits on a worker. */
export class HitList {
	readonly #size: number;
	readonly #pairs: number[] = [];
	readonly #hashes: number[] = [];

	constructor(kind: HashKind) {
		this.#size = hashWords(kind);
	}

	/** @param at index of the first word of the hash */
	add(name: string, words: Uint32Array, at: number): void {
		this.#pairs.push(...pairOf(name, words, at, this.#size));
		this.#hashes.push(words[at] as number, words[at + 1] as number);
	}

	hits(): NameHits {
		return { pairs: Uint32Array.from(this.#pairs), hashes: Uint32Array.from(this.#hashes) };
	}
}
