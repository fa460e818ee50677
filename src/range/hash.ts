/**
 * A hash as big-endian 32-bit words, five for SHA-1, in an array that belongs to somebody else:
 * a table of millions of hashes is one typed array, and none of them is an object.
 */

import { createHash } from 'node:crypto';
import { type HashKind, hashDigits, hashWords } from './kind.ts';
import type { Prefix } from './prefix.ts';

/** The value of a hex digit by its character code, 255 for anything else. */
const HEX_VALUE: Uint8Array = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value += 1) {
	HEX_VALUE[value.toString(16).charCodeAt(0)] = value;
	HEX_VALUE[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/**
 * Writes the words of the hash that `text` spells into `words` from index `at`.
 *
 * @param text hex digits of either case, nothing around them
 * @returns false, with `words` in an unspecified state, when `text` is not a hash of this kind
 */
export function parseHash(text: string, kind: HashKind, words: Uint32Array, at: number): boolean {
	if (text.length !== hashDigits(kind)) return false;
	for (let word = 0, digit = 0; word < hashWords(kind); word += 1) {
		let value = 0;
		for (const end = digit + 8; digit < end; digit += 1) {
			const code = text.charCodeAt(digit);
			const nibble = code < 128 ? (HEX_VALUE[code] as number) : 255;
			if (nibble === 255) return false;
			value = (value << 4) | nibble;
		}
		words[at + word] = value;
	}
	return true;
}

/** The prefix of the hash whose words begin at index `at`. */
export function prefixOf(words: Uint32Array, at: number): Prefix {
	return (words[at] as number) >>> 12;
}

/** The SHA-1 of a password, as upper-case hex; of a text its UTF-8 bytes. */
export function sha1Hex(password: string | Uint8Array): string {
	return createHash('sha1').update(password).digest('hex').toUpperCase();
}

/** The SHA-1 of the empty password. It is in the corpus, and a table full of it has another problem. */
export const EMPTY_PASSWORD_SHA1 = 'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709';
