/**
 * The `credential_ref` of an account and its password: the same in every report until either changes. It is an
 * AES-CMAC of the hash and the account's id, so that nobody can test guesses against it without the key.
 */

import { hkdfSync } from 'node:crypto';
import { CmacBatch, TAG_BYTES } from './aes-cmac.ts';

/** How references are made: those of another scheme are never the same. */
export const REF_SCHEME = 'aes-cmac';
export const REF_BYTES: number = TAG_BYTES;

export interface RefKey {
	/** Of the cipher: 16 bytes. */
	readonly key: Uint8Array;
	/** Identifies the key and the scheme without revealing the key. */
	readonly name: string;
}

/** @param secret as in the key file */
export function refKeyOf(secret: Uint8Array): RefKey {
	const derived = (purpose: string, bytes: number) =>
		Buffer.from(
			hkdfSync('sha256', secret, '', `credcheck credential_ref ${REF_SCHEME} ${purpose}`, bytes),
		);
	return { key: derived('key', 16), name: derived('name', 8).toString('hex') };
}

/** The references of a block of accounts, which are computed many at once. */
export class CredentialRefs {
	readonly #key: Uint8Array;
	readonly #tags: CmacBatch;
	/** How many of the tags cannot be numbers. */
	#checked = 0;

	/** @param key of the cipher, as in `RefKey` */
	constructor(key: Uint8Array) {
		this.#key = key;
		this.#tags = new CmacBatch(key);
	}

	/**
	 * Adds an account; returns the index of its reference. The hash comes first: since its length is fixed, no two
	 * accounts have the same message.
	 *
	 * @param hash its words
	 * @param bytes contain the account's id from `from` up to `to`, in UTF-8, without blanks around it; not empty
	 */
	add(hash: Uint32Array, bytes: Uint8Array, from: number, to: number): number {
		return this.#tags.add(hash, bytes, from, to);
	}

	/**
	 * The references of all accounts so far, in order, `REF_BYTES` each; then other bytes. Valid until the next
	 * account. It pays to add many accounts first.
	 */
	bytes(): Buffer {
		const tags = this.#tags.tags();
		for (; this.#checked < this.#tags.size; this.#checked += 1) {
			const from = this.#checked * REF_BYTES;
			while (isNumber(tags, from)) this.#replace(tags.subarray(from, from + REF_BYTES));
		}
		return tags;
	}

	/**
	 * A spreadsheet would turn the reference into a number. For these, about one in a million, the tag of the tag is
	 * used. No account has that message, as its hash alone is as long.
	 */
	#replace(ref: Uint8Array): void {
		const again = new CmacBatch(this.#key);
		again.add(new Uint32Array(), ref, 0, REF_BYTES);
		ref.set(again.tags().subarray(0, REF_BYTES));
	}
}

/** 1 for bytes whose hex digits are those of numbers, or the `e` of their exponent. */
const DIGITS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
	Number(/^[\de]{2}$/.test(byte.toString(16).padStart(2, '0'))),
);

function isNumber(bytes: Buffer, from: number): boolean {
	const to = from + REF_BYTES;
	let at = from;
	while (at < to && DIGITS[bytes[at] as number] === 1) at += 1;
	return at === to && /^\d+(?:e\d+)?$/.test(bytes.toString('hex', from, to));
}
