/**
 * Sorts many pairs of words in memory that all threads share, without other memory: of such memory the native sort would
 * make a copy. Pairs are parted by the highest bit in which their second words differ, and so is each part, until it is
 * so small that a copy does no harm.
 */

/** So few pairs are sorted natively. */
const FEW = 16_384;

/**
 * Sorts pairs by the second word of each. Pairs with the same one are in any order.
 *
 * @param words two for each pair
 * @param from index of the first pair
 * @param to index after the last
 */
export function sortInPlace(words: Uint32Array, from: number, to: number): void {
	if (to - from <= FEW) {
		// In a number of 64 bits, the second word is the high one.
		new BigUint64Array(words.buffer, words.byteOffset + from * 8, to - from).sort();
		return;
	}
	const first = words[2 * from + 1] as number;
	let differing = 0;
	for (let at = from; at < to; at += 1) differing |= (words[2 * at + 1] as number) ^ first;
	if (differing === 0) return;
	const highest = 1 << (31 - Math.clz32(differing));
	let middle = from;
	for (let end = to; middle < end; ) {
		if (((words[2 * middle + 1] as number) & highest) === 0) {
			middle += 1;
		} else {
			end -= 1;
			swap(words, middle, end);
		}
	}
	sortInPlace(words, from, middle);
	sortInPlace(words, middle, to);
}

function swap(words: Uint32Array, one: number, other: number): void {
	for (let word = 0; word < 2; word += 1) {
		const kept = words[2 * one + word] as number;
		words[2 * one + word] = words[2 * other + word] as number;
		words[2 * other + word] = kept;
	}
}
