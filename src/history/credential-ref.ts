/**
 * The `credential_ref` of an account and its password: the same in every report until either changes. It is an
 * AES-CMAC of the hash and the account's id, so that nobody can test guesses against it without the key.
 */

import { hkdfSync } from 'node:crypto';
import { CmacBatch, TAG_BYTES } from './aes-cmac.ts';

/** How references are made: those of another scheme are never the same. */
export const REF_SCHEME = 'aes-cmac';

export interface RefKey {
	/** Of the cipher: 16 bytes. */
	readonly key: Uint8Array;
	/** Identifies the key and the scheme without revealing the key. */
	readonly name: string;
}

/** @param secret as in the key file */
export function refKeyOf(secret: Uint8Array): RefKey {
	const info = `credcheck credential_ref ${REF_SCHEME}`;
	const derived = (what: string, bytes: number) =>
		Buffer.from(hkdfSync('sha256', secret, '', `${info} ${what}`, bytes));
	return { key: derived('key', 16), name: derived('name', 8).toString('hex') };
}

/**
 * The references of many accounts: the tags of their hashes and ids, in that order. Since a hash has a fixed length, no
 * two accounts have the same message.
 */
export class CredentialRefs extends CmacBatch {
	/** How many tags cannot be numbers. */
	#checked = 0;

	/** A spreadsheet would turn about one in a million into a number: its first digit becomes an f. */
	override tags(): Buffer {
		const tags = super.tags();
		for (; this.#checked < this.size; this.#checked += 1) {
			const at = this.#checked * TAG_BYTES;
			if (isNumber(tags, at)) tags[at] = (tags[at] as number) | 0xf0;
		}
		return tags;
	}
}

/** 1 for bytes whose hex digits are those of numbers, or the `e` of their exponent. */
const DIGITS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
	Number(/^[\de]{2}$/.test(byte.toString(16).padStart(2, '0'))),
);

function isNumber(bytes: Buffer, from: number): boolean {
	const to = from + TAG_BYTES;
	let at = from;
	while (at < to && DIGITS[bytes[at] as number] === 1) at += 1;
	return at === to && /^\d+(?:e\d+)?$/.test(bytes.toString('hex', from, to));
}
