/** Hashes a password as its owner's system did: its bytes for SHA-1, its text in UTF-16 for NTLM. */

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { HashKind } from './kind.ts';
import { md4 } from './md4.ts';

/** Half a surrogate pair, which UTF-8 cannot encode. */
const HALF_PAIR = /\p{Surrogate}/u;

/**
 * The hash of a password, as upper-case hex.
 *
 * @param password bytes, or text: its SHA-1 is that of its UTF-8
 * @returns undefined when it has no such hash: bytes that are not UTF-8 have no NTLM hash, and text with half a
 *   surrogate pair no SHA-1
 */
export function hashOfPassword(password: string | Uint8Array, kind: HashKind): string | undefined {
	const hash = kind.name === 'sha1' ? sha1Of(password) : ntlmOf(password);
	return hash?.toString('hex').toUpperCase();
}

function sha1Of(password: string | Uint8Array): Buffer | undefined {
	if (typeof password === 'string' && HALF_PAIR.test(password)) return undefined;
	return createHash('sha1').update(password).digest();
}

function ntlmOf(password: string | Uint8Array): Buffer | undefined {
	if (typeof password === 'string') return md4(Buffer.from(password, 'utf16le'));
	if (!isUtf8(password)) return undefined;
	return md4(Buffer.from(Buffer.from(password).toString('utf8'), 'utf16le'));
}
