/** The memory in which each thread finds rows, reads their keys and sorts keys, and what is where in it. */

import { FIRST_FREE, type Kernels, kernelsOn, makeKernelMemory } from './kernels.ts';

/** Bytes that are scanned at a time: they, and what is found, stay in a core's cache. */
export const TEXT_BYTES: number = 64 * 1024;
export const MOST_ROWS = 4096;
export const MOST_ENDS = 16_384;
/** Words of the record of a row: where it begins, where the next one does, its first end, and its number of cells. */
export const ROW_WORDS = 4;
/** The most keys of a block: indexes of them are stored in 16 bits. */
export const MAX_KEYS = 0xffff;
const MAX_KEY_WORDS = 6;
const MAX_PARTITIONS = 4096;
/** Bytes that kernels may read or write behind a text and behind keys. */
const PADDING = 64;

const KEYS_BYTES = 4 * MAX_KEY_WORDS * (MAX_KEYS + 1) + PADDING;
const STARTS_BYTES = 2 * (MAX_PARTITIONS + 2);

/** Offsets in bytes. */
export const TEXT_AT: number = FIRST_FREE;
export const ROWS_AT: number = TEXT_AT + TEXT_BYTES + PADDING;
export const ENDS_AT: number = ROWS_AT + 4 * ROW_WORDS * (MOST_ROWS + 1);
/** A word: where the keys that were read last end. */
export const KEYS_END_AT: number = ENDS_AT + 4 * MOST_ENDS;
export const KEYS_AT: number = KEYS_END_AT + PADDING;
export const ORDERED_AT: number = KEYS_AT + KEYS_BYTES;
export const STARTS_AT: number = ORDERED_AT + KEYS_BYTES;
export const NEXT_AT: number = STARTS_AT + STARTS_BYTES;
/** Partitions of more keys are rare: only hashes that are no random ones begin alike so often. */
export const MOST_PAIRS = 65_536;
export const PAIRS_AT: number = Math.ceil((NEXT_AT + STARTS_BYTES) / 8) * 8;
export const SPARE_PAIRS_AT: number = PAIRS_AT + 8 * MOST_PAIRS;
export const COUNTS_AT: number = SPARE_PAIRS_AT + 8 * MOST_PAIRS;
const END = COUNTS_AT + 4 * 256;

export interface RowMemory {
	readonly kernels: Kernels;
	readonly bytes: Buffer;
	readonly words: Uint32Array;
	/** What has filled the index of rows last. */
	owner: object | undefined;
}

let memory: RowMemory | undefined;

/** That of this thread. */
export function rowMemory(): RowMemory {
	memory ??= open();
	return memory;
}

/** The system provides most of it only when keys are read. */
function open(): RowMemory {
	const own = makeKernelMemory(END - FIRST_FREE);
	return {
		kernels: kernelsOn(own),
		bytes: Buffer.from(own.buffer),
		words: new Uint32Array(own.buffer),
		owner: undefined,
	};
}
