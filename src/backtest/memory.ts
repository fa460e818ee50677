/** How much memory a back-test may use, and how much of it is for keys. */

import { totalmem } from 'node:os';
import { MIN_BLOCKS, maxBlockBytes, maxWords } from '../match/keys/key-block.ts';
import type { HashKind } from '../range/kind.ts';
import { BLOCK_BYTES } from '../table/csv/blocks.ts';
import type { BacktestOptions } from './options.ts';

/** With two threads, 38 million accounts fit. Larger tables are processed in batches, which takes longer. */
const MAX_BYTES = 1.25 * 1024 ** 3;

/** What a thread takes besides keys, as measured: blocks in flight, and ranges not yet garbage-collected. */
const THREAD_BYTES = 62 * 1024 ** 2;

/** The size of a block of the table, in every pass. */
export function blockSize({ blockBytes }: BacktestOptions, kind: HashKind): number {
	return Math.min(blockBytes ?? BLOCK_BYTES, maxBlockBytes(kind));
}

/** Bytes: an eighth of the memory that this process may use, at most 1.25 GiB. */
export function defaultMemory(): number {
	// The limit of the container. Without one it is 0, or larger than the machine's memory.
	const allowed = process.constrainedMemory();
	const available = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
	return Math.min(MAX_BYTES, Math.floor(available / 8));
}

/**
 * How many 32-bit words to allocate for keys: at least enough for `MIN_BLOCKS` blocks.
 *
 * @param bytes the whole budget, as in `BacktestOptions.memory`; at least a quarter of it is for keys and for sorting them
 */
export function wordsForKeys(
	bytes: number,
	threads: number,
	kind: HashKind,
	blockBytes: number,
): number {
	const left = Math.max(bytes - threads * THREAD_BYTES, bytes / 4);
	// A key takes six words, and sorting it two more.
	return Math.max((left / 4) * 0.75, MIN_BLOCKS * maxWords(kind, blockBytes));
}
