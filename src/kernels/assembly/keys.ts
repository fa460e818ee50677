/** Keys: the hashes of rows as words, each with a mark behind it, and ordered by partition. */

import { KEY_COUNT_AT, KEYS_AT, NEXT_AT, ORDERED_AT, STARTS_AT, TEXT_AT } from './shared/layout.ts';
import { cellBegin, cellEnd, cellsOf } from './shared/row-records.ts';

/** A partition is the highest 12 bits of a hash. */
const PARTITION_SHIFT: u32 = 20;

/**
 * Reads the hashes of rows into keys, up to a row that is not as most are: with another number of cells, or with a hash
 * that is not just its digits, or has the same word twice, as placeholders do.
 *
 * @param row the first row
 * @param end the row after the last
 * @param cells that a row has to have
 * @param digits of a hash: 40 or 32
 * @param first the first partition whose keys are wanted
 * @param last the last one
 * @param mark of the first row
 * @param step from one row's mark to that of the next
 * @param size the number of keys so far, behind which they go; 32 bytes behind the last are written, too
 * @returns the row after the last that was read; the number of keys is stored at `KEY_COUNT_AT`
 */
export function readKeys(
	row: u32,
	end: u32,
	column: u32,
	cells: u32,
	digits: u32,
	first: u32,
	last: u32,
	mark: u32,
	step: u32,
	size: u32,
): u32 {
	const hashBytes: usize = digits >>> 1;
	let key = KEYS_AT + size * (hashBytes + 4);
	let at = row;
	let own = mark;
	for (; at < end; at += 1) {
		if (cellsOf(at) !== cells) break;
		const begin = cellBegin(at, column);
		if (cellEnd(at, column) - begin !== digits) break;
		const from = TEXT_AT + begin;
		if (!putWords(from, key)) break;
		if (digits === 40 && !putLastWord(from + 24, key + 16)) break;
		const word = load<u32>(key);
		if (word === load<u32>(key + 4)) break;
		const partition = word >>> PARTITION_SHIFT;
		if (partition >= first && partition <= last) {
			store<u32>(key + hashBytes, own);
			key += hashBytes + 4;
		}
		own += step;
	}
	store<u32>(KEY_COUNT_AT, <u32>(key - KEYS_AT) / (hashBytes + 4));
	return at;
}

/** The values of 16 hex digits, one a byte. */
function valuesOf(digits: v128): v128 {
	const letters = i8x16.gt_u(digits, i8x16.splat(0x39));
	return v128.and(i8x16.add(digits, v128.and(letters, i8x16.splat(9))), i8x16.splat(0x0f));
}

/** Whether all 16 bytes are hex digits, of either case. */
function areDigits(bytes: v128): bool {
	const isDecimal = i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(9));
	const lower = v128.or(bytes, i8x16.splat(0x20));
	const isLetter = i8x16.le_u(i8x16.sub(lower, i8x16.splat(0x61)), i8x16.splat(5));
	return i8x16.all_true(v128.or(isDecimal, isLetter));
}

/** The bytes that pairs of digits are, each in the low half of 16 bits. */
function pairsOf(digits: v128): v128 {
	const values = valuesOf(digits);
	return v128.and(v128.or(i16x8.shl(values, 4), i16x8.shr_u(values, 8)), i16x8.splat(0xff));
}

/** Writes the four words of 32 digits; false if they are no digits. */
function putWords(from: usize, to: usize): bool {
	const high = v128.load(from);
	const low = v128.load(from + 16);
	if (!areDigits(high) || !areDigits(low)) return false;
	const bytes = i8x16.narrow_i16x8_u(pairsOf(high), pairsOf(low));
	v128.store(to, i8x16.shuffle(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
	return true;
}

/** Writes the word of the last 8 of 16 digits. */
function putLastWord(from: usize, to: usize): bool {
	const digits = v128.load(from);
	if (!areDigits(digits)) return false;
	const pairs = pairsOf(digits);
	const bytes = i8x16.narrow_i16x8_u(pairs, pairs);
	store<u32>(to, bswap<u32>(i32x4.extract_lane(bytes, 1)));
	return true;
}

/**
 * Orders keys by partition; within one, they keep their order. They go to `ORDERED_AT`, and the index of the first of
 * each partition to `STARTS_AT`, in 16 bits, and behind them the number of keys.
 *
 * @param size number of keys; fewer than 65,536
 * @param stride bytes of a key
 * @param first the first of their partitions
 * @param partitions their number
 */
export function orderKeys(size: u32, stride: u32, first: u32, partitions: u32): void {
	const startsBytes = 2 * (partitions + 1);
	memory.fill(STARTS_AT, 0, startsBytes);
	const end = KEYS_AT + size * stride;
	for (let key = KEYS_AT; key < end; key += stride) {
		const count = STARTS_AT + 2 * ((load<u32>(key) >>> PARTITION_SHIFT) - first + 1);
		store<u16>(count, load<u16>(count) + 1);
	}
	let sum: u16 = 0;
	for (let at = STARTS_AT; at < STARTS_AT + startsBytes; at += 2) {
		sum += load<u16>(at);
		store<u16>(at, sum);
	}
	memory.copy(NEXT_AT, STARTS_AT, startsBytes);
	for (let key = KEYS_AT; key < end; key += stride) {
		const place = NEXT_AT + 2 * ((load<u32>(key) >>> PARTITION_SHIFT) - first);
		const index = load<u16>(place);
		store<u16>(place, index + 1);
		let to = ORDERED_AT + <usize>index * stride;
		for (let from = key; from < key + stride; from += 4, to += 4) store<u32>(to, load<u32>(from));
	}
}
