/**
 * Sorts the keys of one partition, from all blocks, by their hashes. 32 bits of the hash, which nearly
 * always decide, and the key's position form a 64-bit number, and these numbers are sorted in native
 * code. The few keys that differ only in later bits are put in order afterwards.
 */

import { sortInPlace } from './in-place-sort.ts';
import type { KeyArena } from './key-arena.ts';
import { firstKeyOf, type KeyBlock, PARTITION_PREFIXES } from './key-block.ts';

/**
 * Partitions with more keys than this are rare: only hashes that are no random ones begin alike so often. They are
 * sorted in the memory of the keys, which has room for it: V8 would let what each of them takes pile up.
 */
const MAX_OWN_KEYS = 65_536;

/** Words of the memory for keys that sorting takes for each key, at most. */
export const SORTING_WORDS = 2;

/** For the keys of a partition of usual size; used again by the next task of this thread. */
let ownPairs: BigUint64Array = new BigUint64Array(1024);

/** Of the 32 bits of the hash, the highest 8 are the index of the prefix in the partition. */
const PREFIX_SHIFT = 32 - Math.log2(PARTITION_PREFIXES);

export class SortedKeys {
	size = 0;
	readonly #memory: KeyArena;
	readonly #blocks: readonly KeyBlock[];
	readonly #stride: number;
	/** For each key, its position (low word) and the 32 bits of its hash after the partition's (high word). */
	#pairs: BigUint64Array = ownPairs;
	#halves = new Uint32Array(this.#pairs.buffer);
	/** Where the pairs of large partitions are, in the memory of the keys. */
	#large: BigUint64Array | undefined;

	/** @param stride words per key */
	constructor(memory: KeyArena, blocks: readonly KeyBlock[], stride: number) {
		this.#memory = memory;
		this.#blocks = blocks;
		this.#stride = stride;
	}

	load(partition: number): void {
		this.size = this.#collect(partition);
		if (this.#pairs === this.#large) sortInPlace(this.#halves, 0, this.size);
		else this.#pairs.subarray(0, this.size).sort();
		this.#sortTies();
	}

	/** The index of the key's first word in the arena. */
	positionAt(index: number): number {
		return this.#halves[2 * index] as number;
	}

	/** The index of the key's prefix in the partition. */
	prefixAt(index: number): number {
		return (this.#halves[2 * index + 1] as number) >>> PREFIX_SHIFT;
	}

	/** The index after the last key with the same prefix. */
	endOfPrefix(index: number): number {
		const prefix = this.prefixAt(index);
		let end = index + 1;
		while (end < this.size && this.prefixAt(end) === prefix) end += 1;
		return end;
	}

	/** The index after the last key with the same hash. */
	endOfHash(index: number): number {
		const high = this.#halves[2 * index + 1];
		const position = this.positionAt(index);
		let end = index + 1;
		while (
			end < this.size &&
			this.#halves[2 * end + 1] === high &&
			this.#compare(position, this.positionAt(end)) === 0
		) {
			end += 1;
		}
		return end;
	}

	#collect(partition: number): number {
		const memory = this.#memory;
		let size = 0;
		for (const block of this.#blocks) {
			size += firstKeyOf(memory, block, partition + 1) - firstKeyOf(memory, block, partition);
		}
		this.#makeRoom(size);
		const halves = this.#halves;
		const stride = this.#stride;
		const { words } = memory;
		let pair = 0;
		for (const block of this.#blocks) {
			const end = block.at + firstKeyOf(memory, block, partition + 1) * stride;
			let at = block.at + firstKeyOf(memory, block, partition) * stride;
			for (; at < end; at += stride) {
				halves[pair] = at;
				halves[pair + 1] = ((words[at] as number) << 12) | ((words[at + 1] as number) >>> 20);
				pair += 2;
			}
		}
		return size;
	}

	/** Makes room for the pairs of a partition with this many keys. */
	#makeRoom(size: number): void {
		let pairs: BigUint64Array = ownPairs;
		if (size > MAX_OWN_KEYS) {
			if (size > (this.#large?.length ?? 0)) this.#large = this.#memory.allocatePairs(size);
			pairs = this.#large as BigUint64Array;
		} else if (size > ownPairs.length) {
			ownPairs = new BigUint64Array(Math.min(2 * size, MAX_OWN_KEYS));
			pairs = ownPairs;
		}
		if (pairs === this.#pairs) return;
		this.#pairs = pairs;
		this.#halves = new Uint32Array(pairs.buffer, pairs.byteOffset, 2 * pairs.length);
	}

	/** Compares the hashes of two keys, given by their positions. */
	#compare(left: number, right: number): number {
		const { words } = this.#memory;
		// The last word is not part of the hash.
		for (let word = 0; word < this.#stride - 1; word += 1) {
			const difference = (words[left + word] as number) - (words[right + word] as number);
			if (difference !== 0) return difference;
		}
		return 0;
	}

	/** Sorts keys that agree in the 32 bits but are different hashes. */
	#sortTies(): void {
		const halves = this.#halves;
		for (let at = 0; at < this.size; ) {
			const high = halves[2 * at + 1];
			let end = at + 1;
			let mixed = false;
			for (; end < this.size && halves[2 * end + 1] === high; end += 1) {
				mixed ||= this.#compare(this.positionAt(at), this.positionAt(end)) !== 0;
			}
			if (mixed) this.#sortRun(at, end);
			at = end;
		}
	}

	#sortRun(from: number, to: number): void {
		const positions = Uint32Array.from({ length: to - from }, (_, index) =>
			this.positionAt(from + index),
		);
		positions.sort((a, b) => this.#compare(a, b));
		for (const [index, position] of positions.entries()) {
			this.#halves[2 * (from + index)] = position;
		}
	}
}
