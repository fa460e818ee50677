/**
 * A Bloom filter over the hashes of a table, in memory that all threads share. A SHA-1 is as good as
 * drawn by chance, so its own bits say which bits of the filter are its; nothing is hashed again.
 */

/** Bits of a hash lie in one block, which a core fetches at once: 64 bytes. */
const BLOCK_WORDS = 16;
/** Bits of a filter for each hash it is to hold. */
const BITS_PER_HASH = 32;
const MIN_BYTES = 64 * 1024;
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * An empty filter, of 64 KB to 512 MB.
 *
 * @param hashes at most so many will be added; of a full filter 1 other hash in 100,000 passes, of
 *   one with half the bits 1 in 1,200
 */
export function makeBloomFilter(hashes: number): BloomFilter {
	const wanted = Math.max((hashes * BITS_PER_HASH) / 8, MIN_BYTES);
	const bytes = Math.min(2 ** Math.ceil(Math.log2(wanted)), MAX_BYTES);
	return new BloomFilter(new Int32Array(new SharedArrayBuffer(bytes)));
}

export class BloomFilter {
	/** What goes to a thread: a filter of the same words has the same hashes. */
	readonly words: Int32Array;
	readonly #lastBlock: number;

	/** @param words in shared memory, a power of two of them */
	constructor(words: Int32Array) {
		this.words = words;
		this.#lastBlock = words.length / BLOCK_WORDS - 1;
	}

	/** Adds the hash whose words begin at index `at`, of which there are four or more. Threads may call at once. */
	add(hash: Uint32Array, at: number): void {
		const block = ((hash[at] as number) & this.#lastBlock) * BLOCK_WORDS;
		for (let word = 1; word < 4; word += 1) {
			const bits = hash[at + word] as number;
			this.#set(block, bits);
			this.#set(block, bits >>> 9);
			this.#set(block, bits >>> 18);
		}
	}

	/**
	 * The same filter with less memory: all of its halves, laid over each other, as long as that leaves
	 * 32 bits for each hash. A small one is asked faster, since it lies in a core's cache.
	 *
	 * @param hashes that were added
	 */
	folded(hashes: number): BloomFilter {
		let { words } = this;
		while (words.length * 16 >= Math.max(hashes * BITS_PER_HASH, MIN_BYTES * 8)) {
			const half = words.length / 2;
			const lower = words.subarray(0, half);
			for (let word = 0; word < half; word += 1) {
				lower[word] = (lower[word] as number) | (words[half + word] as number);
			}
			words = lower;
		}
		const own = new Int32Array(new SharedArrayBuffer(words.byteLength));
		own.set(words);
		return new BloomFilter(own);
	}

	/** Whether the hash was added; sometimes true of one that was not. */
	mayHave(hash: Uint32Array, at: number): boolean {
		const block = ((hash[at] as number) & this.#lastBlock) * BLOCK_WORDS;
		for (let word = 1; word < 4; word += 1) {
			const bits = hash[at + word] as number;
			if (!this.#has(block, bits)) return false;
			if (!this.#has(block, bits >>> 9)) return false;
			if (!this.#has(block, bits >>> 18)) return false;
		}
		return true;
	}

	/** Of `place` 9 bits count: 4 for the word, 5 for the bit in it. */
	#set(block: number, place: number): void {
		Atomics.or(this.words, block + ((place >>> 5) & 15), 1 << (place & 31));
	}

	#has(block: number, place: number): boolean {
		return (((this.words[block + ((place >>> 5) & 15)] as number) >>> (place & 31)) & 1) === 1;
	}
}
