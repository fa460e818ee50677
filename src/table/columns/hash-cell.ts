/** Reads the cell of a hash, however it is spelled, and guesses from its shape what any other cell is. */

import { HASH_KINDS, type HashKind, hashDigits, shortestHash } from '../../range/kind.ts';
import type { CellFault } from '../reject-reasons.ts';
import { NO_VALUE } from './no-value.ts';
import { bareText, hexDigitsOf, type SpelledHash, spelledHash } from './spellings.ts';

/**
 * The hash in a cell; undefined if it has none, or only a placeholder.
 *
 * @param cell with or without blanks around it
 */
export function hashIn(cell: string, kind: HashKind): SpelledHash | undefined {
	// Most cells without a hash are empty.
	if (cell.length < shortestHash(kind) || isTooLong(cell)) return undefined;
	const hash = spelledHash(bareText(cell), kind);
	return hash === undefined || isOneDigit(hash.hex) ? undefined : hash;
}

/** Far more characters than any spelling of a hash has, and few enough to look through again and again. */
const MAX_SPELLING = 4096;

function isTooLong(cell: string): boolean {
	return cell.length > MAX_SPELLING && cell.trim().length > MAX_SPELLING;
}

/** Whether a cell has a hash of some kind, beyond doubt. */
export function isSurelyHash(cell: string): boolean {
	return HASH_KINDS.some((kind) => hashIn(cell, kind)?.isCertain);
}

/** Also what systems write for "no password". */
const NO_PASSWORD = new RegExp(String.raw`^(?:${NO_VALUE}|na|\*|!!?|![a-z0-9]{40})$`, 'i');

/** What other kinds of hashes begin with, and what is no text. The first that fits counts. */
const SHAPES: readonly (readonly [RegExp, CellFault])[] = [
	// Text of a column that a database fills up.
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
	[/^[ -~]*\u0000[ -~\u0000]*$/, 'contains_nul'],
	// Bytes read as text, or as Python shows them.
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
	[/[\u0000-\u0008\u000E-\u001F\uFFFD]/, 'raw_bytes'],
	[/.\\x[0-9a-f]{2}/is, 'raw_bytes'],
	// As PostgreSQL escapes them.
	[/\\[0-3][0-7]{2}.*\\[0-3][0-7]{2}/s, 'raw_bytes'],
	// What languages and database clients write for them.
	[
		/^(?:System\.Byte\[\]|\[B@[0-9a-f]+|object \w+|BLOB\b.*|binary(?: data)?|memory at 0x\w+)$/i,
		'raw_bytes',
	],
	[/^(?:\{[\w.-]+\}|bcrypt(?:_sha256)?\$)?\$2[abxy]?\$/i, 'looks_like_bcrypt'],
	[/^(?:\{[\w.-]+\}|argon2\$)?\$?argon2(?:id|i|d)?\$/i, 'looks_like_argon2'],
	[/^\*[0-9a-f]{40}$/i, 'looks_like_mysql_double_sha1'],
	[/^\{(?:ssha|smd5|pbkdf2|scrypt)[^}]*\}/i, 'salted'],
	[/^(?:pbkdf2|scrypt)[\w:-]*\$/i, 'salted'],
	[/^(?:sha\d+|md5)\$[^$]+\$/i, 'salted'],
	[/^\$nt\$[0-9a-f]{32}$/i, 'looks_like_ntlm_or_md5'],
	[/^(?:\{[\w.-]+\})?\$[\w-]+\$/, 'looks_like_crypt'],
];

/** The name of a kind of hash before it. */
const LABEL = /^(?:\{[\w.-]+\}|(?:sha-?\d{1,3}|md[45]|nt(?:lm)?):|(?:sha\d+|md5)\$\$)/i;

/** Digits of a hash, and a value that is separated from them. */
const BESIDE_HASH = /^[0-9a-f]{32,128}[:$|;,\s]|[:$|;,\s][0-9a-f]{32,128}$/i;

/** @param cell not a hash of this kind */
export function faultOf(cell: string, kind: HashKind): CellFault {
	// The beginning of one that is longer tells as much.
	const text = bareText(isTooLong(cell) ? cell.trim().slice(0, MAX_SPELLING) : cell);
	if (text === '' || NO_PASSWORD.test(text)) return 'empty';
	if (spelledHash(text, kind) !== undefined) return 'placeholder';
	for (const [shape, fault] of SHAPES) if (shape.test(text)) return fault;
	const bare = text.replace(LABEL, '');
	const digits = hexDigitsOf(bare);
	if (digits !== undefined) return faultOfDigits(digits.length, kind);
	if (BESIDE_HASH.test(bare)) return 'salted';
	// Base64 of 16 bytes has 22 characters without its padding.
	if (bare.length >= 22 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return 'looks_like_base64';
	return 'not_hex';
}

function faultOfDigits(digits: number, kind: HashKind): CellFault {
	// A hash of the kind, after the label of another.
	if (digits === hashDigits(kind)) return 'not_hex';
	switch (digits) {
		case 32:
			return 'looks_like_ntlm_or_md5';
		case 40:
			return 'looks_like_sha1';
		case 64:
			return 'looks_like_sha256';
		case 128:
			return 'looks_like_sha512';
		default:
			return 'wrong_length';
	}
}

/** Whether hex digits are a placeholder: one digit repeated. */
export function isOneDigit(hex: string): boolean {
	return hex === (hex[0] as string).repeat(hex.length);
}
