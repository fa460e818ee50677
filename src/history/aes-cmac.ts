/**
 * AES-CMAC with a key of 128 bits (NIST SP 800-38B, RFC 4493), of many messages at once: each call of OpenSSL encrypts
 * one block of every message that still has one. A call for each message alone takes many times as long.
 */

import { type Cipher, createCipheriv } from 'node:crypto';

const BLOCK_BYTES = 16;
const BLOCK_WORDS = 4;
export const TAG_BYTES: number = BLOCK_BYTES;

/** Messages are gathered up to this size, so that all of it stays in the processor's caches. */
const BATCH_BYTES = 16 * 1024;
const BATCH_BLOCKS = BATCH_BYTES / BLOCK_BYTES;

export class CmacBatch {
	/** Messages added so far. */
	size = 0;
	readonly #cipher: Cipher;
	/** Big-endian words that are XORed with a message's last block: if it is whole, and if it had to be filled up. */
	readonly #wholeKey: Uint32Array;
	readonly #filledKey: Uint32Array;
	/** The messages that have no tag yet, each filled up to whole blocks. */
	#messages = new DataView(new ArrayBuffer(BATCH_BYTES));
	#messageBytes = 0;
	#pending = 0;
	/** Of each that still has blocks: its number among these, and the words where its next block and its end are. */
	readonly #numbers = new Uint32Array(BATCH_BLOCKS);
	readonly #next = new Uint32Array(BATCH_BLOCKS);
	readonly #ends = new Uint32Array(BATCH_BLOCKS);
	/** A block of each. */
	readonly #blocks = new Uint32Array(BATCH_BLOCKS * BLOCK_WORDS);
	readonly #blockBytes = new Uint8Array(this.#blocks.buffer);
	#tags = new Uint32Array(BATCH_BLOCKS * BLOCK_WORDS);
	#tagBytes = Buffer.from(this.#tags.buffer);

	/** @param key 16 bytes */
	constructor(key: Uint8Array) {
		this.#cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
		const wholeKey = doubled(this.#cipher.update(new Uint8Array(BLOCK_BYTES)));
		this.#wholeKey = wordsOf(wholeKey);
		this.#filledKey = wordsOf(doubled(wholeKey));
	}

	/**
	 * Adds a message; returns its index.
	 *
	 * @param head its first words, big-endian
	 * @param bytes contain the rest of it, from `from` up to `to`
	 */
	add(head: Uint32Array, bytes: Uint8Array, from: number, to: number): number {
		const length = head.length * 4 + to - from;
		const filled = Math.max(1, Math.ceil(length / BLOCK_BYTES)) * BLOCK_BYTES;
		if (this.#messageBytes + filled > this.#messages.byteLength) this.#makeRoom(filled);
		const messages = this.#messages;
		const begin = this.#messageBytes;
		const end = begin + filled;
		let at = begin;
		for (let word = 0; word < head.length; word += 1, at += 4) {
			messages.setUint32(at, head[word] as number);
		}
		for (let byte = from; byte < to; byte += 1, at += 1) {
			messages.setUint8(at, bytes[byte] as number);
		}
		const lastKey = at === end ? this.#wholeKey : this.#filledKey;
		if (at < end) messages.setUint8(at, 0x80);
		for (at += 1; at < end; at += 1) messages.setUint8(at, 0);
		for (let word = 0; word < BLOCK_WORDS; word += 1) {
			const place = end - BLOCK_BYTES + word * 4;
			messages.setUint32(place, messages.getUint32(place) ^ (lastKey[word] as number));
		}
		this.#numbers[this.#pending] = this.#pending;
		this.#next[this.#pending] = begin / 4;
		this.#ends[this.#pending] = end / 4;
		this.#pending += 1;
		this.#messageBytes = end;
		this.size += 1;
		return this.size - 1;
	}

	/** The tags of all messages so far, in order, `TAG_BYTES` each; then other bytes. Valid until the next message. */
	tags(): Buffer {
		if (this.#pending > 0) this.#compute();
		return this.#tagBytes;
	}

	#compute(): void {
		const done = this.size - this.#pending;
		this.#growTags();
		const [numbers, next, ends, blocks, tags] = [
			this.#numbers,
			this.#next,
			this.#ends,
			this.#blocks,
			this.#tags,
		];
		const messages = new Uint32Array(this.#messages.buffer);
		blocks.fill(0, 0, this.#pending * BLOCK_WORDS);
		for (let left = this.#pending; left > 0; ) {
			for (let at = 0; at < left; at += 1) {
				const block = at * BLOCK_WORDS;
				const from = next[at] as number;
				for (let word = 0; word < BLOCK_WORDS; word += 1) {
					blocks[block + word] =
						(blocks[block + word] as number) ^ (messages[from + word] as number);
				}
			}
			this.#blockBytes.set(this.#cipher.update(this.#blockBytes.subarray(0, left * BLOCK_BYTES)));
			let kept = 0;
			for (let at = 0; at < left; at += 1) {
				const number = numbers[at] as number;
				const after = (next[at] as number) + BLOCK_WORDS;
				const end = ends[at] as number;
				const isLast = after === end;
				const target = isLast ? tags : blocks;
				const to = (isLast ? done + number : kept) * BLOCK_WORDS;
				for (let word = 0; word < BLOCK_WORDS; word += 1) {
					target[to + word] = blocks[at * BLOCK_WORDS + word] as number;
				}
				if (isLast) continue;
				numbers[kept] = number;
				next[kept] = after;
				ends[kept] = end;
				kept += 1;
			}
			left = kept;
		}
		this.#pending = 0;
		this.#messageBytes = 0;
	}

	/** Makes room for a message, which may be longer than all others together. */
	#makeRoom(bytes: number): void {
		if (this.#pending > 0) this.#compute();
		if (bytes > this.#messages.byteLength) this.#messages = new DataView(new ArrayBuffer(bytes));
	}

	#growTags(): void {
		const words = this.size * BLOCK_WORDS;
		if (words <= this.#tags.length) return;
		const larger = new Uint32Array(Math.max(words, 2 * this.#tags.length));
		larger.set(this.#tags);
		this.#tags = larger;
		this.#tagBytes = Buffer.from(larger.buffer);
	}
}

/** A block times x, in the field of 2^128 elements. */
function doubled(block: Uint8Array): Uint8Array {
	const twice = block.map((byte, at) => (byte << 1) | ((block[at + 1] ?? 0) >> 7));
	if ((block[0] as number) >= 0x80)
		twice[BLOCK_BYTES - 1] = (twice[BLOCK_BYTES - 1] as number) ^ 0x87;
	return twice;
}

function wordsOf(block: Uint8Array): Uint32Array {
	const view = new DataView(block.buffer, block.byteOffset);
	return Uint32Array.from({ length: BLOCK_WORDS }, (_, word) => view.getUint32(word * 4));
}
