/**
 * The reasons why a row cannot be checked. To add one, add it to a type and to the table here, run `npm run
 * schemas`, and detect it: in `columns/hash-cell.ts` for a cell, `csv/block-rows.ts` for a row. The manual and the
 * page take their text from here.
 */

/** Why a cell is not a hash of the kind that is looked up. */
export type CellFault =
	/** Rows whose hash is empty or a word for no value, such as NULL. */
	| 'empty'
	/** Rows whose hash is not hexadecimal. */
	| 'not_hex'
	/** Rows whose hash is hexadecimal but has the wrong number of digits. */
	| 'wrong_length'
	/** Rows with what looks like a bcrypt hash. */
	| 'looks_like_bcrypt'
	/** Rows with what looks like an Argon2 hash. */
	| 'looks_like_argon2'
	/** Rows with what looks like a crypt(3) hash. */
	| 'looks_like_crypt'
	/** With a store of SHA-1: rows with what looks like an NTLM or MD5 hash, 32 hex digits. */
	| 'looks_like_ntlm_or_md5'
	/** With a store of NTLM: rows with what looks like a SHA-1 hash, 40 hex digits. */
	| 'looks_like_sha1'
	/** Rows with what looks like a SHA-256 hash: 64 hex digits. */
	| 'looks_like_sha256'
	/** Rows with what looks like a SHA-512 hash: 128 hex digits. */
	| 'looks_like_sha512'
	/** Rows with what looks like a hash in base64. */
	| 'looks_like_base64';

/** Why a row has no cells. */
export type RowFault =
	/** Rows with a quote where none may be, or one that is not closed within 1 MiB. */
	| 'broken_quote'
	/** Rows that are longer than 1 MiB. */
	| 'row_too_long'
	/** Rows that are not UTF-8. */
	| 'not_utf8'
	/** In a file of JSON: lines that are not a JSON object. */
	| 'not_json';

/** Faults that are found when a file of another format is converted to CSV. A conversion leaves them in place of the row. */
const MARKED_FAULTS = ['not_json', 'broken_quote', 'row_too_long'] as const;
export type MarkedFault = (typeof MARKED_FAULTS)[number];

export type RejectReason =
	| CellFault
	| RowFault
	/** Rows with more or fewer cells than the header. */
	| 'ragged_row';

const SALTED = 'salted, so no list of hashes can contain it.';

/** `cells` completes "its cells …", for a column. `explanation` is for whoever made the table. */
const REASONS: Readonly<
	Record<CellFault, { readonly cells: string; readonly explanation: string }> &
		Record<Exclude<RejectReason, CellFault>, { readonly explanation: string }>
> = {
	empty: {
		cells: 'are empty',
		explanation:
			'The cell is empty or has a word for no value, such as NULL: an account without a password.',
	},
	not_hex: {
		cells: 'are not hexadecimal',
		explanation: 'The cell is not a hexadecimal number.',
	},
	wrong_length: {
		cells: 'are hexadecimal, but of the wrong length',
		explanation:
			'Hexadecimal, but of another length than the 40 digits of SHA-1 and the 32 of NTLM.',
	},
	looks_like_bcrypt: {
		cells: 'look like bcrypt',
		explanation: `A bcrypt hash: ${SALTED}`,
	},
	looks_like_argon2: {
		cells: 'look like Argon2',
		explanation: `An Argon2 hash: ${SALTED}`,
	},
	looks_like_crypt: {
		cells: 'look like crypt(3) hashes',
		explanation: `A crypt hash: ${SALTED}`,
	},
	looks_like_ntlm_or_md5: {
		cells: 'look like NTLM or MD5 (32 hex digits)',
		explanation:
			'32 hex digits, the length of NTLM and MD5, not SHA-1. NTLM hashes need a store of NTLM.',
	},
	looks_like_sha1: {
		cells: 'look like SHA-1 (40 hex digits)',
		explanation:
			'40 hex digits, the length of SHA-1, not NTLM. SHA-1 hashes need a store of SHA-1.',
	},
	looks_like_sha256: {
		cells: 'look like SHA-256 (64 hex digits)',
		explanation: '64 hex digits, the length of SHA-256.',
	},
	looks_like_sha512: {
		cells: 'look like SHA-512 (128 hex digits)',
		explanation: '128 hex digits, the length of SHA-512.',
	},
	looks_like_base64: {
		cells: 'look like base64',
		explanation: 'Base64 instead of hex digits: export the hash as hexadecimal.',
	},
	broken_quote: {
		explanation: 'A quote in the middle of a cell, or one that is not closed within 1 MiB.',
	},
	row_too_long: { explanation: 'The line is longer than 1 MiB.' },
	not_utf8: {
		explanation:
			'The row is not UTF-8, or contains U+FFFD, which marks characters lost before: export the table as UTF-8.',
	},
	not_json: { explanation: 'The line is not a JSON object, or only a part of one.' },
	ragged_row: { explanation: 'The row has more or fewer cells than the header.' },
};

/** Threads report a row's reason as an index into this list. */
export const REJECT_REASONS: readonly RejectReason[] = Object.keys(REASONS) as RejectReason[];

export function markedFault(text: string): MarkedFault | undefined {
	return MARKED_FAULTS.find((fault) => fault === text);
}

export function isCellFault(reason: RejectReason): reason is CellFault {
	return 'cells' in REASONS[reason];
}

/** Completes "its cells …". */
export function describeCells(fault: CellFault): string {
	return REASONS[fault].cells;
}

/** @param reason from a summary, which may be of another version of the program */
export function explainReason(reason: string): string | undefined {
	return Object.hasOwn(REASONS, reason) ? REASONS[reason as RejectReason].explanation : undefined;
}
