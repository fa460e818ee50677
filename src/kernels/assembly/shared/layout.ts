/**
 * What is where in the memory in which each thread finds rows, reads their keys and sorts keys: offsets and sizes in
 * bytes, all multiples of eight. Read by kernels and by what calls them.
 */

/** The constants of the module are below. */
export const FIRST_FREE: usize = 64 * 1024;
/** What kernels may read or write behind a text and behind keys. */
const PADDING: usize = 64;

/** So much is scanned at a time that it, and what is found, stays in a core's cache. */
export const TEXT_BYTES: u32 = 64 * 1024;
export const TEXT_AT: usize = FIRST_FREE;
/** A record for each row, and one more: see `row-records.ts`. */
export const MOST_ROWS: u32 = 4096;
export const ROW_BYTES: usize = 16;
export const ROWS_AT: usize = TEXT_AT + TEXT_BYTES + PADDING;
/** The bounds of the cells of all rows. */
export const MOST_CELLS: u32 = 16_384;
export const CELL_BYTES: usize = 8;
export const CELLS_AT: usize = ROWS_AT + ROW_BYTES * (MOST_ROWS + 1);

/** The most keys of a block: indexes of them are stored in 16 bits. */
export const MAX_KEYS: u32 = 0xffff;
const MAX_KEY_BYTES: usize = 24;
const KEYS_BYTES: usize = MAX_KEY_BYTES * (MAX_KEYS + 1) + PADDING;
/** A word: the number of keys. */
export const KEY_COUNT_AT: usize = CELLS_AT + CELL_BYTES * MOST_CELLS;
export const KEYS_AT: usize = KEY_COUNT_AT + 8;
/** The keys in the order of partitions. */
export const ORDERED_AT: usize = KEYS_AT + KEYS_BYTES;
/** The index of the first key of each partition in 16 bits, then the number of keys; and room for as many again. */
const STARTS_BYTES: usize = 2 * (4096 + 4);
export const STARTS_AT: usize = ORDERED_AT + KEYS_BYTES;
export const NEXT_AT: usize = STARTS_AT + STARTS_BYTES;

/** Pairs of words to be sorted, and room for as many again. */
export const MOST_PAIRS: u32 = 65_536;
export const PAIRS_AT: usize = NEXT_AT + STARTS_BYTES;
export const SPARE_PAIRS_AT: usize = PAIRS_AT + 8 * MOST_PAIRS;
/** 256 words. */
export const COUNTS_AT: usize = SPARE_PAIRS_AT + 8 * MOST_PAIRS;
export const ROW_MEMORY_END: usize = COUNTS_AT + 4 * 256;
