/**
 * The keys of one block of rows, ordered by partition. A partition is all keys whose hashes begin with the same
 * three digits: few enough to be sorted in a core's cache, and the unit of work of a thread in the join.
 */

import { type BlockKeys, MAX_KEYS } from '../../kernels/block-keys.ts';
import { type HashKind, hashWords, shortestHash } from '../../range/kind.ts';
import { MAX_ROW_BYTES } from '../../table/csv/row-scanner.ts';
import type { KeyArena } from './key-arena.ts';

/** Number of partitions: 16^3. */
export const PARTITIONS = 4096;
/** Prefixes per partition: 16^2. */
export const PARTITION_PREFIXES = 256;

/** Blocks of this size cannot have more than `MAX_KEYS`: a row has a line end, too. */
export function maxBlockBytes(kind: HashKind): number {
	return MAX_KEYS * (shortestHash(kind) + 1);
}

/** The arena must have room for the keys of this many blocks: one being read, besides what remains of earlier ones; and for ids. */
export const MIN_BLOCKS = 4;

/** Partitions from `first` up to, but not including, `end`. */
export interface Partitions {
	readonly first: number;
	readonly end: number;
}

export const ALL_PARTITIONS: Partitions = { first: 0, end: PARTITIONS };

/** The location of a block's keys in the arena. */
export interface KeyBlock {
	/**
	 * The index of the first word. A key has `keyWords` words: those of its hash, then one for its row in the block
	 * (from 0) or, in passes that count distinct hashes, for how many rows have the hash. The join overwrites the
	 * hash with the breach count (two words, low one first), the group's number and the group's size.
	 */
	readonly at: number;
	/** Number of keys. */
	readonly size: number;
	/** The partitions that the keys may belong to. */
	readonly partitions: Partitions;
	/** Where the block's partition offsets begin, as an index into the arena's half words. */
	readonly offsetsAt: number;
}

/** A block of the table and its keys, before or after the join. */
export interface KeyedBlock {
	/** The number of its first row, from 1. */
	readonly firstRow: number;
	readonly rows: number;
	/** Of the rows with a hash. */
	readonly keys: KeyBlock;
}

/** Words per key: those of the hash and one for the row. */
export function keyWords(kind: HashKind): number {
	return hashWords(kind) + 1;
}

/** The most words that the keys of a block can take, for a nominal block size. */
export function maxWords(kind: HashKind, blockBytes: number): number {
	// A block that contains a row of maximum length may be twice as long as the row.
	return wordsWithin(kind, Math.max(blockBytes, 2 * MAX_ROW_BYTES));
}

/** The most words that the keys of this many bytes of rows can take. */
export function wordsWithin(kind: HashKind, bytes: number): number {
	return maxKeys(kind, bytes) * keyWords(kind) + offsetWords(ALL_PARTITIONS);
}

/** The most rows with a hash that fit in this many bytes. */
export function maxKeys(kind: HashKind, blockBytes: number): number {
	// The last row may lack its line end.
	return Math.ceil((blockBytes + 1) / (shortestHash(kind) + 1));
}

/** One offset for each partition, and one for the end of the last; two fit in a word. */
function offsetWords({ first, end }: Partitions): number {
	return Math.ceil((end - first + 1) / 2);
}

/** The index in the block of the first key of the partition, or of a later one if it has none. */
export function firstKeyOf(
	{ halves }: KeyArena,
	{ partitions: { first, end }, offsetsAt }: KeyBlock,
	partition: number,
): number {
	const index = Math.min(Math.max(partition, first), end) - first;
	return halves[offsetsAt + index] as number;
}

/** Copies keys into the arena, ordered by partition; within one, they keep their order. */
export function putKeys(memory: KeyArena, block: BlockKeys, partitions: Partitions): KeyBlock {
	const { keys, starts } = block.ordered();
	const at = memory.allocate(keys.length + offsetWords(partitions));
	const offsetsAt = (at + keys.length) * 2;
	memory.copyWords(keys, at);
	memory.halves.set(starts, offsetsAt);
	return { at, size: block.size, partitions, offsetsAt };
}

/** Replaces the count of a hash whose range the store lacks; greater than any count. */
export const RANGE_MISSING: number = (2 ** 32 - 1) * 2 ** 32;

/** Its high word: that of a count is at most 2^21. */
const RANGE_MISSING_WORD = 2 ** 32 - 1;

/** Overwrites the count of a joined key. */
export function writeRangeMissing(words: Uint32Array, at: number): void {
	words[at] = 0;
	words[at + 1] = RANGE_MISSING_WORD;
}

/**
 * Set in the size of a group that has privileged and other accounts. Keys are joined in groups only if all are in
 * memory, and that has room for far fewer than this.
 */
export const MIXED_GROUP: number = 2 ** 31;

/**
 * Overwrites the hash of the key at index `at` with the result of the join.
 *
 * @param count 0 if the hash was not found
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
 * Calls back for each key that was found, whose range is missing, or that belongs to a group, in
 * unspecified order.
 *
 * @param each receives the row in the block, the count or `RANGE_MISSING`, and the number and size of the
 *   group, both 0 if the row is in no group or not to be listed in it; the size may have `MIXED_GROUP` set
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
