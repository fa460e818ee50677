/**
 * A hash is a sequence of big-endian 32-bit words, five for SHA-1 and four for NTLM, in an array that the caller owns:
 * a table of millions of hashes is one typed array instead of millions of objects.
 */

import { type HashKind, hashDigits, hashWords } from './kind.ts';
import type { Prefix } from './prefix.ts';

/** The value of two hex digits of either case, by their bytes, the first as the high one; -1 for anything else. */
const PAIR: Int16Array = new Int16Array(0x10000).fill(-1);
const DIGITS = Buffer.from('0123456789ABCDEFabcdef');
for (const first of DIGITS) {
	for (const second of DIGITS) {
		PAIR[(first << 8) | second] = Number.parseInt(String.fromCharCode(first, second), 16);
	}
}

/**
 * Writes the hash in `text` into `words`, from index `at`.
 *
 * @param text hex digits of either case, with nothing around them
 * @returns false, with `words` in an unspecified state, when `text` is not a hash of this kind
 */
export function parseHash(text: string, kind: HashKind, words: Uint32Array, at: number): boolean {
	const bytes = Buffer.from(text);
	return bytes.length === hashDigits(kind) && parseHashBytes(bytes, 0, kind, words, at);
}

/** The same for bytes: the digits of the hash begin at `from`. */
export function parseHashBytes(
	bytes: Uint8Array,
	from: number,
	kind: HashKind,
	words: Uint32Array,
	at: number,
): boolean {
	let faults = 0;
	for (let word = 0, byte = from; word < hashWords(kind); word += 1, byte += 8) {
		const a = readPair(bytes, byte);
		const b = readPair(bytes, byte + 2);
		const c = readPair(bytes, byte + 4);
		const d = readPair(bytes, byte + 6);
		faults |= a | b | c | d;
		words[at + word] = (a << 24) | (b << 16) | (c << 8) | d;
	}
	return faults >= 0;
}

function readPair(bytes: Uint8Array, at: number): number {
	return PAIR[((bytes[at] as number) << 8) | (bytes[at + 1] as number)] as number;
}

/** The prefix of the hash whose words begin at index `at`. */
export function prefixOf(words: Uint32Array, at: number): Prefix {
	return (words[at] as number) >>> 12;
}

/** Whether the words at index `at` are those of the hash. */
export function isHashAt(words: Uint32Array, at: number, hash: Uint32Array): boolean {
	if (words[at] !== hash[0]) return false;
	return hash.every((word, index) => words[at + index] === word);
}

/** The hash of the empty password, as words. */
export function hashOfEmpty(kind: HashKind): Uint32Array {
	const words = new Uint32Array(hashWords(kind));
	parseHash(kind.emptyPassword, kind, words, 0);
	return words;
}
