/** Keeps hashes out of the lists, whichever column they appear in. */

import {
	type HashKind,
	type HashKindName,
	hashDigits,
	NTLM,
	SHA1,
	shortestHash,
} from '../range/kind.ts';

/** Replaces a cell that contains a hash. */
export const REDACTED = '[hash]';

/** A row's own hash as upper-case hex digits, and as base64 without the padding. */
export interface OwnHash {
	readonly hex: string;
	readonly base64: string;
	readonly kind: HashKind;
}

/** @param hex the row's hash as upper-case hex digits */
export function ownHash(hex: string, kind: HashKind): OwnHash {
	return { hex, base64: Buffer.from(hex, 'hex').toString('base64').replace(/=+$/, ''), kind };
}

/** Redacts a cell that contains the account's own hash, even with other characters between the digits. */
export function withoutOwnHash(cell: string, { hex, base64, kind }: OwnHash): string {
	if (cell.length < shortestHash(kind)) return cell;
	// In source code, each byte is written with `\x` before it.
	const digits = cell
		.replaceAll(/\\x/gi, '')
		.replaceAll(/[^0-9A-Za-z]/g, '')
		.toUpperCase();
	// In URLs, two of the base64 characters are replaced or escaped.
	const plain = cell.replaceAll(/-|%2b/gi, '+').replaceAll(/_|%2f/gi, '/').replaceAll(/\s/g, '');
	// A rejected row may have no hash, and every text includes the empty one.
	const hasHash = (text: string, own: string) => own !== '' && text.includes(own);
	return hasHash(digits, hex) || hasHash(plain, base64) ? REDACTED : cell;
}

/** As many hex digits as a hash has, and no more, by kind. */
const ANY_HASH: Readonly<Record<HashKindName, RegExp>> = { sha1: digits(SHA1), ntlm: digits(NTLM) };

function digits(kind: HashKind): RegExp {
	return new RegExp(`(?<![0-9A-Fa-f])[0-9A-Fa-f]{${hashDigits(kind)}}(?![0-9A-Fa-f])`);
}

/** Also redacts any other hash of the kind, which may be that of another account. */
export function withoutHash(cell: string, own: OwnHash): string {
	return ANY_HASH[own.kind.name].test(cell) ? REDACTED : withoutOwnHash(cell, own);
}
