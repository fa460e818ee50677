/**
 * The hashes of one block of rows, in order of their first three digits. Keys of one beginning are a
 * partition: small enough to be sorted in a core's cache, and what a thread joins at a time.
 */

import { type HashKind, hashDigits, hashWords, SHA1 } from '../../range/kind.ts';
import { MAX_ROW_BYTES } from '../../table/csv/row-scanner.ts';
import type { KeyArena } from './key-arena.ts';

/** How many partitions there are: 16^3. */
export const PARTITIONS = 4096;
/** Prefixes of a partition: 16^2. */
export const PARTITION_PREFIXES = 256;

/** Keys of a block: which is the first of each partition is held in 16 bits. */
export const MAX_KEYS = 0xffff;
/** Blocks of this size cannot have more keys than that. */
export const MAX_BLOCK_BYTES: number = MAX_KEYS * hashDigits(SHA1);

/** Blocks whose keys there must be room for: one to go on with beside what is left of others. */
export const MIN_BLOCKS = 3;

/** Partitions from `first` up to but without `end`. */
export interface Partitions {
	readonly first: number;
	readonly end: number;
}

export const ALL_PARTITIONS: Partitions = { first: 0, end: PARTITIONS };

/** Where in the key memory the keys of a block lie. */
export interface KeyBlock {
	/**
	 * The index of the first word. A key has `keyWords`: those of its hash, and its row, the first of
	 * the block being 0, or how many rows have it. The join writes over the hash what it found: the
	 * count in two words, the low one first, and the number and the size of the group that has it.
	 */
	readonly at: number;
	/** Keys. */
	readonly size: number;
	/** The partitions that it may have keys of. */
	readonly partitions: Partitions;
	/** The index of the half word that says which key is the first of the first partition, and so on. */
	readonly offsetsAt: number;
}

/** A stretch of the table whose rows are matched, or about to be. */
export interface MatchedBlock {
	/** The number of its first row, from 1. */
	readonly firstRow: number;
	readonly rows: number;
	/** Its rows with a hash. */
	readonly keys: KeyBlock;
}

/** Words of a key: those of the hash and one for the row. */
export function keyWords(kind: HashKind): number {
	return hashWords(kind) + 1;
}

/** The most words that the keys of a block can take, if blocks are to have so many bytes. */
export function maxWords(kind: HashKind, blockBytes: number): number {
	// A block with a row of the greatest length may be twice as long.
	return wordsWithin(kind, Math.max(blockBytes, 2 * MAX_ROW_BYTES));
}

/** The most words that the keys in so many bytes can take. */
export function wordsWithin(kind: HashKind, bytes: number): number {
	return maxKeys(kind, bytes) * keyWords(kind) + offsetWords(ALL_PARTITIONS);
}

/** The most rows with a hash that so many bytes can hold. */
export function maxKeys(kind: HashKind, blockBytes: number): number {
	return Math.ceil(blockBytes / hashDigits(kind));
}

/** One offset for each partition, and one behind the last: two in a word. */
function offsetWords({ first, end }: Partitions): number {
	return Math.ceil((end - first + 1) / 2);
}

/** The index in the block of the first key of a partition, or of what follows it. */
export function firstKeyOf(
	{ halves }: KeyArena,
	{ partitions: { first, end }, offsetsAt }: KeyBlock,
	partition: number,
): number {
	const index = Math.min(Math.max(partition, first), end) - first;
	return halves[offsetsAt + index] as number;
}

/**
 * Puts keys into the memory, in order of their partitions; those of one stay as they came.
 *
 * @param words the keys, all of `partitions`
 * @param size keys; 65,535 at most
 */
export function putKeys(
	memory: KeyArena,
	words: Uint32Array,
	size: number,
	stride: number,
	partitions: Partitions,
): KeyBlock {
	if (size > MAX_KEYS) throw new Error(`${size} keys in a block`);
	const { first, end } = partitions;
	const ends = new Uint16Array(end - first + 1);
	for (let at = 0; at < size * stride; at += stride) {
		const behind = ((words[at] as number) >>> 20) - first + 1;
		ends[behind] = (ends[behind] as number) + 1;
	}
	for (let index = 1; index < ends.length; index += 1) {
		ends[index] = (ends[index] as number) + (ends[index - 1] as number);
	}
	const at = memory.allocate(size * stride + offsetWords(partitions));
	const offsetsAt = (at + size * stride) * 2;
	memory.halves.set(ends, offsetsAt);
	scatter(words, size, stride, memory.words, at, ends, first);
	return { at, size, partitions, offsetsAt };
}

/** @param next the place of the next key of each partition from `first` on */
function scatter(
	words: Uint32Array,
	size: number,
	stride: number,
	target: Uint32Array,
	at: number,
	next: Uint16Array,
	first: number,
): void {
	for (let from = 0; from < size * stride; from += stride) {
		const index = ((words[from] as number) >>> 20) - first;
		const place = next[index] as number;
		next[index] = place + 1;
		const to = at + place * stride;
		for (let word = 0; word < stride; word += 1) target[to + word] = words[from + word] as number;
	}
}

/** Stands for the count of a hash whose range the store does not hold; more than any count. */
export const RANGE_MISSING: number = (2 ** 32 - 1) * 2 ** 32;

/** The high word of it: of a count it is 2^21 at most. */
const RANGE_MISSING_WORD = 2 ** 32 - 1;

/** Puts it in the place of a count that was written. */
export function writeRangeMissing(words: Uint32Array, at: number): void {
	words[at] = 0;
	words[at + 1] = RANGE_MISSING_WORD;
}

/**
 * Writes what was found over the hash of the key that lies at index `at`.
 *
 * @param count 0 when it was not found
 */
export function writeJoined(
	words: Uint32Array,
	at: number,
	count: number,
	group: number,
	size: number,
): void {
	words[at] = count;
	words[at + 1] = count / 2 ** 32;
	words[at + 2] = group;
	words[at + 3] = size;
}

/**
 * Calls back with the row of each key that was found, whose range is not held, or whose hash others
 * have too; in no order that means anything.
 *
 * @param each is given the count, as `writeJoined` has it, and the group's number and size, both 0
 *   when it is in none or not to be listed
 */
export function forEachJoined(
	{ words }: KeyArena,
	{ at: begin, size }: KeyBlock,
	kind: HashKind,
	each: (row: number, count: number, group: number, groupSize: number) => void,
): void {
	const stride = keyWords(kind);
	const end = begin + size * stride;
	for (let at = begin; at < end; at += stride) {
		const count = (words[at] as number) + (words[at + 1] as number) * 2 ** 32;
		const group = words[at + 2] as number;
		if (count === 0 && group === 0) continue;
		each(words[at + stride - 1] as number, count, group, words[at + 3] as number);
	}
}
