/** The kind of hash is a value, not an assumption: everything that depends on it is derived from here. */

export interface HashKind {
	/** As written in the store and in reports. */
	readonly name: 'sha1' | 'ntlm';
	/** Bytes of a whole hash. A multiple of 4, at least 16. */
	readonly bytes: number;
	/** What the range API expects after the prefix: `''` or `'?...'`. */
	readonly query: string;
}

export const SHA1: HashKind = { name: 'sha1', bytes: 20, query: '' };

/** 32-bit words of a whole hash: 5 for SHA-1. */
export function hashWords(kind: HashKind): number {
	return kind.bytes / 4;
}

/** Hex digits of a whole hash: 40 for SHA-1. */
export function hashDigits(kind: HashKind): number {
	return kind.bytes * 2;
}

/** Hex digits of a suffix: 35 for SHA-1. */
export function suffixDigits(kind: HashKind): number {
	return hashDigits(kind) - PREFIX_DIGITS;
}

/** Hex digits of a prefix, as the range API defines it. */
export const PREFIX_DIGITS = 5;
