/** Pseudo-random numbers, the same for the same seed. */

/**
 * A generator of numbers from 0 to 2^32 - 1 (xorshift32).
 *
 * @param {number} seed not 0
 */
export function randomWords(seed) {
	let state = seed | 0;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return state >>> 0;
	};
}

/**
 * Upper-case hex digits.
 *
 * @param {() => number} words
 * @param {number} digits
 */
export function hex(words, digits) {
	let text = '';
	while (text.length < digits) text += words().toString(16).toUpperCase().padStart(8, '0');
	return text.slice(0, digits);
}
