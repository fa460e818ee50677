/**
 * Sorts the keys of one partition, from all blocks, by their hashes. 32 bits of the hash nearly always decide: these
 * are sorted by a kernel, each with the key's position. The few keys that differ only in later bits are put in order
 * afterwards.
 */

import { pairSpace, sortPairs } from '../../kernels/key-pairs.ts';
import { sortInPlace } from './in-place-sort.ts';
import type { KeyArena } from './key-arena.ts';
import { firstKeyOf, type KeyBlock, PARTITION_PREFIXES } from './key-block.ts';

/** Words of the memory for keys that sorting takes for each key, at most. */
export const SORTING_WORDS = 2;

/** Of the 32 bits of the hash, the highest 8 are the index of the prefix in the partition. */
const PREFIX_SHIFT = 32 - Math.log2(PARTITION_PREFIXES);

export class SortedKeys {
	size = 0;
	readonly #memory: KeyArena;
	readonly #blocks: readonly KeyBlock[];
	readonly #stride: number;
	/** For each key, its position and the 32 bits of its hash after the partition's. */
	readonly #own = pairSpace();
	#halves = this.#own;
	/**
	 * The same for partitions with more keys than that has room for, which are rare: only hashes that are no random ones
	 * begin alike so often. They are sorted in the memory of the keys: V8 would let what each of them takes pile up.
	 */
	#large: Uint32Array | undefined;

	/** @param stride words per key */
	constructor(memory: KeyArena, blocks: readonly KeyBlock[], stride: number) {
		this.#memory = memory;
		this.#blocks = blocks;
		this.#stride = stride;
	}

	load(partition: number): void {
		this.size = this.#collect(partition);
		if (this.#halves === this.#own) sortPairs(this.size);
		else sortInPlace(this.#halves, 0, this.size);
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
		const halves = 2 * size > this.#own.length ? this.#roomFor(size) : this.#own;
		this.#halves = halves;
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

	#roomFor(size: number): Uint32Array {
		if (2 * size > (this.#large?.length ?? 0)) this.#large = this.#memory.allocatePairs(size);
		return this.#large as Uint32Array;
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
