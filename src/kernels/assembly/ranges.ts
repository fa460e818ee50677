/**
 * Ranges: the text of one, checked line by line, to its packed form (see `range/packed.ts`). The grammar of a line is
 * that of `packText`.
 */

import { FIRST_FREE } from './shared/layout.ts';

const LINE_FEED: u8 = 0x0a;
const RETURN: u8 = 0x0d;
const COLON: u8 = 0x3a;
const ZERO: u8 = 0x30;
const LETTER_A: u8 = 0x41;
/** Digits of a prefix. */
const PREFIX_DIGITS: u32 = 5;
const HEADER_BYTES: usize = 12;
/** 2^53 - 1. */
const MAX_COUNT: u64 = 9_007_199_254_740_991;

/** What is wrong with a line; `range-packer.ts` knows them by number. */
const BAD_PREFIX: u32 = 1;
const BAD_DIGITS: u32 = 2;
const MALFORMED: u32 = 3;
const PADDING: u32 = 4;
const LARGE_COUNT: u32 = 5;
const UNSORTED: u32 = 6;
const DUPLICATE: u32 = 7;

/**
 * Packs the text of a range, which begins at `FIRST_FREE`. Behind it there must be 64 bytes of zero.
 *
 * @param size of the text, 1 or more
 * @param digits of a suffix: 35 or 27
 * @param hasPrefix whether each line begins with the prefix
 * @param first the first word of the packed form
 * @param packed where the packed form goes, at a multiple of 4; it takes no more bytes than the text and 64
 * @returns bytes of the packed form; 0 at the first bad line: then three words at `packed` are what is wrong, the
 *   number of the line from 0 on, and where it begins in the text
 */
export function packRange(
	size: u32,
	digits: u32,
	hasPrefix: bool,
	prefix: u32,
	first: u32,
	packed: usize,
): u32 {
	const text = FIRST_FREE;
	const isLong = digits === 35;
	const skipped: u32 = hasPrefix ? PREFIX_DIGITS : 0;
	// A text of more lines has some that are too short, and none behind the first of these is read.
	const rows: usize = min(countLines(text, size), (size + 1) / (skipped + digits + 3));
	const next = packed + HEADER_BYTES + 4 * rows;
	const rest = next + 4 * rows;
	const rest2 = rest + 4 * rows;
	const mid = isLong ? rest2 + 4 * rows : rest2;
	let counts = mid + 2 * rows;
	const headDigits = prefixHead(prefix);
	const lastDigit = digitOf(prefix & 15);
	const isRest: i32 = isLong ? 0xffff : 0xff;
	const end = text + size;
	let at = text;
	let row: usize = 0;
	let lastHigh: u64 = 0;
	let lastMid: u32 = 0;
	let lastLow: u64 = 0;
	for (; at < end; row += 1) {
		const begin = at;
		if (hasPrefix) {
			if (load<u32>(at) !== headDigits || load<u8>(at + 4) !== lastDigit) {
				return failed(packed, BAD_PREFIX, row, begin - text);
			}
			at += PREFIX_DIGITS;
		}
		const high = v128.load(at);
		const middle = v128.load(at, 16);
		const low = v128.load(at, 19);
		const areDigits =
			i8x16.all_true(hexDigits(high)) &&
			(i8x16.bitmask(hexDigits(middle)) & 7) === 7 &&
			(i8x16.bitmask(hexDigits(low)) & isRest) === isRest;
		if (!areDigits || load<u8>(at + digits) !== COLON) {
			return failed(packed, BAD_DIGITS, row, begin - text);
		}
		at += digits + 1;
		let byte = load<u8>(at);
		if (byte === ZERO) {
			const why = isDecimal(load<u8>(at + 1)) ? MALFORMED : PADDING;
			return failed(packed, why, row, begin - text);
		}
		if (!isDecimal(byte)) return failed(packed, MALFORMED, row, begin - text);
		let count: u64 = 0;
		do {
			// Stays too large, whatever follows.
			if (count <= MAX_COUNT) count = count * 10 + (byte - ZERO);
			at += 1;
			byte = load<u8>(at);
		} while (isDecimal(byte));
		if (count > MAX_COUNT) return failed(packed, LARGE_COUNT, row, begin - text);
		if (byte === RETURN) {
			// At the very end it is half a line end: the text was cut there.
			at += 1;
			if (at >= end || load<u8>(at) !== LINE_FEED) {
				return failed(packed, MALFORMED, row, begin - text);
			}
		} else if (at < end && byte !== LINE_FEED) {
			return failed(packed, MALFORMED, row, begin - text);
		}
		at += 1;
		// Digits in the order in which they are compared.
		const highWords = words(digitValues(high));
		const middleValues = digitValues(middle);
		const midDigits =
			((<u32>i8x16.extract_lane_u(middleValues, 0)) << 8) |
			((<u32>i8x16.extract_lane_u(middleValues, 1)) << 4) |
			<u32>i8x16.extract_lane_u(middleValues, 2);
		let lowWords = words(digitValues(low));
		if (!isLong) lowWords &= 0xffff_ffff;
		const highKey = rotl<u64>(highWords, 32);
		const lowKey = rotl<u64>(lowWords, 32);
		if (row > 0 && highKey <= lastHigh) {
			const isSame = highKey === lastHigh;
			if (!isSame || midDigits < lastMid || (midDigits === lastMid && lowKey <= lastLow)) {
				const isAgain = isSame && midDigits === lastMid && lowKey === lastLow;
				return failed(packed, isAgain ? DUPLICATE : UNSORTED, row, begin - text);
			}
		}
		lastHigh = highKey;
		lastMid = midDigits;
		lastLow = lowKey;
		store<u32>(packed + HEADER_BYTES + 4 * row, <u32>highWords);
		store<u32>(next + 4 * row, <u32>(highWords >> 32));
		store<u32>(rest + 4 * row, <u32>lowWords);
		if (isLong) store<u32>(rest2 + 4 * row, <u32>(lowWords >> 32));
		store<u16>(mid + 2 * row, <u16>midDigits);
		while (count >= 0x80) {
			store<u8>(counts, <u8>(count | 0x80));
			count >>= 7;
			counts += 1;
		}
		store<u8>(counts, <u8>count);
		counts += 1;
	}
	store<u32>(packed, first);
	store<u32>(packed, prefix, 4);
	store<u32>(packed, <u32>row, 8);
	return <u32>(counts - packed);
}

function failed(packed: usize, why: u32, line: usize, at: usize): u32 {
	store<u32>(packed, why);
	store<u32>(packed, <u32>line, 4);
	store<u32>(packed, <u32>at, 8);
	return 0;
}

/** Line ends, and one more for a last line without. */
function countLines(text: usize, size: u32): u32 {
	const lineFeeds = i8x16.splat(LINE_FEED);
	let lines: u32 = load<u8>(text + size - 1) === LINE_FEED ? 0 : 1;
	// Behind the text there are only zeros.
	for (let at: u32 = 0; at < size; at += 16) {
		lines += popcnt(i8x16.bitmask(i8x16.eq(v128.load(text + at), lineFeeds)));
	}
	return lines;
}

/** The first four digits of a prefix, as text. */
function prefixHead(prefix: u32): u32 {
	let head: u32 = 0;
	for (let digit = 0; digit < 4; digit += 1) {
		head |= (<u32>digitOf((prefix >> (16 - 4 * digit)) & 15)) << (8 * digit);
	}
	return head;
}

function digitOf(value: u32): u8 {
	return <u8>(value < 10 ? ZERO + value : LETTER_A + value - 10);
}

function isDecimal(byte: u8): bool {
	return <u8>(byte - ZERO) < 10;
}

/** Which bytes are hex digits in upper case. */
function hexDigits(bytes: v128): v128 {
	return v128.or(
		i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(ZERO)), i8x16.splat(10)),
		i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(LETTER_A)), i8x16.splat(6)),
	);
}

/** The values of hex digits. */
function digitValues(bytes: v128): v128 {
	const letters = i8x16.gt_u(bytes, i8x16.splat(0x39));
	const values = i8x16.sub(bytes, i8x16.splat(ZERO));
	// From `A` on: 7 characters lie between `9` and `A`.
	return i8x16.sub(values, v128.and(letters, i8x16.splat(7)));
}

/** Sixteen values of digits as two words, the first in the lower half. */
function words(values: v128): u64 {
	// The lower byte of each lane has both digits of a byte then.
	const pairs = v128.or(i16x8.shl(values, 4), i16x8.shr_u(values, 8));
	return i64x2.extract_lane(
		v128.shuffle<u8>(pairs, pairs, 6, 4, 2, 0, 14, 12, 10, 8, 6, 4, 2, 0, 14, 12, 10, 8),
		0,
	);
}
