/**
 * Which writings of a hash a cell may have, from one look at its bytes: nearly all cells have none, and only the others
 * are decoded.
 *
 * Short cells are told by their length. For longer ones each rule says what a hash in that writing always has, or has
 * but once in 100,000 times, as a raw byte beyond ASCII; names, addresses, UUIDs and times have it not.
 */

import type { HashKind } from '../../range/kind.ts';

/** Of a hash in digits, one for each byte or two, so many bytes are searched for: a few digits may be missing. */
const MISSING_BYTES = 2;
/** In a denser writing, a digit is more of it. */
const MISSING_BITS = 32;

/** As bits, so that a cell may have several. */
export const WRITINGS = {
	/** Hexadecimal, or any other digits. */
	digits: 1,
	/** Numbers, one for each byte. */
	numbers: 2,
	/** One word of letters and digits, such as base64. */
	word: 4,
	/** A word that has other signs, too, as all but one in 1,000 in base85 do. */
	signs: 32,
	/** Some of its bytes as escapes, such as `\x7c` or `%7C`. */
	escapes: 8,
	/** The bytes themselves, read as text. */
	raw: 16,
} as const;

const HEX = 1;
const DIGIT = 2;
const LETTER = 4;
/** No hexadecimal digit. */
const BEYOND_HEX = 8;
const UPPER = 16;
const ESCAPE = 32;
/** Read as text of one byte per character, half of all bytes begin with one of these in UTF-8. */
const ODD = 64;
const BLANK = 128;
/** Of base85, unlike those in addresses and paths. */
const SIGN = 256;
/** May begin a digit of another script, which the next byte tells. */
const LEAD = 1024;
/** Begins an escape only before `#` or a digit. */
const MARK = 512;

const CLASSES = new Uint16Array(256);
/** What three bytes in UTF-8 begin with, by script: bytes read as UTF-16 mix them. */
const SCRIPTS = new Uint8Array(256);
for (let byte = 0; byte < 256; byte += 1) {
	const sign = String.fromCharCode(byte);
	let found = 0;
	if (/[0-9a-f]/i.test(sign)) found |= HEX;
	if (/[0-9]/.test(sign)) found |= DIGIT;
	if (/[a-z]/i.test(sign)) found |= LETTER;
	if (/[g-z]/i.test(sign)) found |= BEYOND_HEX;
	if (/[A-Z]/.test(sign)) found |= UPPER;
	if (/[\\%]/.test(sign)) found |= ESCAPE;
	if (/[&=]/.test(sign)) found |= MARK;
	if (/[ \t]/.test(sign)) found |= BLANK;
	if ([0xd9, 0xdb, 0xe0, 0xf0].includes(byte)) found |= LEAD;
	if (/[!"#$'()*+,;<>[\]^`{|}~]/.test(sign)) found |= SIGN;
	const isControl = byte < 0x20 && !/[\t\r\n]/.test(sign);
	if (isControl || byte === 0x7f || [0xc2, 0xc3, 0xc6, 0xcb, 0xe2].includes(byte)) found |= ODD;
	CLASSES[byte] = found;
	if (byte >= 0xe0 && byte < 0xf0) {
		const script = byte < 0xe2 ? 1 : byte < 0xe4 ? 2 : byte < 0xea ? 4 : byte < 0xee ? 8 : 16;
		// The last has signs of many, such as full-width digits.
		SCRIPTS[byte] = byte === 0xef ? 24 : script;
	}
}

const SPACE = 0x20;
const LF = 0x0a;
const CR = 0x0d;
/** An escape, or an odd byte, may be in any text. */
const MIN_ESCAPES = 4;
const MIN_ODD = 3;
/** A time has two: `T` and `Z`. */
const MIN_LETTERS = 3;
const MIN_SIGNS = 4;
/** Most words without upper case have their digits in one place or two. */
const MIN_NUMBERS = 3;
/** Signs of one group of a word. */
const MIN_GROUP = 4;

/** A cell must be at least this long to have a hash, in bytes: 18 or 14. */
export function shortestWriting(kind: HashKind): number {
	return kind.bytes - MISSING_BYTES;
}

/** Bits of a hash that a word must have. */
export function shortestWordBits(kind: HashKind): number {
	return kind.bytes * 8 - MISSING_BITS;
}

/** @returns the `WRITINGS` that the bytes from `from` up to `to`, in UTF-8, may have; 0 if they have no hash */
export function writingsIn(bytes: Uint8Array, from: number, to: number, kind: HashKind): number {
	const least = shortestWriting(kind);
	if (to - from < least) return 0;
	let [hex, numbers, escapes, odd, scripts] = [0, 0, 0, 0, 0];
	// Of the word so far; `row` is of letters and digits alone.
	let [length, letters, beyondHex, uppers, signs, numbersBefore, row, longestRow] = [
		0, 0, 0, 0, 0, 0, 0, 0,
	];
	let words = 0;
	let [lastLength, inGroups, groupLetters] = [0, 0, 0];
	let isMixed = false;
	let [wasDigit, wasBreak] = [false, false];
	// Base85 is the densest writing; of those in one case, it is base32.
	const shortestWord = Math.floor(shortestWordBits(kind) / Math.log2(85));
	const shortestRow = Math.ceil(shortestWordBits(kind) / 5);
	for (let at = from; at <= to; at += 1) {
		const byte = at < to ? (bytes[at] as number) : SPACE;
		// A word may be on several lines, which may be indented.
		if (byte === LF || byte === CR) {
			wasBreak = true;
			continue;
		}
		const found = CLASSES[byte] as number;
		if ((found & BLANK) !== 0) {
			if (wasBreak && at < to) continue;
			if (length >= shortestWord && letters >= MIN_LETTERS && beyondHex > 0) {
				const isHere =
					uppers > 0 ||
					signs >= MIN_SIGNS ||
					numbers - numbersBefore >= MIN_NUMBERS ||
					Math.max(longestRow, row) >= shortestRow;
				if (isHere) words |= row < length ? WRITINGS.word | WRITINGS.signs : WRITINGS.word;
			}
			// In groups, as people read them out; account numbers have few letters.
			if (length < MIN_GROUP || length !== lastLength) {
				inGroups = 0;
				groupLetters = 0;
				isMixed = false;
			}
			inGroups += length;
			groupLetters += letters;
			isMixed ||= uppers > 0 || numbers > numbersBefore;
			if (isMixed && inGroups >= shortestWord && 3 * groupLetters > inGroups && inGroups > length)
				words |= WRITINGS.word;
			lastLength = length;
			length = 0;
			letters = 0;
			beyondHex = 0;
			uppers = 0;
			signs = 0;
			numbersBefore = numbers;
			row = 0;
			longestRow = 0;
			wasDigit = false;
			continue;
		}
		wasBreak = false;
		length += 1;
		hex += found & HEX;
		const isDigit = (found & DIGIT) !== 0;
		if (isDigit && !wasDigit) numbers += 1;
		wasDigit = isDigit;
		if ((found & LETTER) !== 0) letters += 1;
		if (isDigit || (found & LETTER) !== 0) row += 1;
		else {
			if (row > longestRow) longestRow = row;
			row = 0;
		}
		if ((found & BEYOND_HEX) !== 0) beyondHex += 1;
		if ((found & UPPER) !== 0) uppers += 1;
		if ((found & SIGN) !== 0) signs += 1;
		if ((found & ESCAPE) !== 0) escapes += 1;
		if ((found & MARK) !== 0 && mayEscape(bytes[at + 1])) escapes += 1;
		if ((found & ODD) !== 0) odd += 1;
		if ((found & LEAD) !== 0 && isForeignDigit(byte, bytes, at)) odd += 1;
		scripts |= SCRIPTS[byte] as number;
	}
	const others =
		(hex >= 2 * least ? WRITINGS.digits : 0) |
		(numbers >= least ? WRITINGS.numbers : 0) |
		words |
		(odd >= MIN_ODD || (scripts & (scripts - 1)) !== 0 ? WRITINGS.raw : 0);
	// One escape may be within another writing.
	const isEscaped = escapes >= MIN_ESCAPES || (escapes > 0 && others !== 0);
	return isEscaped ? others | WRITINGS.escapes : others;
}

/** Arabic, Persian or Indian, or a sign of mathematics. */
function isForeignDigit(lead: number, bytes: Uint8Array, at: number): boolean {
	const next = bytes[at + 1] ?? 0;
	const last = bytes[at + 2] ?? 0;
	if (lead === 0xd9) return next >= 0xa0 && next <= 0xa9;
	if (lead === 0xdb) return next >= 0xb0 && next <= 0xb9;
	return lead === 0xf0 ? next === 0x9d : next === 0xa5 && last >= 0xa6 && last <= 0xaf;
}

const HASH_SIGN = 0x23;

function mayEscape(next: number | undefined): boolean {
	return next === HASH_SIGN || ((CLASSES[next ?? 0] as number) & HEX) !== 0;
}
