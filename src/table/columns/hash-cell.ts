/** What a cell is that is not a SHA-1 hash, as far as can be told from its shape. */

import type { CellFault } from '../reject-reasons.ts';

/** What databases write for "no value". */
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
	// The base64 of 20 bytes has 28 characters, of 16 bytes 24, of 32 bytes 44.
	const bare = cell.replace(/^\{S?SHA\}/i, '');
	if (bare.length >= 22 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return 'looks_like_base64';
	return 'not_hex';
}

export function isSha1(cell: string): boolean {
	return /^[0-9A-Fa-f]{40}$/.test(cell);
}
