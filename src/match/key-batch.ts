/**
 * The hashes under test, grouped by prefix, in memory that all threads share. A key is the hash as
 * words and the number of its row: 24 bytes, and 4 more for its place in the grouping.
 */

import { parseHash, prefixOf } from '../range/hash.ts';
import { type HashKind, hashWords } from '../range/kind.ts';
import { PREFIX_COUNT, type Prefix } from '../range/prefix.ts';

/** The keys as they go to a worker: views on shared memory, not copies. */
export interface SharedKeys {
	/** Five words a key for SHA-1, in order of arrival. */
	readonly words: Uint32Array;
	/** The row of each key. */
	readonly rows: Uint32Array;
	/** Indexes of keys, grouped by prefix, in order of arrival within a group. */
	readonly order: Uint32Array;
	/** Where in `order` the group of each prefix begins; one entry more than there are prefixes. */
	readonly groups: Uint32Array;
}

/** Bytes of memory a key takes. */
export function keyBytes(kind: HashKind): number {
	return hashWords(kind) * 4 + 4 + 4;
}

export class KeyBatch {
	readonly capacity: number;
	readonly kind: HashKind;
	readonly #stride: number;
	readonly #words: Uint32Array;
	readonly #rows: Uint32Array;
	#size = 0;

	/** @param capacity keys at most; memory is taken as it fills, not before */
	constructor(kind: HashKind, capacity: number) {
		this.kind = kind;
		this.#stride = hashWords(kind);
		this.capacity = capacity;
		this.#words = sharedWords(capacity * this.#stride);
		this.#rows = sharedWords(capacity);
	}

	get size(): number {
		return this.#size;
	}

	/**
	 * Reads a hash into the place behind the last key, which {@link keep} then makes a key.
	 *
	 * @returns its prefix, or -1 when the text is not a hash
	 */
	stage(text: string): Prefix {
		const at = this.#size * this.#stride;
		return parseHash(text, this.kind, this.#words, at) ? prefixOf(this.#words, at) : -1;
	}

	/** Whether the staged hash is the one whose words are given. */
	stagedIs(hash: Uint32Array): boolean {
		const at = this.#size * this.#stride;
		return hash.every((word, index) => this.#words[at + index] === word);
	}

	/** Must not be called on a full batch. */
	keep(row: number): void {
		this.#rows[this.#size] = row;
		this.#size += 1;
	}

	get full(): boolean {
		// The last place is for staging alone.
		return this.#size >= this.capacity - 1;
	}

	clear(): void {
		this.#size = 0;
	}

	/** Groups the keys: two passes over them, and nothing moves but indexes. */
	grouped(): SharedKeys {
		const words = this.#words.subarray(0, this.#size * this.#stride);
		const rows = this.#rows.subarray(0, this.#size);
		const order = sharedWords(this.#size);
		const groups = sharedWords(PREFIX_COUNT + 1);
		for (let key = 0; key < this.#size; key += 1) {
			const slot = prefixOf(words, key * this.#stride) + 1;
			groups[slot] = (groups[slot] as number) + 1;
		}
		for (let prefix = 0; prefix < PREFIX_COUNT; prefix += 1) {
			groups[prefix + 1] = (groups[prefix + 1] as number) + (groups[prefix] as number);
		}
		const next = groups.slice();
		for (let key = 0; key < this.#size; key += 1) {
			const prefix = prefixOf(words, key * this.#stride);
			const place = next[prefix] as number;
			order[place] = key;
			next[prefix] = place + 1;
		}
		return { words, rows, order, groups };
	}
}

function sharedWords(count: number): Uint32Array {
	return new Uint32Array(new SharedArrayBuffer(count * 4));
}
