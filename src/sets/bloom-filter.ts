/**
 * A Bloom filter over the hashes of a table, in memory that all threads share. The bits of a hash are
 * as good as random, so they select the bits of the filter directly, without further hashing.
 */

/** The bits of a hash all lie in one block of 64 bytes, a cache line. */
const BLOCK_WORDS = 16;
/** Bits of a filter per hash. */
const BITS_PER_HASH = 32;
const MIN_BYTES = 64 * 1024;
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Makes an empty filter of 64 KiB to 512 MiB.
 *
 * @param hashes the most that will be added. A full filter passes 1 in 100,000 other hashes; one with
 *   half as many bits per hash passes 1 in 1,200
 */
export function makeBloomFilter(hashes: number): BloomFilter {
	const wanted = Math.max((hashes * BITS_PER_HASH) / 8, MIN_BYTES);
	const bytes = Math.min(2 ** Math.ceil(Math.log2(wanted)), MAX_BYTES);
	return new BloomFilter(new Int32Array(new SharedArrayBuffer(bytes)));
}

export class BloomFilter {
	/** Can be sent to a thread, where a filter made of it has the same hashes. */
	readonly words: Int32Array;
	readonly #lastBlock: number;

	/** @param words in shared memory, a power of two of them */
	constructor(words: Int32Array) {
		this.words = words;
		this.#lastBlock = words.length / BLOCK_WORDS - 1;
	}

	/** Adds the hash whose words, at least four, begin at index `at`. Safe across threads. */
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
	 * Copies the filter in less memory, by merging its halves for as long as 32 bits per hash remain. A
	 * small filter fits in a core's cache and is faster. This filter is changed, and passes more hashes.
	 *
	 * @param hashes how many were added
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

	/** Whether the hash was added; sometimes true for one that was not. */
	mayHave(hash: Uint32Array, at: number): boolean {
		const block = ((hash[at] as number) & this.#lastBlock) * BLOCK_WORDS;
		for (let word = 1; word < 4; word += 1) {
			const bits = hash[at + word] as number;
			// Together: the three are set by chance so rarely that the processor need not wait for memory to go on.
			const all =
				this.#bit(block, bits) & this.#bit(block, bits >>> 9) & this.#bit(block, bits >>> 18);
			if (all === 0) return false;
		}
		return true;
	}

	/** The low 9 bits of `bits` select a bit of the block: 4 the word, and 5 the bit in it. */
	#set(block: number, bits: number): void {
		Atomics.or(this.words, block + ((bits >>> 5) & 15), 1 << (bits & 31));
	}

	/** 1 if the bit is set, otherwise 0. */
	#bit(block: number, bits: number): number {
		return ((this.words[block + ((bits >>> 5) & 15)] as number) >>> (bits & 31)) & 1;
	}
}
