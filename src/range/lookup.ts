/**
 * Finding a hash in a packed range. Suffixes are uniform, so the lead says where to look: the first
 * guess lands about sqrt(n) / 2 places away, and a doubling step closes in from there.
 */

import type { PackedRange } from './packed.ts';

/**
 * The index of the hash whose words begin at `words[at]`, or -1. The hash's prefix is taken to be
 * the range's.
 */
export function findInRange(range: PackedRange, words: Uint32Array, at: number): number {
	return new RangeSearch(range).find(words, at);
}

/** Finds hashes of a range that are asked for in ascending order, each from where the last one was. */
export class RangeSearch {
	readonly #range: PackedRange;
	/** No hash that is still asked for lies before this. */
	#from = 0;
	#fromLead = 0;

	constructor(range: PackedRange) {
		this.#range = range;
	}

	/** As `findInRange`; the hash must not be less than the last one asked for. */
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
				sameTail(range, index, words, at)
			) {
				return index;
			}
		}
		return -1;
	}
}

function sameTail(range: PackedRange, index: number, words: Uint32Array, at: number): boolean {
	for (let column = 0; column < range.tail.length; column += 1) {
		if (range.tail[column]?.[index] !== words[at + 3 + column]) return false;
	}
	return true;
}

/**
 * The first index from `begin` on whose lead is not below `lead`; `end` when there is none.
 *
 * @param guess where it may be
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
