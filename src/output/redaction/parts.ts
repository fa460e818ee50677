/**
 * Finds a part of a row's own hash, of eight bytes or more, in the writings that tables have: hex digits, decimal
 * numbers and base64. Of other writings only a whole hash is found: a part would need more cells to be decoded than is
 * worth its time.
 */

import { fromBase64, fromHex } from './decodings.ts';
import { fromNumbers } from './number-decodings.ts';
import type { OwnHash } from './own-hash.ts';
import { somePiece } from './pieces.ts';

const PART_BYTES = 8;
const PART_BITS = 8 * PART_BYTES;

/** As bits, so that a cell may have several. */
const PARTS = { digits: 1, numbers: 2, base64: 4 } as const;

/** Of 16 hex digits so many are decimal, but for one part in 2,000; in most names and words there are none. */
const MIN_DECIMALS = 4;
/** Digits that most numbers of 32 bits have, two of which are a part. */
const LONG_NUMBER = 8;
const MIN_LONG = 2;
/** Signs of eight bytes in base64, with their last bits. */
const SHORTEST_WORD = 11;
/** Words, names and addresses have no such mixture: one sign in so many is of another class than the one before. */
const MIXED = 4;
const MIN_LETTERS = 3;

/** Classes of bytes: 0 ends a word of base64. */
const [DIGIT, LOWER, UPPER, SIGN] = [1, 2, 3, 4];
const CLASSES = new Uint8Array(256);
const IS_HEX = new Uint8Array(256);
for (let byte = 0; byte < 128; byte += 1) {
	const sign = String.fromCharCode(byte);
	if (/[0-9a-f]/i.test(sign)) IS_HEX[byte] = 1;
	if (/\d/.test(sign)) CLASSES[byte] = DIGIT;
	else if (/[a-z]/.test(sign)) CLASSES[byte] = LOWER;
	else if (/[A-Z]/.test(sign)) CLASSES[byte] = UPPER;
	else if (/[+/_-]/.test(sign)) CLASSES[byte] = SIGN;
}

/** @returns the writings, of `PARTS`, in which a part may be in the bytes from `from` up to `to`, in UTF-8 */
export function partsIn(bytes: Uint8Array, from: number, to: number): number {
	if (to - from < SHORTEST_WORD) return 0;
	let [hex, decimals, numbers, digitsInRow, longNumbers] = [0, 0, 0, 0, 0];
	// Of the word of base64 so far.
	let [length, changes, letters, uppers] = [0, 0, 0, 0];
	let found = 0;
	let before = 0;
	for (let at = from; at <= to; at += 1) {
		const byte = at < to ? (bytes[at] as number) : 0;
		const kind = CLASSES[byte] as number;
		hex += IS_HEX[byte] as number;
		if (kind === DIGIT) {
			decimals += 1;
			digitsInRow += 1;
			// Those after a letter are of words and hex digits.
			if (digitsInRow === 1 && before !== LOWER && before !== UPPER) numbers += 1;
			if (digitsInRow === LONG_NUMBER) longNumbers += 1;
		} else digitsInRow = 0;
		if (kind === 0) {
			const isMixed = changes * MIXED >= length && letters >= MIN_LETTERS && uppers > 0;
			if (length >= SHORTEST_WORD && isMixed) found |= PARTS.base64;
			length = 0;
			changes = 0;
			letters = 0;
			uppers = 0;
		} else {
			length += 1;
			if (kind !== before) changes += 1;
			if (kind === LOWER || kind === UPPER) letters += 1;
			if (kind === UPPER) uppers += 1;
		}
		before = kind;
	}
	if (hex >= 2 * PART_BYTES && decimals >= MIN_DECIMALS) found |= PARTS.digits;
	if (numbers >= PART_BYTES || longNumbers >= MIN_LONG) found |= PARTS.numbers;
	return found;
}

/** @param parts as `partsIn` returns them */
export function hasPart(cell: Buffer, parts: number, own: OwnHash): boolean {
	const found = (decoded: Uint8Array, size: number) => own.isIn(decoded, size);
	return somePiece(
		cell,
		(piece) =>
			((parts & PARTS.digits) !== 0 && fromHex(piece, found)) ||
			((parts & PARTS.base64) !== 0 && fromBase64(piece, PART_BITS, found)) ||
			((parts & PARTS.numbers) !== 0 && fromNumbers(piece, found, found)),
	);
}
