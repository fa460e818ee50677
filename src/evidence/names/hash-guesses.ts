/**
 * Hashing a form of a name with each of its endings. The endings lie ready as words, so that of a
 * candidate only the few words of the block change in which its ending lies; no candidate is ever a
 * string.
 */

import type { Ending } from './name-guesses.ts';
import { BLOCK_WORDS, DIGEST_WORDS, MAX_MESSAGE_BYTES, sha1Block } from './sha1-block.ts';

/** Words that an ending may lie in, with up to three bytes of the form before it and the bit behind. */
const ENDING_WORDS = 4;
/** Bytes of an ending, at most. */
const MAX_ENDING_BYTES = ENDING_WORDS * 4 - 4;
/** Bytes of a form, at most: of a longer one nothing is tried. */
export const MAX_FORM_BYTES: number = MAX_MESSAGE_BYTES - MAX_ENDING_BYTES;

/** The words of each ending, and its length in bits. */
const STRIDE = ENDING_WORDS + 1;

/** Endings as words, for forms of which 0, 1, 2 or 3 bytes stand in the word before. */
class PackedEndings {
	readonly byOffset: readonly Int32Array[];

	constructor(endings: readonly Ending[]) {
		this.byOffset = [0, 1, 2, 3].map((offset) => packEndings(endings, offset));
	}
}

function packEndings(endings: readonly Ending[], offset: number): Int32Array {
	const packed = new Int32Array(endings.length * STRIDE);
	for (const [index, ending] of endings.entries()) {
		const bytes = Buffer.from(ending);
		if (bytes.length > MAX_ENDING_BYTES) throw new Error('an ending is too long');
		const words = Buffer.alloc(ENDING_WORDS * 4);
		bytes.copy(words, offset);
		words[offset + bytes.length] = 0x80;
		for (let word = 0; word < ENDING_WORDS; word += 1) {
			packed[index * STRIDE + word] = words.readInt32BE(word * 4);
		}
		packed[index * STRIDE + ENDING_WORDS] = bytes.length * 8;
	}
	return packed;
}

/** Each list is packed once. */
const packedLists = new Map<readonly Ending[], PackedEndings>();

function packed(endings: readonly Ending[]): PackedEndings {
	let list = packedLists.get(endings);
	if (list === undefined) {
		list = new PackedEndings(endings);
		packedLists.set(endings, list);
	}
	return list;
}

/** Candidates hashed at a time. */
const BATCH = 64;

/** Hashes the candidates of a form, some at a time. */
export class HashGuesses {
	/** The hashes of the candidates last hashed, five words each, one behind the other. */
	readonly digests: Uint32Array = new Uint32Array(BATCH * DIGEST_WORDS);
	readonly #block = new Int32Array(BLOCK_WORDS);
	readonly #bytes = Buffer.alloc(MAX_FORM_BYTES + 4);
	#endings: Int32Array = new Int32Array();
	/** Where the next ending lies. */
	#next = 0;
	/** The word of the block in which endings begin, and what of it is the form's. */
	#word = 0;
	#begun = 0;
	#formBits = 0;

	/**
	 * Stands before the first candidate: a form with its first ending.
	 *
	 * @returns how many there are: none when the form is too long
	 */
	begin(form: string, endings: readonly Ending[]): number {
		const size = Buffer.byteLength(form);
		this.#endings = packed(endings).byOffset[size % 4] as Int32Array;
		if (size > MAX_FORM_BYTES) {
			this.#next = this.#endings.length;
			return 0;
		}
		this.#next = 0;
		this.#bytes.write(form);
		this.#bytes.fill(0, size);
		this.#block.fill(0);
		this.#word = size >>> 2;
		for (let word = 0; word < this.#word; word += 1) {
			this.#block[word] = this.#bytes.readInt32BE(word * 4);
		}
		this.#begun = this.#bytes.readInt32BE(this.#word * 4);
		this.#formBits = size * 8;
		return endings.length;
	}

	/** Hashes the next candidates; gives the number of words that lie in `digests` then, 0 at the end. */
	next(): number {
		const block = this.#block;
		const endings = this.#endings;
		const word = this.#word;
		const end = Math.min(endings.length, this.#next + BATCH * STRIDE);
		let at = 0;
		for (let from = this.#next; from < end; from += STRIDE) {
			block[word] = this.#begun | (endings[from] as number);
			block[word + 1] = endings[from + 1] as number;
			block[word + 2] = endings[from + 2] as number;
			block[word + 3] = endings[from + 3] as number;
			block[BLOCK_WORDS - 1] = this.#formBits + (endings[from + ENDING_WORDS] as number);
			sha1Block(block, this.digests, at);
			at += DIGEST_WORDS;
		}
		this.#next = end;
		return at;
	}
}
