/**
 * The NT hashes of guesses: as their SHA-1, but with MD4, little-endian words and UTF-16. A guess of more than 27
 * characters takes a second block, since each character takes two bytes or more.
 */

import { beginMd4, MD4_BLOCK_WORDS, MD4_STATE_WORDS, md4Block } from '../../../range/md4.ts';
import {
	BATCH,
	checkEnding,
	type HashGuesses,
	MAX_ENDING_BYTES,
	MAX_FORM_BYTES,
	packedOnce,
} from './hash-guesses.ts';

/** The most UTF-16 units that fit in one block: the padding and the length take 9 bytes. */
const ONE_BLOCK_UNITS = 27;
/** Where the length in bits is, in the first or only block and in the second. */
const LENGTH_WORD = MD4_BLOCK_WORDS - 2;
const SECOND_LENGTH_WORD = 2 * MD4_BLOCK_WORDS - 2;

/**
 * Words for an ending, with up to one unit of the form before it and the 1 bit of the padding after it. A byte of
 * UTF-8 is one unit at most.
 */
const ENDING_WORDS = (MAX_ENDING_BYTES + 2) / 2;
/** The words of each packed ending, and its length in units. */
const STRIDE = ENDING_WORDS + 1;

/** The offset is units of the form in the first word, 0 or 1. */
const packed = packedOnce((endings, offset) => {
	const list = new Int32Array(endings.length * STRIDE);
	for (const [index, ending] of endings.entries()) {
		checkEnding(ending);
		const words = Buffer.alloc(ENDING_WORDS * 4);
		words.write(ending, offset * 2, 'utf16le');
		words[(offset + ending.length) * 2] = 0x80;
		for (let word = 0; word < ENDING_WORDS; word += 1) {
			list[index * STRIDE + word] = words.readInt32LE(word * 4);
		}
		list[index * STRIDE + ENDING_WORDS] = ending.length;
	}
	return list;
}, 2);

export class NtGuesses implements HashGuesses {
	readonly hashes: Uint32Array = new Uint32Array(BATCH * MD4_STATE_WORDS);
	/** Both blocks; of most guesses only the first is used. */
	readonly #message = new Int32Array(2 * MD4_BLOCK_WORDS);
	readonly #first = this.#message.subarray(0, MD4_BLOCK_WORDS);
	readonly #second = this.#message.subarray(MD4_BLOCK_WORDS);
	readonly #state = new Int32Array(MD4_STATE_WORDS);
	readonly #bytes = Buffer.alloc(2 * MAX_FORM_BYTES + 4);
	#endings: Int32Array = new Int32Array();
	/** Index of the next packed ending. */
	#next = 0;
	/** The word of the message in which the endings begin, and the form's unit in it. */
	#word = 0;
	#begun = 0;
	#formUnits = 0;

	begin(form: string, endings: readonly string[]): number {
		const units = form.length;
		this.#endings = packed(endings, units % 2);
		if (Buffer.byteLength(form) > MAX_FORM_BYTES) {
			this.#next = this.#endings.length;
			return 0;
		}
		this.#next = 0;
		this.#bytes.write(form, 'utf16le');
		this.#bytes.fill(0, units * 2);
		this.#message.fill(0);
		this.#word = units >>> 1;
		for (let word = 0; word < this.#word; word += 1) {
			this.#message[word] = this.#bytes.readInt32LE(word * 4);
		}
		this.#begun = this.#bytes.readInt32LE(this.#word * 4);
		this.#formUnits = units;
		return endings.length;
	}

	next(): number {
		const message = this.#message;
		const state = this.#state;
		const hashes = this.hashes;
		const endings = this.#endings;
		const word = this.#word;
		const end = Math.min(endings.length, this.#next + BATCH * STRIDE);
		let at = 0;
		for (let from = this.#next; from < end; from += STRIDE) {
			message[word] = this.#begun | (endings[from] as number);
			message[word + 1] = endings[from + 1] as number;
			message[word + 2] = endings[from + 2] as number;
			message[word + 3] = endings[from + 3] as number;
			message[word + 4] = endings[from + 4] as number;
			message[word + 5] = endings[from + 5] as number;
			message[word + 6] = endings[from + 6] as number;
			const units = this.#formUnits + (endings[from + ENDING_WORDS] as number);
			beginMd4(state);
			if (units <= ONE_BLOCK_UNITS) {
				message[LENGTH_WORD] = units * 16;
				md4Block(this.#first, state);
			} else {
				message[SECOND_LENGTH_WORD] = units * 16;
				md4Block(this.#first, state);
				md4Block(this.#second, state);
			}
			hashes[at] = bigEndian(state[0] as number);
			hashes[at + 1] = bigEndian(state[1] as number);
			hashes[at + 2] = bigEndian(state[2] as number);
			hashes[at + 3] = bigEndian(state[3] as number);
			at += MD4_STATE_WORDS;
		}
		this.#next = end;
		return at;
	}
}

function bigEndian(word: number): number {
	return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
