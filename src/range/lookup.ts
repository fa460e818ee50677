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
	const w0 = words[at] as number;
	const w1 = words[at + 1] as number;
	const w2 = words[at + 2] as number;
	const lead = ((w0 << 20) | (w1 >>> 12)) >>> 0;
	const next = ((w1 << 20) | (w2 >>> 12)) >>> 0;
	const mid = w2 & 0xfff;
	for (let index = lowerBound(range.lead, range.size, lead); index < range.size; index += 1) {
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

function sameTail(range: PackedRange, index: number, words: Uint32Array, at: number): boolean {
	for (let column = 0; column < range.tail.length; column += 1) {
		if (range.tail[column]?.[index] !== words[at + 3 + column]) return false;
	}
	return true;
}

/** The first index whose lead is not below `lead`; `size` when there is none. */
function lowerBound(leads: Uint32Array, size: number, lead: number): number {
	const guess = Math.floor((lead / 2 ** 32) * size);
	let low = guess;
	let high = guess;
	let step = 8;
	while (low > 0 && (leads[low - 1] as number) >= lead) {
		high = low - 1;
		low = Math.max(0, low - step);
		step *= 2;
	}
	step = 8;
	while (high < size && (leads[high] as number) < lead) {
		low = high + 1;
		high = Math.min(size, high + step);
		step *= 2;
	}
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((leads[middle] as number) < lead) low = middle + 1;
		else high = middle;
	}
	return low;
}
