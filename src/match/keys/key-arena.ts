/**
 * The memory that keys lie in: taken once, shared by all threads, and used again for every batch. Left
 * to the garbage collector, which counts none of what is shared, the blocks of a large table would
 * take several times what they need.
 */

/** What goes to a thread: views are made of it there. */
export interface SharedMemory {
	readonly buffer: SharedArrayBuffer;
	/** One number: words taken. */
	readonly taken: Int32Array;
}

/** 4 GB: what is taken is counted in a signed number, and nobody has needed more. */
const MOST_WORDS = 2 ** 30 - 1024;

/** @param words of 32 bits, at most; the memory is there only once it is written to */
export function makeMemory(words: number): KeyMemory {
	return new KeyMemory({
		buffer: new SharedArrayBuffer(Math.min(Math.floor(words), MOST_WORDS) * 4),
		taken: new Int32Array(new SharedArrayBuffer(4)),
	});
}

export class KeyMemory {
	readonly shared: SharedMemory;
	readonly words: Uint32Array;
	/** The same memory, in halves of words. */
	readonly halves: Uint16Array;

	constructor(shared: SharedMemory) {
		this.shared = shared;
		this.words = new Uint32Array(shared.buffer);
		this.halves = new Uint16Array(shared.buffer);
	}

	/** Words that are free. */
	get free(): number {
		return this.words.length - Atomics.load(this.shared.taken, 0);
	}

	/** Takes so many words, which must be free; gives the index of the first. Threads may call at once. */
	take(words: number): number {
		const at = Atomics.add(this.shared.taken, 0, words);
		if (at + words > this.words.length) throw new Error('no room for the keys of a block');
		return at;
	}

	/** Frees all of it. */
	clear(): void {
		Atomics.store(this.shared.taken, 0, 0);
	}
}
