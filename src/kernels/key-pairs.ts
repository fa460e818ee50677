/** Pairs of words, to be sorted by the second of each: a key's place, and a part of its hash. */

import { COUNTS_AT, MOST_PAIRS, PAIRS_AT, rowMemory, SPARE_PAIRS_AT } from './row-memory.ts';

export { MOST_PAIRS } from './row-memory.ts';

/** Room for `MOST_PAIRS` pairs: that of this thread. */
export function pairSpace(): Uint32Array {
	return rowMemory().words.subarray(PAIRS_AT / 4, PAIRS_AT / 4 + 2 * MOST_PAIRS);
}

/** Sorts the first `size` pairs in `pairSpace`; those with equal second words keep their order. */
export function sortPairs(size: number): void {
	rowMemory().kernels.sortPairs(PAIRS_AT, size, SPARE_PAIRS_AT, COUNTS_AT);
}
