/**
 * Why a row cannot be checked. A new reason is a line here, and a check where it is found: nothing else
 * lists them.
 */

interface ReasonDescription {
	/** What is wrong: the hash cell, the row as text, or its number of cells. */
	readonly part: 'hash' | 'text' | 'shape';
	/** For `hash`: completes "its cells …", of a column in which this is the commonest. */
	readonly cells?: string;
	/** For whoever made the table. */
	readonly explanation: string;
}

const SALTED = 'salted, so no list of hashes can contain it.';

const REASONS = {
	empty: {
		part: 'hash',
		cells: 'are empty',
		explanation: 'The cell is empty or says that there is no value: an account without a password.',
	},
	not_hex: {
		part: 'hash',
		cells: 'are not hexadecimal',
		explanation: 'The cell is not a hexadecimal number.',
	},
	wrong_length: {
		part: 'hash',
		cells: 'are hexadecimal, but not 40 digits long',
		explanation: 'Hexadecimal, but not the 40 digits of a SHA-1 hash.',
	},
	looks_like_bcrypt: {
		part: 'hash',
		cells: 'look like bcrypt',
		explanation: `A bcrypt hash: ${SALTED}`,
	},
	looks_like_argon2: {
		part: 'hash',
		cells: 'look like Argon2',
		explanation: `An Argon2 hash: ${SALTED}`,
	},
	looks_like_crypt: {
		part: 'hash',
		cells: 'look like crypt(3) hashes',
		explanation: `A crypt hash: ${SALTED}`,
	},
	looks_like_ntlm_or_md5: {
		part: 'hash',
		cells: 'look like NTLM or MD5 (32 hex digits)',
		explanation: '32 hex digits, the length of NTLM and MD5, not SHA-1.',
	},
	looks_like_sha256: {
		part: 'hash',
		cells: 'look like SHA-256 (64 hex digits)',
		explanation: '64 hex digits, the length of SHA-256, not SHA-1.',
	},
	looks_like_sha512: {
		part: 'hash',
		cells: 'look like SHA-512 (128 hex digits)',
		explanation: '128 hex digits, the length of SHA-512, not SHA-1.',
	},
	looks_like_base64: {
		part: 'hash',
		cells: 'look like base64',
		explanation: 'Base64 instead of hex digits: export the hash as hexadecimal.',
	},
	broken_quote: {
		part: 'text',
		explanation: 'A quote in the middle of a cell, or one that is never closed.',
	},
	row_too_long: { part: 'text', explanation: 'The line is longer than 1 MiB.' },
	not_utf8: { part: 'text', explanation: 'The row is not UTF-8: save the table as UTF-8.' },
	ragged_row: {
		part: 'shape',
		explanation: 'The row has more or fewer cells than the header.',
	},
} as const satisfies Readonly<Record<string, ReasonDescription>>;

export type RejectReason = keyof typeof REASONS;

type ReasonOf<Part> = {
	[Reason in RejectReason]: (typeof REASONS)[Reason]['part'] extends Part ? Reason : never;
}[RejectReason];

/** Why a cell holds no SHA-1 hash. */
export type CellFault = ReasonOf<'hash'>;
/** Why a row has no cells. */
export type RowFault = ReasonOf<'text'>;

/** Threads tell a row's reason by its index here. */
export const REJECT_REASONS: readonly RejectReason[] = Object.keys(REASONS) as RejectReason[];

export function isCellFault(reason: RejectReason): reason is CellFault {
	return REASONS[reason].part === 'hash';
}

/** The fault in words that complete "its cells …". */
export function describeCells(fault: CellFault): string {
	return REASONS[fault].cells;
}

/** @param reason as it stands in a summary, which may be of another version */
export function explainReason(reason: string): string | undefined {
	return Object.hasOwn(REASONS, reason) ? REASONS[reason as RejectReason].explanation : undefined;
}
