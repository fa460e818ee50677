/** Pseudo-random choices, the same for the same seed and case. */

export class Random {
	#state;

	/**
	 * @param {number} seed
	 * @param {number} index of the case
	 */
	constructor(seed, index) {
		this.#state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0;
		for (let turn = 0; turn < 4; turn += 1) this.word();
	}

	/** 0 to 2^32 - 1 (the finalizer of MurmurHash3 over a counter). */
	word() {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let word = this.#state;
		word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
		word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
		return (word ^ (word >>> 16)) >>> 0;
	}

	/**
	 * A whole number from 0 to `most` - 1.
	 *
	 * @param {number} most
	 */
	below(most) {
		return Math.floor((this.word() / 2 ** 32) * most);
	}

	/** @param {number} share 0 to 1 */
	chance(share) {
		return this.word() / 2 ** 32 < share;
	}

	/**
	 * @template T
	 * @param {readonly T[]} choices
	 * @returns {T}
	 */
	pick(choices) {
		return /** @type {T} */ (choices[this.below(choices.length)]);
	}

	/**
	 * Upper-case hex digits.
	 *
	 * @param {number} digits
	 */
	hex(digits) {
		let text = '';
		while (text.length < digits) text += this.word().toString(16).toUpperCase().padStart(8, '0');
		return text.slice(0, digits);
	}
}
