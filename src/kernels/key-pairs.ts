/** Pairs of words, to be sorted by the second of each: a key's place, and a part of its hash. */

import { MOST_PAIRS, PAIRS_AT } from './assembly/shared/layout.ts';
import { rowMemory } from './row-memory.ts';

/** Room for as many as are sorted by a kernel: that of this thread. */
export function pairSpace(): Uint32Array {
	return rowMemory().words.subarray(PAIRS_AT / 4, PAIRS_AT / 4 + 2 * MOST_PAIRS);
}

/** Sorts the first `size` pairs in `pairSpace`; those with equal second words keep their order. */
export function sortPairs(size: number): void {
	rowMemory().kernels.sortPairs(size);
}
