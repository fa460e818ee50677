/**
 * AES-CMAC with a key of 128 bits (NIST SP 800-38B, RFC 4493), of many messages at once: each call of OpenSSL encrypts
 * one block of every message that still has one. Calls for each message alone take ten times as long, so it pays to add
 * many before using a tag.
 */

import { type Cipher, createCipheriv } from 'node:crypto';

/** Also of a block. */
export const TAG_BYTES = 16;
const BLOCK_WORDS = TAG_BYTES / 4;

/** Messages are gathered up to this size, so that all of it stays in the processor's caches. */
const BATCH_BYTES = 16 * 1024;
const BATCH_BLOCKS = BATCH_BYTES / TAG_BYTES;

export class CmacBatch {
	/** Messages added so far. */
	size = 0;
	readonly #cipher: Cipher;
	/** What is XORed with a message's last block: if it is whole, and if it had to be filled up. */
	readonly #wholeKey: DataView;
	readonly #filledKey: DataView;
	/** The messages that have no tag yet, each filled up to whole blocks; zeros after them. */
	#messages = new DataView(new ArrayBuffer(BATCH_BYTES));
	#used = 0;
	#pending = 0;
	/** Where the next block of each message begins, and where its last one ends: in words. */
	readonly #next = new Uint32Array(BATCH_BLOCKS);
	readonly #ends = new Uint32Array(BATCH_BLOCKS);
	/** The messages that still have blocks, and one block of each. */
	readonly #open = new Uint32Array(BATCH_BLOCKS);
	readonly #blocks = new Uint32Array(BATCH_BLOCKS * BLOCK_WORDS);
	/** Of messages that still have blocks: the last block as it was encrypted. */
	readonly #tags: Uint32Array;
	readonly #tagBytes: Buffer;

	/**
	 * @param key 16 bytes
	 * @param most messages
	 */
	constructor(key: Uint8Array, most: number) {
		this.#cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
		const wholeKey = doubled(this.#cipher.update(new Uint8Array(TAG_BYTES)));
		this.#wholeKey = new DataView(wholeKey.buffer);
		this.#filledKey = new DataView(doubled(wholeKey).buffer);
		this.#tags = new Uint32Array(most * BLOCK_WORDS);
		this.#tagBytes = Buffer.from(this.#tags.buffer);
	}

	/**
	 * Adds a message; returns its index.
	 *
	 * @param head its first words, big-endian
	 * @param bytes contain the rest of it, from `from` up to `to`
	 */
	add(head: Uint32Array, bytes: Uint8Array, from: number, to: number): number {
		const length = head.length * 4 + to - from;
		const filled = Math.max(1, Math.ceil(length / TAG_BYTES)) * TAG_BYTES;
		if (this.#used + filled > BATCH_BYTES) this.#compute();
		// A message may be longer than the others together.
		if (filled > this.#messages.byteLength) this.#messages = new DataView(new ArrayBuffer(filled));
		const messages = this.#messages;
		let at = this.#used;
		this.#next[this.#pending] = at / 4;
		this.#used += filled;
		this.#ends[this.#pending] = this.#used / 4;
		this.#pending += 1;
		for (let word = 0; word < head.length; word += 1, at += 4) {
			messages.setUint32(at, head[word] as number);
		}
		for (let byte = from; byte < to; byte += 1, at += 1) {
			messages.setUint8(at, bytes[byte] as number);
		}
		const lastKey = at === this.#used ? this.#wholeKey : this.#filledKey;
		if (at < this.#used) messages.setUint8(at, 0x80);
		const last = this.#used - TAG_BYTES;
		for (let word = 0; word < TAG_BYTES; word += 4) {
			messages.setUint32(last + word, messages.getUint32(last + word) ^ lastKey.getUint32(word));
		}
		this.size += 1;
		return this.size - 1;
	}

	/** The tags of all messages so far, `TAG_BYTES` each, in order; then room for others. */
	tags(): Buffer {
		this.#compute();
		return this.#tagBytes;
	}

	#compute(): void {
		if (this.#pending === 0) return;
		const messages = new Uint32Array(this.#messages.buffer);
		const blockBytes = new Uint8Array(this.#blocks.buffer);
		const [next, open, blocks] = [this.#next, this.#open, this.#blocks];
		const tags = this.#tags.subarray((this.size - this.#pending) * BLOCK_WORDS);
		let left = this.#pending;
		for (let message = 0; message < left; message += 1) open[message] = message;
		while (left > 0) {
			for (let at = 0; at < left; at += 1) {
				const message = open[at] as number;
				const from = next[message] as number;
				for (let word = 0; word < BLOCK_WORDS; word += 1) {
					blocks[at * BLOCK_WORDS + word] =
						(tags[message * BLOCK_WORDS + word] as number) ^ (messages[from + word] as number);
				}
			}
			blockBytes.set(this.#cipher.update(blockBytes.subarray(0, left * TAG_BYTES)));
			let kept = 0;
			for (let at = 0; at < left; at += 1) {
				const message = open[at] as number;
				for (let word = 0; word < BLOCK_WORDS; word += 1) {
					tags[message * BLOCK_WORDS + word] = blocks[at * BLOCK_WORDS + word] as number;
				}
				const after = (next[message] as number) + BLOCK_WORDS;
				if (after === this.#ends[message]) continue;
				next[message] = after;
				open[kept] = message;
				kept += 1;
			}
			left = kept;
		}
		messages.fill(0, 0, this.#used / 4);
		this.#used = 0;
		this.#pending = 0;
	}
}

/** A block times x, in the field of 2^128 elements. */
function doubled(block: Uint8Array): Uint8Array {
	const carry = (block[0] as number) >> 7 === 1 ? 0x87 : 0;
	return Uint8Array.from(block, (byte, at) =>
		at === TAG_BYTES - 1 ? (byte << 1) ^ carry : (byte << 1) | ((block[at + 1] as number) >> 7),
	);
}
