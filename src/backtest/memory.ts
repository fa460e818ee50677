/** How much memory a back-test may take, and how much of it is for keys. */

import { totalmem } from 'node:os';
import { MIN_BLOCKS, maxWords } from '../match/keys/key-block.ts';
import type { HashKind } from '../range/kind.ts';

/** More brings little: with two threads 38 million accounts fit, and those of larger tables are taken in turn. */
const MAX_BYTES = 1.25 * 1024 ** 3;

/** What a thread takes beside keys, as measured: blocks under way, and ranges not yet collected. */
const THREAD_BYTES = 62 * 1024 ** 2;

/** Bytes: an eighth of what this process may have, 1.25 GiB at most. */
export function defaultMemory(): number {
	// What a container allows; 0 when nothing limits it.
	const allowed = process.constrainedMemory();
	const available = allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
	return Math.min(MAX_BYTES, Math.floor(available / 8));
}

/**
 * Words of 32 bits for keys, where so many bytes may be taken in all; what there must be is taken
 * whatever that says.
 */
export function wordsForKeys(
	bytes: number,
	threads: number,
	kind: HashKind,
	blockBytes: number,
): number {
	const left = Math.max(bytes - threads * THREAD_BYTES, bytes / 4);
	// To sort keys takes two words for each six.
	return Math.max((left / 4) * 0.75, MIN_BLOCKS * maxWords(kind, blockBytes));
}
