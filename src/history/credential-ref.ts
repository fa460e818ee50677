/**
 * References to an account with the password it has: the same in every report as long as neither
 * changes, and another once the password does. They are an HMAC-SHA-256 of the hash and the account's
 * id, cut to 128 bits, so that without the key nothing can be tried against them.
 */

import { createHmac } from 'node:crypto';
import { BLOCK_WORDS, compress, INITIAL_STATE, STATE_WORDS } from './sha256-block.ts';

/** Words of 32 bits of a reference, and its hex digits. */
const REF_WORDS = 4;
export const REF_DIGITS: number = REF_WORDS * 8;

const BLOCK_BYTES = BLOCK_WORDS * 4;

/** As words, the first being the first eight digits. */
export type CredentialRef = Uint32Array;

export class CredentialRefs {
	/** The states behind the key, which HMAC (RFC 2104) has twice. */
	readonly #innerKey: Int32Array;
	readonly #outerKey: Int32Array;
	readonly #block = new Int32Array(BLOCK_WORDS);
	readonly #digest = new Int32Array(STATE_WORDS);
	/** Given for every account: no object is made for each. */
	readonly #ref = new Uint32Array(REF_WORDS);

	/** @param key 64 bytes at most */
	constructor(key: Uint8Array) {
		this.#innerKey = stateBehind(key, 0x36);
		this.#outerKey = stateBehind(key, 0x5c);
	}

	/**
	 * A reference, which the next one is written over.
	 *
	 * @param hash its words
	 * @param bytes hold the account's id from `from` up to `to`, as UTF-8, without blanks around it
	 */
	of(hash: Uint32Array, bytes: Uint8Array, from: number, to: number): CredentialRef {
		this.#digestInner(hash, bytes, from, to);
		const block = this.#block;
		for (let word = 0; word < STATE_WORDS; word += 1) block[word] = this.#digest[word] as number;
		block[STATE_WORDS] = 0x80 << 24;
		endBlock(block, STATE_WORDS + 1, STATE_WORDS * 4);
		compress(this.#outerKey, block, this.#digest);
		const ref = this.#ref;
		for (let word = 0; word < REF_WORDS; word += 1) ref[word] = this.#digest[word] as number;
		if (mayBeNumber(ref) && NUMBER.test(textOfRef(ref))) {
			ref.set(this.#digest.subarray(REF_WORDS));
		}
		return ref;
	}

	/** The hash comes first: it is always as long, so that no two accounts give the same bytes. */
	#digestInner(hash: Uint32Array, bytes: Uint8Array, from: number, to: number): void {
		const block = this.#block;
		let state = this.#innerKey;
		let word = 0;
		for (; word < hash.length; word += 1) block[word] = hash[word] as number;
		let at = from;
		for (; at + 4 <= to; at += 4) {
			block[word] =
				((bytes[at] as number) << 24) |
				((bytes[at + 1] as number) << 16) |
				((bytes[at + 2] as number) << 8) |
				(bytes[at + 3] as number);
			word += 1;
			if (word < BLOCK_WORDS) continue;
			compress(state, block, this.#digest);
			state = this.#digest;
			word = 0;
		}
		// The bytes left, and behind them the bit that ends a message.
		let last = 0;
		let shift = 24;
		for (; at < to; at += 1, shift -= 8) last |= (bytes[at] as number) << shift;
		block[word] = last | (0x80 << shift);
		word += 1;
		// The length takes two words, and where they are not left, a block of its own.
		if (word > BLOCK_WORDS - 2) {
			for (; word < BLOCK_WORDS; word += 1) block[word] = 0;
			compress(state, block, this.#digest);
			state = this.#digest;
			word = 0;
		}
		endBlock(block, word, hash.length * 4 + to - from);
		compress(state, block, this.#digest);
	}
}

/** Fills a block with zeros from a word on, up to the bits of all that was hashed, a key's block among it. */
function endBlock(block: Int32Array, from: number, bytes: number): void {
	for (let word = from; word < BLOCK_WORDS - 1; word += 1) block[word] = 0;
	block[BLOCK_WORDS - 1] = (BLOCK_BYTES + bytes) * 8;
}

/** The state of SHA-256 behind a block of the key. */
function stateBehind(key: Uint8Array, pad: number): Int32Array {
	const padded = Buffer.alloc(BLOCK_BYTES, pad);
	for (const [at, byte] of key.entries()) padded[at] = byte ^ pad;
	const block = Int32Array.from({ length: BLOCK_WORDS }, (_, word) => padded.readInt32BE(word * 4));
	const state = new Int32Array(STATE_WORDS);
	compress(INITIAL_STATE, block, state);
	return state;
}

/** A reference as lists have it: 32 hex digits. */
export function textOfRef(ref: CredentialRef): string {
	return Array.from(ref, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** A spreadsheet would make a number of such digits. Of a million one is so; the digest's other half serves then. */
const NUMBER = /^\d+(?:e\d+)?$/;

/** Whether no digit is a letter other than the `e` that numbers may have. */
function mayBeNumber(ref: CredentialRef): boolean {
	for (let index = 0; index < REF_WORDS; index += 1) {
		const word = ref[index] as number;
		const letters = word & ((word << 1) | (word << 2));
		const es = word & (word << 1) & (word << 2) & ~(word << 3);
		if ((letters & ~es & 0x88888888) !== 0) return false;
	}
	return true;
}

/** Tells keys apart. */
export function nameOfKey(key: Uint8Array): string {
	return createHmac('sha256', key)
		.update('credcheck credential_ref key')
		.digest('hex')
		.slice(0, 16);
}
