/**
 * Finds a hash in a packed range by interpolation. Suffixes are uniform, so `lead` predicts the index: the
 * guess is about sqrt(n) / 2 off, and a search with doubling steps continues from there.
 */

import type { PackedRange } from './packed.ts';

/** Looks up hashes in ascending order, each from where the previous one was. */
export class RangeSearch {
	readonly #range: PackedRange;
	/** No later hash is before this index. */
	#from = 0;
	#fromLead = 0;

	constructor(range: PackedRange) {
		this.#range = range;
	}

	/**
	 * The index of the hash whose words begin at `words[at]`, or -1. Assumes that its prefix is that of the range,
	 * and that it is not less than the hash of the previous call.
	 */
	find(words: Uint32Array, at: number): number {
		const range = this.#range;
		const w0 = words[at] as number;
		const w1 = words[at + 1] as number;
		const w2 = words[at + 2] as number;
		const lead = ((w0 << 20) | (w1 >>> 12)) >>> 0;
		const next = ((w1 << 20) | (w2 >>> 12)) >>> 0;
		const mid = w2 & 0xfff;
		const ahead = Math.floor(((lead - this.#fromLead) / 2 ** 32) * range.size);
		const first = lowerBound(range.lead, this.#from, range.size, this.#from + ahead, lead);
		this.#from = first;
		this.#fromLead = lead;
		for (let index = first; index < range.size; index += 1) {
			if (range.lead[index] !== lead) return -1;
			if (
				range.next[index] === next &&
				range.mid[index] === mid &&
				sameRest(range, index, words, at)
			) {
				return index;
			}
		}
		return -1;
	}
}

function sameRest(range: PackedRange, index: number, words: Uint32Array, at: number): boolean {
	for (let column = 0; column < range.rest.length; column += 1) {
		if (range.rest[column]?.[index] !== words[at + 3 + column]) return false;
	}
	return true;
}

/**
 * The first index from `begin` to `end` whose lead is not below `lead`; `end` when there is none.
 *
 * @param guess where the search begins
 */
function lowerBound(
	leads: Uint32Array,
	begin: number,
	end: number,
	guess: number,
	lead: number,
): number {
	let low = Math.min(guess, end);
	let high = low;
	let step = 4;
	while (low > begin && (leads[low - 1] as number) >= lead) {
		high = low - 1;
		low = Math.max(begin, low - step);
		step *= 2;
	}
	step = 4;
	while (high < end && (leads[high] as number) < lead) {
		low = high + 1;
		high = Math.min(end, high + step);
		step *= 2;
	}
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((leads[middle] as number) < lead) low = middle + 1;
		else high = middle;
	}
	return low;
}
