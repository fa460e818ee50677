/** Decodes lists of decimal and octal numbers to bytes. */

import type { Found } from './decodings.ts';

const ZERO = 0x30;

let decoded = new Uint8Array(256);
/** Numbers in a cell, reused. */
let decimals = new Float64Array(256);
let octals = new Float64Array(256);

const MINUS = 0x2d;
const NINE = 0x39;

/** The decimal and octal numbers in the bytes, into `decimals` and `octals`. */
function readNumbers(bytes: Uint8Array): number {
	if (decimals.length < bytes.length) {
		decimals = new Float64Array(2 * bytes.length);
		octals = new Float64Array(2 * bytes.length);
	}
	let [count, decimal, octal, sign] = [0, 0, 0, 1];
	let isNumber = false;
	let wasMinus = false;
	for (let at = 0; at <= bytes.length; at += 1) {
		const byte = bytes[at] ?? 0;
		if (byte >= ZERO && byte <= NINE) {
			if (!isNumber) {
				[decimal, octal, sign] = [0, 0, wasMinus ? -1 : 1];
				isNumber = true;
			}
			decimal = decimal * 10 + byte - ZERO;
			octal = octal * 8 + byte - ZERO;
		} else if (isNumber) {
			decimals[count] = sign * decimal;
			octals[count] = octal;
			count += 1;
			isNumber = false;
		}
		wasMinus = byte === MINUS;
	}
	return count;
}

/** Words of 64 bits are at least this, nearly all of them. */
const LEAST_LONG = 1e15;

/** The bytes of numbers of 64 bits, and of a last one of 32. */
function longWords(bytes: Uint8Array): [Uint8Array, number] {
	const numbers = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
		.toString('latin1')
		.match(/-?(?<!\d)\d{1,20}(?!\d)/g);
	const words = (numbers ?? []).map((digits) => {
		const isLong = digits.length > 10;
		const word = Buffer.alloc(isLong ? 8 : 4);
		if (isLong) word.writeBigUInt64BE(BigInt.asUintN(64, BigInt(digits)));
		else word.writeInt32BE(Number(digits) | 0);
		return word;
	});
	const joined = Buffer.concat(words);
	return [joined, joined.length];
}

/**
 * Decimal or octal numbers: each byte one, signed or not, or with its index before it; or words of 16, 32 or 64 bits.
 *
 * @param found for what may be another writing
 * @param isOwn for the rest
 */
export function fromNumbers(bytes: Uint8Array, found: Found, isOwn: Found): boolean {
	const count = readNumbers(bytes);
	const hasLong = decimals.subarray(0, count).some((one) => Math.abs(one) >= LEAST_LONG);
	if (decoded.length < 8 * count) decoded = new Uint8Array(16 * count);
	const each = (numbers: Float64Array, first: number, step: number, end: Found) => {
		let length = 0;
		for (let at = first; at < count; at += step) {
			decoded[length] = numbers[at] as number;
			length += 1;
		}
		return end(decoded, length);
	};
	const words = (size: number) => {
		for (let at = 0; at < count; at += 1) {
			for (let byte = 0; byte < size; byte += 1) {
				decoded[size * at + byte] = (decimals[at] as number) >> (8 * (size - 1 - byte));
			}
		}
		return isOwn(decoded, size * count);
	};
	if (each(decimals, 0, 1, found) || each(octals, 0, 1, found)) return true;
	if (each(decimals, 0, 2, isOwn) || each(decimals, 1, 2, isOwn)) return true;
	if (words(2) || words(4) || (hasLong && isOwn(...longWords(bytes)))) return true;
	// What looks like a sign may be a dash between numbers.
	for (let at = 0; at < count; at += 1) decimals[at] = Math.abs(decimals[at] as number);
	return each(decimals, 0, 1, isOwn);
}
