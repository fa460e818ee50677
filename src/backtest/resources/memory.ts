/**
 * How much memory a back-test may use, and how it is divided: between threads, the blocks of the table that are in
 * flight, and what is known of the accounts.
 */

import { totalmem } from 'node:os';
import { CredcheckError } from '../../errors.ts';
import { MIN_BLOCKS, maxBlockBytes, maxWords, wordsWithin } from '../../match/keys/key-block.ts';
import type { HashKind } from '../../range/kind.ts';
import { BLOCK_BYTES } from '../../table/csv/blocks.ts';
import type { AccountsTable } from '../../table/table.ts';
import type { BacktestOptions } from '../options.ts';

const MIB = 1024 ** 2;

/** With two threads, 38 million accounts fit. Larger tables are processed in batches, which takes longer. */
const MAX_DEFAULT = 1.5 * 1024 ** 3;
/** Less counts as this: one thread needs it, with the smallest blocks and room for the keys of a few. */
export const MIN_MEMORY = 32 * MIB;
/** What a thread takes besides blocks, as measured: its heap, our code, SQLite, and ranges not yet garbage-collected. */
const THREAD_BYTES = 16 * MIB;
/** What a thread takes for each byte of a block: two in flight, their rows and keys, and what is written of them. */
const PER_BLOCK_BYTE = 6;
/** Blocks of the main thread: the one being read, those waiting to be used again. */
const OWN_BLOCKS = 4;
/** Smaller blocks would cost time. In bytes. */
const MIN_BLOCK_BYTES = 192 * 1024;
/** The most of the memory that threads may take if they or the blocks can be fewer; the rest is for accounts. */
const MAX_SHARE = 0.6;
/** Of that for accounts, what goes to their keys, to sorting these and to ids seen; the rest to what repeats. */
const KEY_SHARE = 0.8;
/** The words that all keys of a table can take, times this, are enough to sort them and for ids, too. */
const WORDS_FOR_ALL = 4;

/** How a back-test uses its memory. */
export interface MemoryPlan {
	/** Worker threads; 0 to use the calling thread. */
	readonly threads: number;
	/** The size of a block of the table, in every pass. */
	readonly blockBytes: number;
	/** Bytes for what is known of the accounts. */
	readonly accountBytes: number;
	/** Whether there is room for as many threads again, which read the store. */
	readonly hasReaders: boolean;
}

/** Bytes: an eighth of the memory that this process may use, at most 1.5 GiB. */
export function defaultMemory(): number {
	// The limit of the container. Without one it is 0, or larger than the machine's memory.
	const allowed = process.constrainedMemory();
	const available = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
	return Math.min(MAX_DEFAULT, Math.floor(available / 8));
}

/**
 * Plans smaller blocks and, if these are not enough, fewer threads, so that both leave room for accounts. With
 * `blockBytes`, both stay as they are.
 *
 * @param wanted threads; 0 for the calling thread
 */
export function planMemory(
	{ memory = defaultMemory(), blockBytes }: Pick<BacktestOptions, 'memory' | 'blockBytes'>,
	kind: HashKind,
	wanted: number,
): MemoryPlan {
	const bytes = blockBytes === undefined ? Math.max(memory, MIN_MEMORY) : memory;
	const largest = Math.min(blockBytes ?? BLOCK_BYTES, maxBlockBytes(kind));
	let threads = wanted;
	let block = largest;
	if (blockBytes === undefined) {
		const most = bytes * MAX_SHARE;
		while (threads > 1 && costOf(threads, MIN_BLOCK_BYTES) > most) threads -= 1;
		while (block > MIN_BLOCK_BYTES && costOf(threads, block) > most) {
			block = Math.max(MIN_BLOCK_BYTES, Math.floor(block / 2));
		}
	}
	const left = Math.max(bytes - costOf(threads, block), bytes / 4);
	const readers = threads * THREAD_BYTES;
	const hasReaders = readers < left / 2;
	return {
		threads,
		blockBytes: block,
		accountBytes: hasReaders ? left - readers : left,
		hasReaders,
	};
}

/** Bytes that threads take, with blocks of this size. */
function costOf(threads: number, blockBytes: number): number {
	return threads * THREAD_BYTES + (Math.max(threads, 1) * PER_BLOCK_BYTE + OWN_BLOCKS) * blockBytes;
}

/** The bytes of all arrays in plain data, each buffer once. */
export function bytesIn(data: unknown, seen: Set<unknown> = new Set()): number {
	if (typeof data !== 'object' || data === null || seen.has(data)) return 0;
	seen.add(data);
	if (ArrayBuffer.isView(data)) {
		const { buffer } = data;
		if (seen.has(buffer)) return 0;
		seen.add(buffer);
		return buffer.byteLength;
	}
	return Object.values(data).reduce((sum: number, own) => sum + bytesIn(own, seen), 0);
}

/**
 * How many 32-bit words to allocate for keys and ids: at least enough for `MIN_BLOCKS` blocks, and no more than the
 * table can need. The system provides them as they are written to, but it counts what is reserved: a process with many
 * gigabytes of that could not start another.
 *
 * @param held bytes that the lists given besides the table take of those for accounts
 * @throws CredcheckError USAGE if these leave no room
 */
export function wordsForKeys(
	{ accountBytes, blockBytes }: Pick<MemoryPlan, 'accountBytes' | 'blockBytes'>,
	kind: HashKind,
	{ bytes, gzipped }: Pick<AccountsTable, 'bytes' | 'gzipped'>,
	held = 0,
): number {
	const least = MIN_BLOCKS * maxWords(kind, blockBytes);
	const words = Math.floor(((accountBytes - held) / 4) * KEY_SHARE);
	const useful = gzipped ? Number.POSITIVE_INFINITY : WORDS_FOR_ALL * wordsWithin(kind, bytes);
	if (held <= Math.max(accountBytes, least * 4)) return Math.max(Math.min(words, useful), least);
	const more = Math.ceil((held + least * 4 - accountBytes) / MIB / 32) * 32;
	throw new CredcheckError(
		'USAGE',
		`--memory has no room for what was given besides the table: that takes ${Math.ceil(held / MIB)} MiB`,
		`give at least ${more} MiB more, or shorter lists`,
	);
}
