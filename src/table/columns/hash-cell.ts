/** Recognizes a hash of a kind, and guesses from its shape what any other cell is. */

import { type HashKind, type HashKindName, hashDigits, otherKind } from '../../range/kind.ts';
import type { CellFault } from '../reject-reasons.ts';

const HEX = /^[0-9A-Fa-f]+$/;

/** What databases and scripts export for "no value". */
const NULLS = /^(null|\\n|none|nil)$/i;

/** What a hash of the other kind looks like, by the kind that is looked up. */
const OTHER_KIND: Readonly<Record<HashKindName, CellFault>> = {
	sha1: 'looks_like_ntlm_or_md5',
	ntlm: 'looks_like_sha1',
};

/** @param cell trimmed, and not a hash of this kind */
export function faultOf(cell: string, kind: HashKind): CellFault {
	if (cell === '' || NULLS.test(cell)) return 'empty';
	if (/^\$2[abxy]?\$/.test(cell)) return 'looks_like_bcrypt';
	if (/^\$argon2/.test(cell)) return 'looks_like_argon2';
	if (/^\$\w+\$/.test(cell)) return 'looks_like_crypt';
	if (HEX.test(cell)) {
		if (cell.length === hashDigits(otherKind(kind))) return OTHER_KIND[kind.name];
		switch (cell.length) {
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

/** Whether a trimmed cell is a hash, as far as its shape tells: an MD5 looks like an NTLM hash. */
export function isHash(cell: string, kind: HashKind): boolean {
	return cell.length === hashDigits(kind) && HEX.test(cell);
}
