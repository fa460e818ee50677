/**
 * The hashes of one block of rows, in memory that all threads share, put in order of their first three
 * digits. Keys of one beginning are a partition: small enough to be sorted in a core's cache, and what
 * a thread joins at a time.
 */

import { type HashKind, hashWords } from '../range/kind.ts';

/** How many partitions there are: 16^3. */
export const PARTITIONS = 4096;
/** Prefixes of a partition: 16^2. */
export const PARTITION_PREFIXES = 256;

/** A key is known by its block and its place in it, 16 bits each. */
export const MAX_BLOCKS = 0x10000;
export const MAX_KEYS = 0xffff;

export interface KeyBlock {
	/**
	 * `keyWords` words a key: the words of its hash, and its row, the first of the block being 0, or how
	 * many rows have it. The join writes the count over the first two, the low one first.
	 */
	readonly words: Uint32Array;
	/** The first partition that it may have keys of. */
	readonly first: number;
	/** Where the keys of each partition from `first` on begin, and where those of the last end. */
	readonly offsets: Uint16Array;
}

/** Partitions from `first` up to but without `end`. */
export interface Partitions {
	readonly first: number;
	readonly end: number;
}

export const ALL_PARTITIONS: Partitions = { first: 0, end: PARTITIONS };

/** Words of a key: those of the hash and one for the row. */
export function keyWords(kind: HashKind): number {
	return hashWords(kind) + 1;
}

/** Keys in a block. */
export function sizeOf({ offsets }: KeyBlock): number {
	return offsets.at(-1) as number;
}

/** The index of the first key of a partition, or of what follows it. */
export function firstKeyOf({ first, offsets }: KeyBlock, partition: number): number {
	const index = Math.min(Math.max(partition - first, 0), offsets.length - 1);
	return offsets[index] as number;
}

/** Bytes that a block takes, what it takes to sort its keys included. */
export function bytesOf(block: KeyBlock): number {
	return block.words.byteLength + block.offsets.byteLength + 8 * sizeOf(block);
}

/**
 * Puts keys in order of their partitions; those of one stay as they came.
 *
 * @param words the keys, all of `partitions`
 * @param size keys; 65,535 at most
 */
export function makeKeyBlock(
	words: Uint32Array,
	size: number,
	stride: number,
	{ first, end }: Partitions,
): KeyBlock {
	if (size > MAX_KEYS) throw new Error(`${size} keys in a block`);
	const offsets = new Uint16Array(new SharedArrayBuffer((end - first + 1) * 2));
	for (let at = 0; at < size * stride; at += stride) {
		const behind = ((words[at] as number) >>> 20) - first + 1;
		offsets[behind] = (offsets[behind] as number) + 1;
	}
	for (let index = 1; index < offsets.length; index += 1) {
		offsets[index] = (offsets[index] as number) + (offsets[index - 1] as number);
	}
	const next = offsets.slice();
	const sorted = new Uint32Array(new SharedArrayBuffer(size * stride * 4));
	for (let from = 0; from < size * stride; from += stride) {
		const index = ((words[from] as number) >>> 20) - first;
		const place = next[index] as number;
		next[index] = place + 1;
		const to = place * stride;
		for (let word = 0; word < stride; word += 1) sorted[to + word] = words[from + word] as number;
	}
	return { words: sorted, first, offsets };
}

/** Calls back with the row and the count of each key that was found, in no order that means anything. */
export function forEachFound(
	{ words }: KeyBlock,
	kind: HashKind,
	each: (row: number, count: number) => void,
): void {
	const stride = keyWords(kind);
	for (let at = 0; at < words.length; at += stride) {
		const count = (words[at] as number) + (words[at + 1] as number) * 2 ** 32;
		if (count > 0) each(words[at + stride - 1] as number, count);
	}
}
