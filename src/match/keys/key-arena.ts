/**
 * The memory for keys: allocated once, shared by all threads, and reused for every batch. The garbage
 * collector does not count shared memory, so separate blocks would grow to several times what a large
 * table needs.
 */

/** The arena in a form that can be sent to a thread. */
export interface SharedArena {
	readonly buffer: SharedArrayBuffer;
	/** One number: the words in use. */
	readonly taken: Int32Array;
}

/** 4 GiB: the words in use are counted in a signed number, and nobody has needed more. */
const MAX_WORDS = 2 ** 30 - 1024;

/** @param words of 32 bits, at most; the system provides the memory only as it is written to */
export function makeKeyArena(words: number): KeyArena {
	return new KeyArena({
		buffer: new SharedArrayBuffer(Math.min(Math.floor(words), MAX_WORDS) * 4),
		taken: new Int32Array(new SharedArrayBuffer(4)),
	});
}

export class KeyArena {
	readonly shared: SharedArena;
	readonly words: Uint32Array;
	/** The same memory as 16-bit half words. */
	readonly halves: Uint16Array;

	constructor(shared: SharedArena) {
		this.shared = shared;
		this.words = new Uint32Array(shared.buffer);
		this.halves = new Uint16Array(shared.buffer);
	}

	/** Copies words to index `at`. */
	copyWords(words: Uint32Array, at: number): void {
		// Not `set`: Node 20 moves shared memory with it 8 bytes at a time.
		const bytes = Buffer.from(this.shared.buffer, at * 4, words.byteLength);
		bytes.fill(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
	}

	/** Number of free words. */
	get free(): number {
		return this.words.length - Atomics.load(this.shared.taken, 0);
	}

	/** Allocates words, which must be free; returns the index of the first. Safe across threads. */
	allocate(words: number): number {
		const at = Atomics.add(this.shared.taken, 0, words);
		if (at + words > this.words.length) throw new Error('no room for the keys of a block');
		return at;
	}

	/** Allocates pairs of words, which must be free, and begin at a multiple of eight bytes. */
	allocatePairs(pairs: number): Uint32Array {
		// One more word, so that they can begin at an even one.
		const at = this.allocate(2 * pairs + 1);
		return new Uint32Array(this.shared.buffer, Math.ceil(at / 2) * 8, 2 * pairs);
	}

	/**
	 * Allocates bytes, which begin at a multiple of eight; undefined if there is no room.
	 *
	 * @returns the offset of the first
	 */
	tryBytes(bytes: number): number | undefined {
		const words = Math.ceil(bytes / 4) + 1;
		return words > this.free ? undefined : Math.ceil(this.allocate(words) / 2) * 8;
	}

	/** The free words, until some are allocated. */
	spare(): Int32Array {
		return new Int32Array(this.shared.buffer, Atomics.load(this.shared.taken, 0) * 4);
	}

	/** Frees all of it. */
	reset(): void {
		Atomics.store(this.shared.taken, 0, 0);
	}
}
