/** Hashes a password as its owner's system did: its bytes for SHA-1, its text in UTF-16 for NTLM. */

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { md4 } from '../kernels/md4.ts';
import type { HashKind, HashKindName } from './kind.ts';

/** Half a surrogate pair, which UTF-8 cannot encode. */
const HALF_PAIR = /\p{Surrogate}/u;

/** How a kind makes hashes: of the password in this encoding, by this function. */
export const PASSWORD_HASHING: Readonly<
	Record<
		HashKindName,
		{ readonly encoding: 'utf8' | 'utf16le'; readonly hash: (content: Uint8Array) => Buffer }
	>
> = {
	sha1: { encoding: 'utf8', hash: (content) => createHash('sha1').update(content).digest() },
	ntlm: { encoding: 'utf16le', hash: md4 },
};

/**
 * The hash of a password, as upper-case hex.
 *
 * @param password bytes, or text: its SHA-1 is that of its UTF-8
 * @returns undefined when it has no such hash: bytes that are not UTF-8 have no NTLM hash, and text with half a
 *   surrogate pair no SHA-1
 */
export function hashOfPassword(password: string | Uint8Array, kind: HashKind): string | undefined {
	const { encoding, hash } = PASSWORD_HASHING[kind.name];
	const content = contentOf(password, encoding);
	return content && hash(content).toString('hex').toUpperCase();
}

function contentOf(
	password: string | Uint8Array,
	encoding: 'utf8' | 'utf16le',
): Uint8Array | undefined {
	const isUtf16 = encoding === 'utf16le';
	if (typeof password === 'string') {
		return isUtf16 || !HALF_PAIR.test(password) ? Buffer.from(password, encoding) : undefined;
	}
	if (!isUtf16) return password;
	return isUtf8(password) ? Buffer.from(Buffer.from(password).toString(), encoding) : undefined;
}
