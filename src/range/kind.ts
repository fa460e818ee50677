/** The kind of hash is a value, not an assumption: everything that depends on it is derived from here. */

export type HashKindName = 'sha1' | 'ntlm';

export interface HashKind {
	readonly name: HashKindName;
	/** In packed ranges, 1 to 255. */
	readonly number: number;
	/** As people write it. */
	readonly title: string;
	/** The article before the title. */
	readonly article: 'a' | 'an';
	/** Bytes of a whole hash. A multiple of 4, at least 16. */
	readonly bytes: number;
	/** What the range API expects after the prefix: `''` or `'?...'`. */
	readonly query: string;
	/** The hash of the empty password. It is in the corpus, but a table full of it has another problem. */
	readonly emptyPassword: string;
}

export const SHA1: HashKind = {
	name: 'sha1',
	number: 1,
	title: 'SHA-1',
	article: 'a',
	bytes: 20,
	query: '',
	emptyPassword: 'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709',
};

/** The NT hash of Windows: MD4 of the password in UTF-16LE. The range API calls it NTLM. */
export const NTLM: HashKind = {
	name: 'ntlm',
	number: 2,
	title: 'NTLM',
	article: 'an',
	bytes: 16,
	query: '?mode=ntlm',
	emptyPassword: '31D6CFE0D16AE931B73C59D7E0C089C0',
};

/**
 * The LM hash of the empty password. Since Windows Vista it stands in place of that of nearly every account, where no LM
 * hash is kept.
 */
export const EMPTY_LM_HASH = 'AAD3B435B51404EEAAD3B435B51404EE';

export const HASH_KINDS: readonly HashKind[] = [SHA1, NTLM];

/** Undefined for a name that this version does not know. */
export function kindNamed(name: HashKindName): HashKind;
export function kindNamed(name: string | undefined): HashKind | undefined;
export function kindNamed(name: string | undefined): HashKind | undefined {
	return HASH_KINDS.find((kind) => kind.name === name);
}

/** What hashes may be instead when they are not of this kind. */
export function otherKind({ name }: HashKind): HashKind {
	return name === 'sha1' ? NTLM : SHA1;
}

/** 32-bit words of a whole hash: 5 for SHA-1. */
export function hashWords(kind: HashKind): number {
	return kind.bytes / 4;
}

/** Hex digits of a whole hash: 40 for SHA-1. */
export function hashDigits(kind: HashKind): number {
	return kind.bytes * 2;
}

/** Characters of the shortest spelling of a hash: base64 without its padding. */
export function shortestHash({ bytes }: HashKind): number {
	return Math.ceil((bytes * 4) / 3);
}

/** Hex digits of a suffix: 35 for SHA-1. */
export function suffixDigits(kind: HashKind): number {
	return hashDigits(kind) - PREFIX_DIGITS;
}

/** Hex digits of a prefix, as the range API defines it. */
export const PREFIX_DIGITS = 5;
