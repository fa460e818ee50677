/** A share of the hashes of a table, whatever they begin with: for passes over a table that has too many that begin alike. */

import { type HashKind, hashWords } from '../../range/kind.ts';

/** Number `index` of `of` about equal shares. */
export interface HashShare {
	readonly index: number;
	readonly of: number;
}

export const ALL_HASHES: HashShare = { index: 0, of: 1 };

/** The shares that make up a share. */
export function sharesOf({ index, of }: HashShare, parts: number): HashShare[] {
	return Array.from({ length: parts }, (_, part) => ({
		index: index * parts + part,
		of: of * parts,
	}));
}

/**
 * Folds a hash into 64 bits, which identify it within one table. It collides with one of n others with a
 * probability of about n / 2^64, even if the hashes are artificial and share words.
 */
export function foldHash(
	words: Uint32Array,
	at: number,
	kind: HashKind,
): [low: number, high: number] {
	let low = 0;
	let high = 0;
	for (let word = 0; word < hashWords(kind); word += 1) {
		const own = words[at + word] as number;
		low = Math.imul(low ^ own, 0x9e3779b1);
		low ^= low >>> 15;
		high = Math.imul(high ^ own ^ low, 0x85ebca6b);
		high ^= high >>> 13;
	}
	return [low >>> 0, high >>> 0];
}

/** Whether the hash at index `at` is of the share. */
export function isInShare(
	{ index, of }: HashShare,
	words: Uint32Array,
	at: number,
	kind: HashKind,
): boolean {
	if (of === 1) return true;
	const [, high] = foldHash(words, at, kind);
	return Math.floor((high / 2 ** 32) * of) === index;
}
