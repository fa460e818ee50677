/** Account ids in ascending order, as most exports have them. */

import { TEXT_AT } from './shared/layout.ts';
import { cellBegin, cellEnd } from './shared/row-records.ts';

/** Longer ids may be numbers that lost digits. */
const MOST_BYTES: u32 = 15;

/**
 * Finds the first row whose id needs more than a look: one that is not just letters and digits at both its ends, that
 * may be a word for no value or a number with an exponent, that is long, or that is not greater than the one before.
 *
 * @param row the first row to look at; there is one before it
 * @param end the row after the last
 * @param byLength whether a shorter id is less than a longer one, as numbers are; else ids are ordered byte by byte
 * @returns the row, or `end`
 */
export function ascendIds(row: u32, end: u32, column: u32, byLength: bool): u32 {
	let before = cellBegin(row - 1, column);
	let beforeSize = cellEnd(row - 1, column) - before;
	for (let at = row; at < end; at += 1) {
		const begin = cellBegin(at, column);
		const size = cellEnd(at, column) - begin;
		if (size - 1 >= MOST_BYTES || !isOrdinary(TEXT_AT + begin, size)) return at;
		if (!isLess(TEXT_AT + before, beforeSize, TEXT_AT + begin, size, byLength)) return at;
		before = begin;
		beforeSize = size;
	}
	return end;
}

function isDigit(byte: u8): bool {
	return byte - 0x30 < 10;
}

function isLetter(byte: u8): bool {
	return (byte | 0x20) - 0x61 < 26;
}

function isOrdinary(id: usize, size: u32): bool {
	const last = load<u8>(id + size - 1);
	if (!isDigit(last) && !isLetter(last)) return false;
	const first = load<u8>(id);
	// Words for no value begin with N or U.
	if (!isDigit(first)) return isLetter(first) && (first | 0x20) !== 0x6e && (first | 0x20) !== 0x75;
	if (size === 1) return true;
	const second = load<u8>(id + 1);
	return second !== 0x2e && second !== 0x2c && (second | 0x20) !== 0x65;
}

function isLess(one: usize, oneSize: u32, other: usize, otherSize: u32, byLength: bool): bool {
	if (byLength && oneSize !== otherSize) return oneSize < otherSize;
	const size = min(oneSize, otherSize);
	for (let at: u32 = 0; at < size; at += 1) {
		const difference = <i32>load<u8>(one + at) - <i32>load<u8>(other + at);
		if (difference !== 0) return difference < 0;
	}
	return oneSize < otherSize;
}
