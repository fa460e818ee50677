/** Sorts pairs of words by the second word of each: of pairs with equal ones, the first stays before the other. */

import { COUNTS_AT, PAIRS_AT, SPARE_PAIRS_AT } from './shared/layout.ts';

/** So few are sorted by insertion. */
const FEW: usize = 24;
const PAIR_BYTES: usize = 8;

/** @param size number of pairs */
export function sortPairs(size: usize): void {
	if (size <= FEW) {
		insert(PAIRS_AT, PAIRS_AT + size * PAIR_BYTES);
		return;
	}
	// An even number of passes, so that they end where they began.
	for (let shift: u64 = 32; shift < 64; shift += 16) {
		move(PAIRS_AT, size, SPARE_PAIRS_AT, shift);
		move(SPARE_PAIRS_AT, size, PAIRS_AT, shift + 8);
	}
}

function insert(begin: usize, end: usize): void {
	for (let at = begin + PAIR_BYTES; at < end; at += PAIR_BYTES) {
		const pair = load<u64>(at);
		let to = at;
		for (; to > begin && load<u64>(to - PAIR_BYTES) >>> 32 > pair >>> 32; to -= PAIR_BYTES) {
			store<u64>(to, load<u64>(to - PAIR_BYTES));
		}
		store<u64>(to, pair);
	}
}

/** Moves the pairs to another place, in the order of one of their bytes. */
function move(from: usize, size: usize, to: usize, shift: u64): void {
	memory.fill(COUNTS_AT, 0, 4 * 256);
	const end = from + size * PAIR_BYTES;
	for (let at = from; at < end; at += PAIR_BYTES) {
		const count = COUNTS_AT + ((<usize>(load<u64>(at) >>> shift) & 255) << 2);
		store<u32>(count, load<u32>(count) + 1);
	}
	let next: u32 = 0;
	for (let at = COUNTS_AT; at < COUNTS_AT + 4 * 256; at += 4) {
		const count = load<u32>(at);
		store<u32>(at, next);
		next += count;
	}
	for (let at = from; at < end; at += PAIR_BYTES) {
		const pair = load<u64>(at);
		const place = COUNTS_AT + ((<usize>(pair >>> shift) & 255) << 2);
		const index = load<u32>(place);
		store<u32>(place, index + 1);
		store<u64>(to + <usize>index * PAIR_BYTES, pair);
	}
}
