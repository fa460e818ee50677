/**
 * The reasons why a row cannot be checked, each with its words. To add one, add it to a type and to the table here,
 * run `npm run schemas`, and detect it: in `columns/hash-cell.ts` for a cell, `csv/block-rows.ts` for a row. The
 * manual, the page, errors and warnings take their text from here.
 */

/** Why a cell is not a hash of the kind that is looked up. */
export type CellFault =
	/** Rows whose hash is empty or a word for no value, such as NULL. */
	| 'empty'
	/** Rows whose hash is one digit repeated, which stands for no value. */
	| 'placeholder'
	/** Rows whose hash is not hexadecimal. */
	| 'not_hex'
	/** Rows whose hash is hexadecimal but has the wrong number of digits. */
	| 'wrong_length'
	/** Rows with another value beside the hash, such as a salt, or with a kind of hash that has one. */
	| 'salted'
	/** Rows with what looks like a bcrypt hash. */
	| 'looks_like_bcrypt'
	/** Rows with what looks like an Argon2 hash. */
	| 'looks_like_argon2'
	/** Rows with what looks like a crypt(3) hash. */
	| 'looks_like_crypt'
	/** Rows with what looks like a hash of MySQL accounts: a star and the SHA-1 of a SHA-1. */
	| 'looks_like_mysql_double_sha1'
	/** With a store of SHA-1: rows with what looks like an NTLM or MD5 hash, 32 hex digits. */
	| 'looks_like_ntlm_or_md5'
	/** With a store of NTLM: rows with what looks like a SHA-1 hash, 40 hex digits. */
	| 'looks_like_sha1'
	/** Rows with what looks like a SHA-256 hash: 64 hex digits. */
	| 'looks_like_sha256'
	/** Rows with what looks like a SHA-512 hash: 128 hex digits. */
	| 'looks_like_sha512'
	/** Rows with what looks like base64, but not of a hash of the kind. */
	| 'looks_like_base64'
	/** Rows with bytes that are not text, instead of the hash in digits. */
	| 'raw_bytes'
	/** Rows in which a cell that is used contains a NUL. */
	| 'contains_nul';

/** Why a row has no cells. */
export type RowFault =
	/** Rows with a quote that is not closed within 1 MiB, or with text after a closing quote of a cell that is used. */
	| 'broken_quote'
	/** Rows that are longer than 1 MiB. */
	| 'row_too_long'
	/** Lines with several rows, which end with CR alone: how many accounts were not read is not known. */
	| 'several_rows'
	/** In a file of JSON: lines that are not a JSON object. */
	| 'not_json'
	/** Lines of a domain export with a password in clear text, which was not read. */
	| 'cleartext_password'
	/** Lines of a domain export that are none of those known: they may have been accounts. */
	| 'unreadable_line';

/** Faults that are found when a file of another format is converted to CSV. A conversion leaves them in place of the row. */
const MARKED_FAULTS = [
	'not_json',
	'broken_quote',
	'row_too_long',
	'several_rows',
	'cleartext_password',
	'unreadable_line',
] as const;
export type MarkedFault = (typeof MARKED_FAULTS)[number];

export type RejectReason =
	| CellFault
	| RowFault
	/** The last row of a table that was cut within its id. */
	| 'cut_off'
	/** Rows in which a cell that is used is not UTF-8. */
	| 'not_utf8'
	/** Rows with more cells than the header, or without one that is used. */
	| 'ragged_row';

interface Words {
	/** What it is, for whoever made the table: one or two sentences. */
	readonly explanation: string;
	/** What to do about it, as a hint: in lower case, without a period. */
	readonly remedy: string;
}

/** `cells` completes "its cells …". */
interface CellWords extends Words {
	readonly cells: string;
}

const SALTED = 'salted, so no list of hashes can contain it.';
const NOTHING = 'such passwords can only be tested when they are set or used';
const UNSALTED = 'export the unsalted hash of each password, if the system has it';

const REASONS: Readonly<
	Record<CellFault, CellWords> & Record<Exclude<RejectReason, CellFault>, Words>
> = {
	empty: {
		cells: 'are empty',
		explanation:
			'The cell is empty or has a word for no value, such as NULL: an account without a password.',
		remedy: 'nothing is to be done if these accounts have no password',
	},
	placeholder: {
		cells: 'are one digit repeated',
		explanation: 'The same digit from beginning to end: no hash, but a placeholder for one.',
		remedy: 'nothing is to be done if these accounts have no password',
	},
	not_hex: {
		cells: 'are not hexadecimal',
		explanation: 'The cell is neither hexadecimal nor any other spelling of a hash.',
		remedy: 'name the column of hashes with --hash-column, or export the hash as hex digits',
	},
	wrong_length: {
		cells: 'are hexadecimal, but of the wrong length',
		explanation:
			'Hexadecimal, but of another length than the 40 digits of SHA-1 and the 32 of NTLM.',
		remedy: 'check whether the export cuts the column, or drops zeros at its beginning',
	},
	salted: {
		cells: 'have another value beside the hash, such as a salt',
		explanation:
			'The cell has another value beside the hash, usually a salt: no list of hashes contains salted ones.',
		remedy:
			'hashes such as {SSHA}, PBKDF2 and scrypt are always salted; if the value beside another hash is no salt, export the hash alone',
	},
	looks_like_bcrypt: {
		cells: 'look like bcrypt',
		explanation: `A bcrypt hash: ${SALTED}`,
		remedy: NOTHING,
	},
	looks_like_argon2: {
		cells: 'look like Argon2',
		explanation: `An Argon2 hash: ${SALTED}`,
		remedy: NOTHING,
	},
	looks_like_crypt: {
		cells: 'look like crypt(3) hashes',
		explanation: `A crypt hash: ${SALTED}`,
		remedy: NOTHING,
	},
	looks_like_mysql_double_sha1: {
		cells: 'look like password hashes of MySQL accounts (a star and 40 hex digits)',
		explanation:
			'A star and 40 hex digits, as MySQL keeps the passwords of its own accounts: SHA-1 of the SHA-1, which no list of hashes contains.',
		remedy: UNSALTED,
	},
	looks_like_ntlm_or_md5: {
		cells: 'look like NTLM or MD5 (32 hex digits)',
		explanation: '32 hex digits, the length of NTLM and MD5, not SHA-1.',
		remedy:
			'if they are NTLM hashes, use a store of these: --kind ntlm; MD5 cannot be looked up, nor a SHA-1 that was cut',
	},
	looks_like_sha1: {
		cells: 'look like SHA-1 (40 hex digits)',
		explanation: '40 hex digits, the length of SHA-1, not NTLM.',
		remedy: 'if they are SHA-1 hashes, use a store of these: --kind sha1',
	},
	looks_like_sha256: {
		cells: 'look like SHA-256 (64 hex digits)',
		explanation: 'The length of SHA-256: no list of breached passwords has such hashes.',
		remedy: UNSALTED,
	},
	looks_like_sha512: {
		cells: 'look like SHA-512 (128 hex digits)',
		explanation: 'The length of SHA-512: no list of breached passwords has such hashes.',
		remedy: UNSALTED,
	},
	looks_like_base64: {
		cells: 'look like base64, but not of a hash of the right length',
		explanation:
			'Base64, but not of a hash of the kind that is looked up: SHA-1 has 20 bytes, NTLM 16.',
		remedy: 'export the unsalted hash of each password, as hex digits',
	},
	raw_bytes: {
		cells: 'are bytes that are not text, or a word for such bytes',
		explanation:
			'Bytes that are not text, the hash itself, or a word that a program writes for them, instead of its digits.',
		remedy:
			"export it as hex digits: HEX(column) in MySQL and SQLite, encode(column, 'hex') in PostgreSQL, .hex() in Python",
	},
	contains_nul: {
		cells: 'contain NULs',
		explanation: 'A cell that is used contains a NUL, which no hash, name or id has.',
		remedy: 'export the column as text, without padding',
	},
	broken_quote: {
		explanation:
			'A quote that is not closed within 1 MiB, or text after a closing quote, so that the cells of the row cannot be told.',
		remedy: 'export with every quote inside a quoted cell doubled',
	},
	row_too_long: {
		explanation: 'The line is longer than 1 MiB.',
		remedy: 'export only the columns that are needed',
	},
	several_rows: {
		explanation:
			'The line has several rows in it, which end with CR alone: all of them are lost, and counted as one.',
		remedy: "end every line with LF: tr '\\r' '\\n'",
	},
	cut_off: {
		explanation:
			'The table ends within the id of the row, which has no line end and is shorter than the others: it would name another account.',
		remedy: 'export the table again, as a whole',
	},
	not_utf8: {
		explanation:
			'A cell that is used is not UTF-8, or contains U+FFFD, which marks characters lost before: it would name the wrong account.',
		remedy:
			'export the table as UTF-8, or name the encoding that all of it has, such as --encoding windows-1252',
	},
	ragged_row: {
		explanation:
			'The row has more cells than the header, or lacks one that is used: which cell is which cannot be told.',
		remedy: 'export with quotes around cells that contain the delimiter',
	},
	not_json: {
		explanation: 'The line is not a JSON object, or only a part of one.',
		remedy: 'export again: one object per line, or an array of objects',
	},
	cleartext_password: {
		explanation:
			'A line of a domain export with a password in clear text, which was not read: the account keeps it with reversible encryption.',
		remedy: 'turn off reversible encryption for these accounts, and let their passwords be changed',
	},
	unreadable_line: {
		explanation:
			'A line of a domain export that cannot be read as an account: it may be cut off, or a secret without its heading, or its NT hash is not 32 hex digits.',
		remedy: 'make the export again, and do not edit it',
	},
};

/** Threads report a row's reason as an index into this list. */
export const REJECT_REASONS: readonly RejectReason[] = Object.keys(REASONS) as RejectReason[];

export function markedFault(text: string): MarkedFault | undefined {
	return MARKED_FAULTS.find((fault) => fault === text);
}

/**
 * Whether such a row may be any number of rows, so that no share says how much of the table was read.
 *
 * @param reason from a summary
 */
export function hidesRows(reason: string): boolean {
	return reason === 'several_rows';
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
	return wordsOf(reason)?.explanation;
}

/** What to do about it, as the hint of an error. As for `explainReason`. */
export function remedyOf(reason: string): string | undefined {
	return wordsOf(reason)?.remedy;
}

/** Explanation and remedy in sentences. */
export function describeReason(reason: string): string | undefined {
	const words = wordsOf(reason);
	if (words === undefined) return undefined;
	const { explanation, remedy } = words;
	return `${explanation} ${remedy[0]?.toUpperCase()}${remedy.slice(1)}.`;
}

function wordsOf(reason: string): Words | undefined {
	return Object.hasOwn(REASONS, reason) ? REASONS[reason as RejectReason] : undefined;
}
