/** What hashes are made by: vectors of the same word of four messages. */

/** The words, rotated to the left. */
export function rotated(words: v128, bits: i32): v128 {
	return v128.or(i32x4.shl(words, bits), i32x4.shr_u(words, 32 - bits));
}

/** The bits of `y` where `x` has a bit, and those of `z` elsewhere. */
export function chosen(x: v128, y: v128, z: v128): v128 {
	return v128.xor(z, v128.and(x, v128.xor(y, z)));
}

export function parity(x: v128, y: v128, z: v128): v128 {
	return v128.xor(x, v128.xor(y, z));
}

export function majority(x: v128, y: v128, z: v128): v128 {
	return v128.or(v128.and(y, z), v128.and(x, v128.or(y, z)));
}

/** The words with their bytes in reverse. */
export function swapped(words: v128): v128 {
	return i8x16.shuffle(words, words, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Stores each message's word, `stride` bytes apart. */
export function scatter(words: v128, at: usize, stride: usize): void {
	v128.store_lane<u32>(at, words, 0);
	v128.store_lane<u32>(at + stride, words, 1);
	v128.store_lane<u32>(at + 2 * stride, words, 2);
	v128.store_lane<u32>(at + 3 * stride, words, 3);
}
