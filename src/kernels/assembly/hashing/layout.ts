/** What is where in the memory in which hashes are made: offsets and sizes in bytes, all multiples of 16. */

import { FIRST_FREE } from '../shared/layout.ts';

export const VECTOR: usize = 16;

/** A form of a name, or a part of a message; up to four bytes behind it are read, whatever they are. */
export const TEXT_AT: usize = FIRST_FREE;
export const TEXT_BYTES: usize = 4096;
/** The words of messages while these are hashed: 80 vectors. */
export const WORDS_AT: usize = TEXT_AT + TEXT_BYTES + VECTOR;
/** The hashes of guesses, one after the other, as big-endian words. */
export const HASHES_AT: usize = WORDS_AT + 80 * VECTOR;
export const MAX_ENDINGS: usize = 1024;
const MAX_HASH_BYTES: usize = 20;
/** Endings, packed: see `guesses.ts`. */
export const ENDINGS_AT: usize = HASHES_AT + MAX_ENDINGS * MAX_HASH_BYTES;
export const ENDINGS_BYTES: usize = 1024 * 1024;
export const HASH_MEMORY_END: usize = ENDINGS_AT + ENDINGS_BYTES;

/** The state of MD4, in the last of the vectors: four, each with a word of four messages; and room for as many again. */
export const MD4_STATE_AT: usize = HASHES_AT - 8 * VECTOR;
