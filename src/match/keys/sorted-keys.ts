/**
 * The keys of one partition, from all blocks, in order of their hashes. What decides nearly always and
 * where the key lies are put side by side in 64 bits and sorted as numbers, in native code; the few that
 * begin alike and differ later are put in order afterwards.
 */

import type { KeyArena } from './key-arena.ts';
import { firstKeyOf, type KeyBlock, PARTITION_PREFIXES } from './key-block.ts';

/** The first of the 32 bits beside a key's place are those of its prefix in the partition. */
const PREFIX_SHIFT = 32 - Math.log2(PARTITION_PREFIXES);

export class SortedKeys {
	size = 0;
	readonly #memory: KeyArena;
	readonly #blocks: readonly KeyBlock[];
	readonly #stride: number;
	/** Of each key, the index of its first word (low), and the digits behind the partition's (high). */
	#pairs = new BigUint64Array(1024);
	#halves = new Uint32Array(this.#pairs.buffer);

	/** @param stride words of a key */
	constructor(memory: KeyArena, blocks: readonly KeyBlock[], stride: number) {
		this.#memory = memory;
		this.#blocks = blocks;
		this.#stride = stride;
	}

	load(partition: number): void {
		this.size = this.#gather(partition);
		this.#pairs.subarray(0, this.size).sort();
		this.#orderAlike();
	}

	/** The index of the key's first word in the memory. */
	placeAt(index: number): number {
		return this.#halves[2 * index] as number;
	}

	/** The index of the prefix of the key in its partition. */
	prefixAt(index: number): number {
		return (this.#halves[2 * index + 1] as number) >>> PREFIX_SHIFT;
	}

	/** Behind the last key that has the prefix of this one. */
	endOfPrefix(index: number): number {
		const prefix = this.prefixAt(index);
		let end = index + 1;
		while (end < this.size && this.prefixAt(end) === prefix) end += 1;
		return end;
	}

	/** Behind the last key that is the same hash as this one. */
	endOfHash(index: number): number {
		const high = this.#halves[2 * index + 1];
		const place = this.placeAt(index);
		let end = index + 1;
		while (
			end < this.size &&
			this.#halves[2 * end + 1] === high &&
			this.#compare(place, this.placeAt(end)) === 0
		) {
			end += 1;
		}
		return end;
	}

	#gather(partition: number): number {
		const memory = this.#memory;
		let size = 0;
		for (const block of this.#blocks) {
			size += firstKeyOf(memory, block, partition + 1) - firstKeyOf(memory, block, partition);
		}
		if (size > this.#pairs.length) {
			this.#pairs = new BigUint64Array(size);
			this.#halves = new Uint32Array(this.#pairs.buffer);
		}
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

	/** Compares keys by where they lie. */
	#compare(left: number, right: number): number {
		const { words } = this.#memory;
		// The last word is no part of the hash.
		for (let word = 0; word < this.#stride - 1; word += 1) {
			const difference = (words[left + word] as number) - (words[right + word] as number);
			if (difference !== 0) return difference;
		}
		return 0;
	}

	#orderAlike(): void {
		const halves = this.#halves;
		for (let at = 0; at < this.size; ) {
			const high = halves[2 * at + 1];
			let behind = at + 1;
			let mixed = false;
			for (; behind < this.size && halves[2 * behind + 1] === high; behind += 1) {
				mixed ||= this.#compare(this.placeAt(at), this.placeAt(behind)) !== 0;
			}
			if (mixed) this.#orderStretch(at, behind);
			at = behind;
		}
	}

	#orderStretch(from: number, to: number): void {
		const places = Uint32Array.from({ length: to - from }, (_, index) =>
			this.placeAt(from + index),
		);
		places.sort((a, b) => this.#compare(a, b));
		for (const [index, place] of places.entries()) this.#halves[2 * (from + index)] = place;
	}
}
