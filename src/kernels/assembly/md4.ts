/** MD4 (RFC 1320), of which NT hashes are made, of four messages at a time. */

import { HASHES_AT, MD4_STATE_AT, TEXT_AT, VECTOR, WORDS_AT } from './hashing/layout.ts';
import { chosen, majority, parity, rotated, scatter, swapped } from './hashing/words.ts';

const BLOCK_WORDS: usize = 16;
const BLOCK_BYTES: usize = BLOCK_WORDS * 4;
/** Where the length in bits is in the last block. */
const LENGTH_WORD: usize = 14;
/** The most bits of a message of one block: the padding and the length take 9 bytes. */
const ONE_BLOCK_BITS = 55 * 8;
const HASH_WORDS: usize = 4;
const HASH_BYTES: usize = HASH_WORDS * 4;
/** Words of an ending: its bytes, up to three of the form before them, and the 1 bit of the padding. */
const ENDING_WORDS: usize = 7;

/** Hashes a text followed by each of some endings, as `hashSha1Guesses` does; none makes more than 119 bytes. */
export function hashMd4Guesses(size: usize, endings: usize, groups: usize): void {
	const state = MD4_STATE_AT;
	const longer = state + HASH_WORDS * VECTOR;
	memory.fill(WORDS_AT, 0, 2 * BLOCK_WORDS * VECTOR);
	const whole = size >>> 2;
	for (let word: usize = 0; word < whole; word += 1) {
		v128.store(WORDS_AT + word * VECTOR, v128.load32_splat(TEXT_AT + word * 4));
	}
	const begun = i32x4.splat(load<i32>(TEXT_AT + whole * 4) & ((1 << (<i32>(size & 3) * 8)) - 1));
	const bits = i32x4.splat(<i32>size * 8);
	const second = WORDS_AT + BLOCK_WORDS * VECTOR;
	const changed = WORDS_AT + whole * VECTOR;
	for (let group: usize = 0; group < groups; group += 1) {
		const ending = endings + group * (ENDING_WORDS + 1) * VECTOR;
		const hash = HASHES_AT + group * 4 * HASH_BYTES;
		v128.store(changed, v128.or(begun, v128.load(ending)));
		for (let word: usize = 1; word < ENDING_WORDS; word += 1) {
			v128.store(changed + word * VECTOR, v128.load(ending + word * VECTOR));
		}
		const length = i32x4.add(bits, v128.load(ending + ENDING_WORDS * VECTOR));
		// Of these the first block ends with text instead.
		const isLong = i32x4.gt_s(length, i32x4.splat(ONE_BLOCK_BITS));
		const end = WORDS_AT + LENGTH_WORD * VECTOR;
		const text = v128.load(end);
		v128.store(end, v128.or(text, v128.andnot(length, isLong)));
		beginMd4();
		addBlock(WORDS_AT, state);
		v128.store(end, text);
		if (v128.any_true(isLong)) {
			v128.store(second + LENGTH_WORD * VECTOR, length);
			memory.copy(longer, state, HASH_WORDS * VECTOR);
			addBlock(second, longer);
		}
		for (let word = state; word < longer; word += VECTOR) {
			const own = v128.bitselect(v128.load(word + (longer - state)), v128.load(word), isLong);
			scatter(swapped(own), hash + ((word - state) >> 2), HASH_BYTES);
		}
	}
}

/** Adds whole blocks of the text to one message, which is in each word of the vectors. */
export function addMd4Blocks(blocks: usize): void {
	const end = TEXT_AT + blocks * BLOCK_BYTES;
	for (let block = TEXT_AT; block < end; block += BLOCK_BYTES) {
		for (let word: usize = 0; word < BLOCK_WORDS; word += 1) {
			v128.store(WORDS_AT + word * VECTOR, v128.load32_splat(block + word * 4));
		}
		addBlock(WORDS_AT, MD4_STATE_AT);
	}
}

/** Puts the state before the first block. */
export function beginMd4(): void {
	v128.store(MD4_STATE_AT, i32x4.splat(0x67452301));
	v128.store(MD4_STATE_AT + VECTOR, i32x4.splat(0xefcdab89));
	v128.store(MD4_STATE_AT + 2 * VECTOR, i32x4.splat(0x98badcfe));
	v128.store(MD4_STATE_AT + 3 * VECTOR, i32x4.splat(0x10325476));
}

/**
 * @param block 16 vectors of little-endian words
 * @param state four vectors of little-endian words, which the block changes
 */
function addBlock(block: usize, state: usize): void {
	const a0 = v128.load(state);
	const b0 = v128.load(state + VECTOR);
	const c0 = v128.load(state + 2 * VECTOR);
	const d0 = v128.load(state + 3 * VECTOR);
	let a = a0;
	let b = b0;
	let c = c0;
	let d = d0;
	for (let word = block; word < block + 16 * VECTOR; word += 4 * VECTOR) {
		a = stirred(a, chosen(b, c, d), word, 0, 3);
		d = stirred(d, chosen(a, b, c), word + VECTOR, 0, 7);
		c = stirred(c, chosen(d, a, b), word + 2 * VECTOR, 0, 11);
		b = stirred(b, chosen(c, d, a), word + 3 * VECTOR, 0, 19);
	}
	for (let word = block; word < block + 4 * VECTOR; word += VECTOR) {
		a = stirred(a, majority(b, c, d), word, 0x5a827999, 3);
		d = stirred(d, majority(a, b, c), word + 4 * VECTOR, 0x5a827999, 5);
		c = stirred(c, majority(d, a, b), word + 8 * VECTOR, 0x5a827999, 9);
		b = stirred(b, majority(c, d, a), word + 12 * VECTOR, 0x5a827999, 13);
	}
	for (let turn: usize = 0; turn < 4; turn += 1) {
		// 0, 2, 1 and 3.
		const word = block + ((turn & 1) * 2 + (turn >> 1)) * VECTOR;
		a = stirred(a, parity(b, c, d), word, 0x6ed9eba1, 3);
		d = stirred(d, parity(a, b, c), word + 8 * VECTOR, 0x6ed9eba1, 9);
		c = stirred(c, parity(d, a, b), word + 4 * VECTOR, 0x6ed9eba1, 11);
		b = stirred(b, parity(c, d, a), word + 12 * VECTOR, 0x6ed9eba1, 15);
	}
	v128.store(state, i32x4.add(a, a0));
	v128.store(state + VECTOR, i32x4.add(b, b0));
	v128.store(state + 2 * VECTOR, i32x4.add(c, c0));
	v128.store(state + 3 * VECTOR, i32x4.add(d, d0));
}

function stirred(a: v128, mixed: v128, word: usize, constant: i32, bits: i32): v128 {
	const added = i32x4.add(v128.load(word), i32x4.splat(constant));
	return rotated(i32x4.add(i32x4.add(a, mixed), added), bits);
}
