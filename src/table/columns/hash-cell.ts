/** Recognizes a SHA-1 hash, and guesses from its shape what any other cell is. */

import type { CellFault } from '../reject-reasons.ts';

/** What databases and scripts export for "no value". */
const NULLS = /^(null|\\n|none|nil)$/i;

/** @param cell trimmed, and not 40 hex digits */
export function faultOf(cell: string): CellFault {
	if (cell === '' || NULLS.test(cell)) return 'empty';
	if (/^\$2[abxy]?\$/.test(cell)) return 'looks_like_bcrypt';
	if (/^\$argon2/.test(cell)) return 'looks_like_argon2';
	if (/^\$\w+\$/.test(cell)) return 'looks_like_crypt';
	if (/^[0-9A-Fa-f]+$/.test(cell)) {
		switch (cell.length) {
			case 32:
				return 'looks_like_ntlm_or_md5';
			case 64:
				return 'looks_like_sha256';
			case 128:
				return 'looks_like_sha512';
			default:
				return 'wrong_length';
		}
	}
	// Base64 of 16 bytes has 24 characters, of 20 bytes 28, of 32 bytes 44, padding included.
	const bare = cell.replace(/^\{S?SHA\}/i, '');
	if (bare.length >= 22 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return 'looks_like_base64';
	return 'not_hex';
}

export function isSha1(cell: string): boolean {
	return /^[0-9A-Fa-f]{40}$/.test(cell);
}
