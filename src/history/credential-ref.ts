/**
 * The `credential_ref` of an account and its password: the same in every report until either changes. It is
 * an HMAC-SHA-256 of the hash and the account's id, truncated to 128 bits, so that nobody can test guesses
 * against it without the key.
 */

import { createHmac } from 'node:crypto';
import { BLOCK_WORDS, compress, INITIAL_STATE, STATE_WORDS } from './sha256-block.ts';

/** Words of 32 bits in a reference. */
const REF_WORDS = 4;
export const REF_DIGITS: number = REF_WORDS * 8;

const BLOCK_BYTES = BLOCK_WORDS * 4;

/** Its words; the first is the first eight hex digits. */
export type CredentialRef = Uint32Array;

export class CredentialRefs {
	/** The state after each of the two key blocks of HMAC (RFC 2104). */
	readonly #innerKey: Int32Array;
	readonly #outerKey: Int32Array;
	readonly #block = new Int32Array(BLOCK_WORDS);
	readonly #state = new Int32Array(STATE_WORDS);
	/** Reused for every account to avoid allocation. */
	readonly #ref = new Uint32Array(REF_WORDS);

	/** @param key 64 bytes at most */
	constructor(key: Uint8Array) {
		this.#innerKey = stateAfter(key, 0x36);
		this.#outerKey = stateAfter(key, 0x5c);
	}

	/**
	 * The reference of an account; the next call overwrites it.
	 *
	 * @param hash its words
	 * @param bytes contain the account's id from `from` up to `to`, in UTF-8, without blanks around it
	 */
	of(hash: Uint32Array, bytes: Uint8Array, from: number, to: number): CredentialRef {
		this.#hashInner(hash, bytes, from, to);
		const block = this.#block;
		for (let word = 0; word < STATE_WORDS; word += 1) block[word] = this.#state[word] as number;
		block[STATE_WORDS] = 0x80 << 24;
		endBlock(block, STATE_WORDS + 1, STATE_WORDS * 4);
		compress(this.#outerKey, block, this.#state);
		const ref = this.#ref;
		for (let word = 0; word < REF_WORDS; word += 1) ref[word] = this.#state[word] as number;
		if (mayBeNumber(ref) && NUMBER.test(textOfRef(ref))) {
			ref.set(this.#state.subarray(REF_WORDS));
		}
		return ref;
	}

	/** The hash comes first: since its length is fixed, no two accounts have the same bytes. */
	#hashInner(hash: Uint32Array, bytes: Uint8Array, from: number, to: number): void {
		const block = this.#block;
		let before = this.#innerKey;
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
			compress(before, block, this.#state);
			before = this.#state;
			word = 0;
		}
		// The remaining bytes, and the 1 bit that ends the message.
		let last = 0;
		let shift = 24;
		for (; at < to; at += 1, shift -= 8) last |= (bytes[at] as number) << shift;
		block[word] = last | (0x80 << shift);
		word += 1;
		// The length takes two words; if too few are left, they go into another block.
		if (word > BLOCK_WORDS - 2) {
			for (; word < BLOCK_WORDS; word += 1) block[word] = 0;
			compress(before, block, this.#state);
			before = this.#state;
			word = 0;
		}
		endBlock(block, word, hash.length * 4 + to - from);
		compress(before, block, this.#state);
	}
}

/** Ends a block: zeros from the word `from` on, then the length in bits, including the key's block. */
function endBlock(block: Int32Array, from: number, bytes: number): void {
	for (let word = from; word < BLOCK_WORDS - 1; word += 1) block[word] = 0;
	block[BLOCK_WORDS - 1] = (BLOCK_BYTES + bytes) * 8;
}

/** The state of SHA-256 after the block of the key. */
function stateAfter(key: Uint8Array, pad: number): Int32Array {
	const padded = Buffer.alloc(BLOCK_BYTES, pad);
	for (const [at, byte] of key.entries()) padded[at] = byte ^ pad;
	const block = Int32Array.from({ length: BLOCK_WORDS }, (_, word) => padded.readInt32BE(word * 4));
	const state = new Int32Array(STATE_WORDS);
	compress(INITIAL_STATE, block, state);
	return state;
}

/** The reference in 32 hex digits, as in a list. */
export function textOfRef(ref: CredentialRef): string {
	return Array.from(ref, (word) => word.toString(16).padStart(8, '0')).join('');
}

/**
 * A spreadsheet would turn such a reference into a number. For these, about one in a million, the second half
 * of the HMAC is used.
 */
const NUMBER = /^\d+(?:e\d+)?$/;

/** Whether every digit is 0 to 9 or the `e` of a number: a quick test before `NUMBER`. */
function mayBeNumber(ref: CredentialRef): boolean {
	for (let index = 0; index < REF_WORDS; index += 1) {
		const word = ref[index] as number;
		const letters = word & ((word << 1) | (word << 2));
		const es = word & (word << 1) & (word << 2) & ~(word << 3);
		if ((letters & ~es & 0x88888888) !== 0) return false;
	}
	return true;
}

/** Identifies a key without revealing it. */
export function nameOfKey(key: Uint8Array): string {
	const hmac = createHmac('sha256', key).update('credcheck credential_ref key');
	return hmac.digest('hex').slice(0, 16);
}
