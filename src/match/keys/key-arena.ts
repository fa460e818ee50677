/**
 * The memory that keys lie in: taken once, shared by all threads, and used again for every batch. Left
 * to the garbage collector, which counts none of what is shared, the blocks of a large table would
 * take several times what they need.
 */

/** What goes to a thread: views are made of it there. */
export interface SharedArena {
	readonly buffer: SharedArrayBuffer;
	/** One number: words taken. */
	readonly taken: Int32Array;
}

/** 4 GB: what is taken is counted in a signed number, and nobody has needed more. */
const MAX_WORDS = 2 ** 30 - 1024;

/** @param words of 32 bits, at most; the memory is there only once it is written to */
export function makeKeyArena(words: number): KeyArena {
	return new KeyArena({
		buffer: new SharedArrayBuffer(Math.min(Math.floor(words), MAX_WORDS) * 4),
		taken: new Int32Array(new SharedArrayBuffer(4)),
	});
}

export class KeyArena {
	readonly shared: SharedArena;
	readonly words: Uint32Array;
	/** The same memory, in halves of words. */
	readonly halves: Uint16Array;

	constructor(shared: SharedArena) {
		this.shared = shared;
		this.words = new Uint32Array(shared.buffer);
		this.halves = new Uint16Array(shared.buffer);
	}

	/** Words that are free. */
	get free(): number {
		return this.words.length - Atomics.load(this.shared.taken, 0);
	}

	/** Takes so many words, which must be free; gives the index of the first. Threads may call at once. */
	allocate(words: number): number {
		const at = Atomics.add(this.shared.taken, 0, words);
		if (at + words > this.words.length) throw new Error('no room for the keys of a block');
		return at;
	}

	/** Frees all of it. */
	reset(): void {
		Atomics.store(this.shared.taken, 0, 0);
	}
}
