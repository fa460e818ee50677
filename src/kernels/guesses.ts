/** Hashes a form of a name with each of its endings, as a kernel does. No guess is ever a string. */

import {
	ENDINGS_AT,
	ENDINGS_BYTES,
	HASH_MEMORY_END,
	HASHES_AT,
	MAX_ENDINGS,
	TEXT_AT,
	TEXT_BYTES,
} from './assembly/hashing/layout.ts';
import { type Kernels, openKernels } from './kernels.ts';

/** In UTF-8. */
const MAX_ENDING_BYTES = 12;
/** In UTF-8. A longer form has no guesses, whatever the kind: with its endings its SHA-1 would take two blocks. */
export const MAX_FORM_BYTES = 43;
/** A kernel hashes as many guesses at a time. */
const GROUP = 4;

/** How the guesses of a kind are hashed. */
interface Hashing {
	readonly encoding: 'utf8' | 'utf16le';
	readonly run: 'hashSha1Guesses' | 'hashMd4Guesses';
	/** Words for an ending, with up to three bytes of the form before it and the 1 bit of the padding after it. */
	readonly endingWords: number;
	readonly hashWords: number;
}

const HASHINGS: Readonly<Record<'sha1' | 'ntlm', Hashing>> = {
	sha1: { encoding: 'utf8', run: 'hashSha1Guesses', endingWords: 4, hashWords: 5 },
	ntlm: { encoding: 'utf16le', run: 'hashMd4Guesses', endingWords: 7, hashWords: 4 },
};

/** One for each thread. */
class GuessHasher {
	/** The hashes of the last form, one after the other, as big-endian words. */
	readonly hashes: Uint32Array;
	readonly #kernels: Kernels;
	readonly #hashing: Hashing;
	readonly #form: Buffer;
	readonly #endings: Int32Array;
	#packedWords = 0;
	/** Where the packed endings are, for each number of the form's bytes in their first word. */
	readonly #packed = new Map<readonly string[], readonly number[]>();

	constructor(hashing: Hashing) {
		const { kernels, memory } = openKernels(HASH_MEMORY_END);
		const { buffer } = memory;
		this.#kernels = kernels;
		this.#hashing = hashing;
		this.#form = Buffer.from(buffer, TEXT_AT, TEXT_BYTES);
		this.#endings = new Int32Array(buffer, ENDINGS_AT, ENDINGS_BYTES / 4);
		this.hashes = new Uint32Array(buffer, HASHES_AT, MAX_ENDINGS * hashing.hashWords);
	}

	/**
	 * @returns the number of guesses: 0 if the form is too long
	 * @throws Error if there are too many endings, or one is too long
	 */
	hash(form: string, endings: readonly string[]): number {
		const { run, encoding } = this.#hashing;
		const lists = this.#packed.get(endings) ?? this.#pack(endings);
		if (Buffer.byteLength(form) > MAX_FORM_BYTES) return 0;
		const size = this.#form.write(form, encoding);
		const groups = Math.ceil(endings.length / GROUP);
		const at = lists[size % 4] as number;
		this.#kernels[run](size, at, groups);
		return endings.length;
	}

	/** Packs endings for each number of bytes before them in their first word. */
	#pack(endings: readonly string[]): readonly number[] {
		if (endings.length > MAX_ENDINGS) throw new Error('too many endings');
		if (endings.some((ending) => Buffer.byteLength(ending) > MAX_ENDING_BYTES)) {
			throw new Error('an ending is too long');
		}
		const lists = [0, 1, 2, 3].map((before) => this.#packBehind(before, endings));
		this.#packed.set(endings, lists);
		return lists;
	}

	#packBehind(before: number, endings: readonly string[]): number {
		const { encoding, endingWords } = this.#hashing;
		const first = this.#packedWords;
		const groupWords = GROUP * (endingWords + 1);
		for (const [index, ending] of endings.entries()) {
			const words = Buffer.alloc(endingWords * 4);
			const size = words.write(ending, before, encoding);
			words[before + size] = 0x80;
			const own = first + Math.floor(index / GROUP) * groupWords + (index % GROUP);
			for (let word = 0; word < endingWords; word += 1) {
				this.#endings[own + word * GROUP] = words.readInt32LE(word * 4);
			}
			this.#endings[own + endingWords * GROUP] = size * 8;
		}
		this.#packedWords += Math.ceil(endings.length / GROUP) * groupWords;
		if (this.#packedWords > this.#endings.length) throw new Error('too many lists of endings');
		return ENDINGS_AT + first * 4;
	}
}

const hashers: Partial<Record<'sha1' | 'ntlm', GuessHasher>> = {};

/** The one of this thread, for hashes of a kind. */
export function guessHasher(kind: 'sha1' | 'ntlm'): GuessHasher {
	hashers[kind] ??= new GuessHasher(HASHINGS[kind]);
	return hashers[kind];
}
