/** SHA-1 (FIPS 180-4) of messages of one block, four at a time. */

import { HASHES_AT, TEXT_AT, VECTOR, WORDS_AT } from './hashing/layout.ts';
import { chosen, majority, parity, rotated, scatter, swapped } from './hashing/words.ts';

const BLOCK_WORDS: usize = 16;
const SCHEDULE_WORDS: usize = 80;
const STAGE_ROUNDS: usize = 20;
const HASH_BYTES: usize = 20;
/** Words of an ending: its bytes, up to three of the form before them, and the 1 bit of the padding. */
const ENDING_WORDS: usize = 4;

/**
 * Hashes a text followed by each of some endings, none of which makes more than 55 bytes.
 *
 * @param size of the text in bytes
 * @param endings where these are: for each group of four `ENDING_WORDS` vectors of their words, which begin where the
 *   text ends in its last word, and one of their lengths in bits. A group is always whole.
 * @param groups their number
 */
export function hashSha1Guesses(size: usize, endings: usize, groups: usize): void {
	memory.fill(WORDS_AT, 0, BLOCK_WORDS * VECTOR);
	const whole = size >>> 2;
	for (let word: usize = 0; word < whole; word += 1) {
		v128.store(WORDS_AT + word * VECTOR, swapped(v128.load32_splat(TEXT_AT + word * 4)));
	}
	const begun = i32x4.splat(load<i32>(TEXT_AT + whole * 4) & ((1 << (<i32>(size & 3) * 8)) - 1));
	const bits = i32x4.splat(<i32>size * 8);
	const changed = WORDS_AT + whole * VECTOR;
	for (let group: usize = 0; group < groups; group += 1) {
		const ending = endings + group * (ENDING_WORDS + 1) * VECTOR;
		v128.store(changed, swapped(v128.or(begun, v128.load(ending))));
		for (let word: usize = 1; word < ENDING_WORDS; word += 1) {
			v128.store(changed + word * VECTOR, swapped(v128.load(ending + word * VECTOR)));
		}
		const length = i32x4.add(bits, v128.load(ending + ENDING_WORDS * VECTOR));
		v128.store(WORDS_AT + (BLOCK_WORDS - 1) * VECTOR, length);
		hashBlock(HASHES_AT + group * 4 * HASH_BYTES);
	}
}

/** Hashes the messages with their padding, of which the first 16 vectors are the big-endian words. */
function hashBlock(hashes: usize): void {
	const end = WORDS_AT + SCHEDULE_WORDS * VECTOR;
	for (let word = WORDS_AT + BLOCK_WORDS * VECTOR; word < end; word += VECTOR) {
		const near = v128.xor(v128.load(word - 3 * VECTOR), v128.load(word - 8 * VECTOR));
		const far = v128.xor(v128.load(word - 14 * VECTOR), v128.load(word - 16 * VECTOR));
		v128.store(word, rotated(v128.xor(near, far), 1));
	}
	const a0 = i32x4.splat(0x67452301);
	const b0 = i32x4.splat(0xefcdab89);
	const c0 = i32x4.splat(0x98badcfe);
	const d0 = i32x4.splat(0x10325476);
	const e0 = i32x4.splat(0xc3d2e1f0);
	let a = a0;
	let b = b0;
	let c = c0;
	let d = d0;
	let e = e0;
	let word = WORDS_AT;
	// Four loops: one that tells the stages apart takes a fifth longer.
	for (const next = word + STAGE_ROUNDS * VECTOR; word < next; word += VECTOR) {
		const own = stirred(a, chosen(b, c, d), e, word, 0x5a827999);
		e = d;
		d = c;
		c = rotated(b, 30);
		b = a;
		a = own;
	}
	for (const next = word + STAGE_ROUNDS * VECTOR; word < next; word += VECTOR) {
		const own = stirred(a, parity(b, c, d), e, word, 0x6ed9eba1);
		e = d;
		d = c;
		c = rotated(b, 30);
		b = a;
		a = own;
	}
	for (const next = word + STAGE_ROUNDS * VECTOR; word < next; word += VECTOR) {
		const own = stirred(a, majority(b, c, d), e, word, 0x8f1bbcdc);
		e = d;
		d = c;
		c = rotated(b, 30);
		b = a;
		a = own;
	}
	for (const next = word + STAGE_ROUNDS * VECTOR; word < next; word += VECTOR) {
		const own = stirred(a, parity(b, c, d), e, word, 0xca62c1d6);
		e = d;
		d = c;
		c = rotated(b, 30);
		b = a;
		a = own;
	}
	scatter(i32x4.add(a, a0), hashes, HASH_BYTES);
	scatter(i32x4.add(b, b0), hashes + 4, HASH_BYTES);
	scatter(i32x4.add(c, c0), hashes + 8, HASH_BYTES);
	scatter(i32x4.add(d, d0), hashes + 12, HASH_BYTES);
	scatter(i32x4.add(e, e0), hashes + 16, HASH_BYTES);
}

function stirred(a: v128, mixed: v128, e: v128, word: usize, constant: i32): v128 {
	const added = i32x4.add(v128.load(word), i32x4.splat(constant));
	return i32x4.add(i32x4.add(rotated(a, 5), mixed), i32x4.add(e, added));
}
