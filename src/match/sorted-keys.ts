/**
 * The keys of one partition, from all blocks, in order of their hashes. What decides nearly always and
 * where the key lies are put side by side in 64 bits and sorted as numbers, in native code; the few that
 * begin alike and differ later are put in order afterwards.
 */

import { firstKeyOf, type KeyBlock, PARTITION_PREFIXES } from './key-block.ts';

/** The first of the 32 bits beside a key's place are those of its prefix in the partition. */
const PREFIX_SHIFT = 32 - Math.log2(PARTITION_PREFIXES);

export class SortedKeys {
	size = 0;
	readonly #blocks: readonly KeyBlock[];
	readonly #stride: number;
	/** Of each key, the block and the place in it (low), and the digits behind the partition's (high). */
	#pairs = new BigUint64Array(1024);
	#halves = new Uint32Array(this.#pairs.buffer);

	constructor(blocks: readonly KeyBlock[], stride: number) {
		this.#blocks = blocks;
		this.#stride = stride;
	}

	load(partition: number): void {
		this.size = this.#gather(partition);
		this.#pairs.subarray(0, this.size).sort();
		this.#orderAlike();
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

	/** The words among which the key lies. */
	wordsAt(index: number): Uint32Array {
		return (this.#blocks[(this.#halves[2 * index] as number) >>> 16] as KeyBlock).words;
	}

	/** Where in `wordsAt` the key begins. */
	placeAt(index: number): number {
		return ((this.#halves[2 * index] as number) & 0xffff) * this.#stride;
	}

	/** Whether two keys are the same hash. */
	same(one: number, other: number): boolean {
		return (
			this.#halves[2 * one + 1] === this.#halves[2 * other + 1] &&
			this.#compare(this.#halves[2 * one] as number, this.#halves[2 * other] as number) === 0
		);
	}

	#gather(partition: number): number {
		let size = 0;
		for (const block of this.#blocks) {
			size += firstKeyOf(block, partition + 1) - firstKeyOf(block, partition);
		}
		if (size > this.#pairs.length) {
			this.#pairs = new BigUint64Array(size);
			this.#halves = new Uint32Array(this.#pairs.buffer);
		}
		const halves = this.#halves;
		const stride = this.#stride;
		let pair = 0;
		for (let block = 0; block < this.#blocks.length; block += 1) {
			const own = this.#blocks[block] as KeyBlock;
			const { words } = own;
			const end = firstKeyOf(own, partition + 1);
			for (let key = firstKeyOf(own, partition); key < end; key += 1) {
				const at = key * stride;
				halves[pair] = ((block << 16) | key) >>> 0;
				halves[pair + 1] =
					(((words[at] as number) << 12) | ((words[at + 1] as number) >>> 20)) >>> 0;
				pair += 2;
			}
		}
		return size;
	}

	/** Compares keys by where they lie. */
	#compare(one: number, other: number): number {
		const left = (this.#blocks[one >>> 16] as KeyBlock).words;
		const right = (this.#blocks[other >>> 16] as KeyBlock).words;
		const leftAt = (one & 0xffff) * this.#stride;
		const rightAt = (other & 0xffff) * this.#stride;
		// The last word is no part of the hash.
		for (let word = 0; word < this.#stride - 1; word += 1) {
			const difference = (left[leftAt + word] as number) - (right[rightAt + word] as number);
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
				mixed ||= this.#compare(halves[2 * at] as number, halves[2 * behind] as number) !== 0;
			}
			if (mixed) this.#orderStretch(at, behind);
			at = behind;
		}
	}

	#orderStretch(from: number, to: number): void {
		const places = Array.from(
			{ length: to - from },
			(_, index) => this.#halves[2 * (from + index)],
		);
		places.sort((a, b) => this.#compare(a as number, b as number));
		for (const [index, place] of places.entries())
			this.#halves[2 * (from + index)] = place as number;
	}
}
