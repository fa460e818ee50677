/**
 * The SHA-1 of guesses. The endings are packed into words beforehand, so that each guess changes only a few words of
 * the block, and no guess is ever a string.
 */

import {
	BATCH,
	checkEnding,
	type HashGuesses,
	MAX_ENDING_BYTES,
	MAX_FORM_BYTES,
	packedOnce,
} from './hash-guesses.ts';
import { BLOCK_WORDS, HASH_WORDS, sha1Block } from './sha1-block.ts';

/** Words for an ending, with up to three bytes of the form before it and the 1 bit of the padding after it. */
const ENDING_WORDS = MAX_ENDING_BYTES / 4 + 1;
/** The words of each packed ending, and its length in bits. */
const STRIDE = ENDING_WORDS + 1;

/** The offset is bytes of the form in the first word, 0 to 3. */
const packed = packedOnce((endings, offset) => {
	const list = new Int32Array(endings.length * STRIDE);
	for (const [index, ending] of endings.entries()) {
		checkEnding(ending);
		const bytes = Buffer.from(ending);
		const words = Buffer.alloc(ENDING_WORDS * 4);
		bytes.copy(words, offset);
		words[offset + bytes.length] = 0x80;
		for (let word = 0; word < ENDING_WORDS; word += 1) {
			list[index * STRIDE + word] = words.readInt32BE(word * 4);
		}
		list[index * STRIDE + ENDING_WORDS] = bytes.length * 8;
	}
	return list;
}, 4);

export class Sha1Guesses implements HashGuesses {
	readonly hashes: Uint32Array = new Uint32Array(BATCH * HASH_WORDS);
	readonly #block = new Int32Array(BLOCK_WORDS);
	readonly #bytes = Buffer.alloc(MAX_FORM_BYTES + 4);
	#endings: Int32Array = new Int32Array();
	/** Index of the next packed ending. */
	#next = 0;
	/** The word of the block in which the endings begin, and the form's bytes in it. */
	#word = 0;
	#begun = 0;
	#formBits = 0;

	begin(form: string, endings: readonly string[]): number {
		const size = Buffer.byteLength(form);
		this.#endings = packed(endings, size % 4);
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
			sha1Block(block, this.hashes, at);
			at += HASH_WORDS;
		}
		this.#next = end;
		return at;
	}
}
