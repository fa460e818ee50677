/**
 * Recognizes hashes that are not the row's own, such as another account's, by their form. Unlike a row's own hash they
 * cannot be told from other things of the same form: a session token of 40 hex digits is taken for a hash, and one in
 * base58 or cut short in base64 is not recognized.
 */

import { isUtf8 } from 'node:buffer';
import { type HashKind, type HashKindName, hashDigits, NTLM, SHA1 } from '../../range/kind.ts';
import { kindChanges } from '../../text/secrets.ts';
import { plainSigns } from './text-decodings.ts';
import { WRITINGS, writingsIn } from './writings.ts';

/** Digits that a hash may lack. */
const MISSING_DIGITS = 2;

interface Form {
	/** So many digits in a row, or more: a longer hash of a password is no better. */
	readonly digits: RegExp;
	/** The same in groups of one length, with the same sign between them. */
	readonly groups: readonly RegExp[];
	/** Bytes as escapes. */
	readonly escapes: RegExp;
	/** Words that are exactly one hash. */
	readonly base64: readonly RegExp[];
	readonly base32: RegExp;
}

const FORMS: Readonly<Record<HashKindName, Form>> = { sha1: formOf(SHA1), ntlm: formOf(NTLM) };

function formOf(kind: HashKind): Form {
	const digits = hashDigits(kind) - MISSING_DIGITS;
	const signs = Math.ceil((kind.bytes * 8) / 6);
	// The bits that are left over in the last are 0.
	const last = kind === SHA1 ? '[AEIMQUYcgkosw048]' : '[AQgw]';
	// A piece of a longer word, such as an image, is none in either alphabet.
	const word = (alphabet: string) =>
		new RegExp(`(?<![\\w+/-])(?:sha1?-)?[${alphabet}]{${signs - 1}}${last}(?![\\w+/-])`, 'g');
	return {
		digits: new RegExp(`[0-9A-Fa-f]{${digits},}`, 'g'),
		groups: [2, 4, 5, 8, 10].map((size) => grouped(size, Math.ceil(digits / size) - 1)),
		escapes: new RegExp(`(?:(?:%|\\\\x|\\\\u00|=)[0-9a-f]{2}){${digits / 2},}`, 'gi'),
		base64: [word('A-Za-z0-9+/'), word('\\w-')],
		base32:
			kind === SHA1
				? /(?<![A-Za-z0-9])(?:[A-Z2-7]{32}|[a-z2-7]{32})(?![A-Za-z0-9])/g
				: /(?<![A-Za-z0-9])(?:[A-Z2-7]{25}[AEIMQUY4]|[a-z2-7]{25}[aeimquy4])(?![A-Za-z0-9])/g,
	};
}

/** Colons are also between the groups of IPv6 addresses, which have up to four digits. */
function grouped(size: number, groups: number): RegExp {
	const sign = size === 4 ? '[^0-9a-z:]|, ' : '[^0-9a-z]|, ';
	const group = `[0-9a-f]{${size}}`;
	return new RegExp(
		`(?<![0-9a-z])${group}(${sign})(?:${group}\\1){${groups - 1},}[0-9a-f]{1,${size}}(?![0-9a-z])`,
		'gi',
	);
}

/**
 * Whether a hash of the kind, or something of its form, is in the cell.
 *
 * @param writings that the cell may have, as `writingsIn` returns them
 */
export function hasOtherHash(cell: string, writings: number, kind: HashKind): boolean {
	if ((writings & WRITINGS.raw) !== 0) {
		const ascii = plainSigns(cell);
		const bytes = Buffer.from(ascii);
		if (
			ascii !== cell &&
			hasOtherHash(ascii, writingsIn(bytes, 0, bytes.length, kind) & ~WRITINGS.raw, kind)
		)
			return true;
	}
	const form = FORMS[kind.name];
	const may = (one: number) => (writings & one) !== 0;
	// A long word may be on several lines.
	const text = /[^ -~]/.test(cell) ? cell.replaceAll(/=?[\r\n]+[ \t]*|\p{Cf}/gu, '') : cell;
	if (
		may(WRITINGS.escapes) &&
		matches(text, form.escapes).some((found) => !isUtf8(bytesOf(found)))
	) {
		return true;
	}
	const plain = text.includes('%') ? withoutPercents(text) : text;
	const isDigits = may(WRITINGS.digits) && hasDigits(plain, form);
	const isWord = may(WRITINGS.word) && hasWord(plain, form);
	return (
		isDigits ||
		isWord ||
		(may(WRITINGS.numbers) && hasNumbers(plain, kind)) ||
		hasWithin(plain, kind)
	);
}

function hasDigits(text: string, { digits, groups }: Form): boolean {
	const bare = text.replaceAll(/0x/gi, '');
	return [matches(text, digits), ...groups.map((each) => matches(bare, each))]
		.flat()
		.some(hasHexLetter);
}

function hasWord(text: string, { base64, base32 }: Form): boolean {
	return (
		base64.some((each) => matches(text, each).some(isMixed)) ||
		matches(text, base32).some((found) => /\d/.test(found) && /[g-z]/i.test(found))
	);
}

function matches(text: string, form: RegExp): readonly string[] {
	return text.match(form) ?? [];
}

/** Without one it is a number, or several, such as times. */
function hasHexLetter(digits: string): boolean {
	return /[a-f]/i.test(digits);
}

/** Of hex digits, whatever is before each two. */
function bytesOf(escapes: string): Buffer {
	return Buffer.from(escapes.replaceAll(/[^0-9a-f]/gi, ''), 'hex');
}

/** Without the escapes of URLs, if they stand for text. */
function withoutPercents(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Words and names have no such mixture of letters and digits. */
function isMixed(word: string): boolean {
	return /[a-z]/.test(word) && /[A-Z]/.test(word) && kindChanges(word) >= word.length / 3;
}

const LIST = /-?\d{1,3}(?:(?:, ?|[ ;|])-?\d{1,3})+/g;
/** Of the bytes of a hash, at least so many have three digits or a sign. */
const MIN_LARGE = 4;

/** As many numbers as a hash has bytes. */
function hasNumbers(text: string, { bytes }: HashKind): boolean {
	return matches(text, LIST).some((list) => {
		const numbers = list.split(/[^-\d]+/).map(Number);
		return (
			numbers.length === bytes &&
			numbers.every((number) => number >= -128 && number <= 255) &&
			numbers.filter((number) => number < 0 || number > 99).length >= MIN_LARGE
		);
	});
}

/** In the base64 or hex of text, such as that of the digits or of an attribute in LDIF. */
function hasWithin(text: string, kind: HashKind): boolean {
	const decoded = [
		...matches(text, /[A-Za-z0-9+/]{30,}|[\w-]{30,}/g).map((word) => Buffer.from(word, 'base64')),
		...matches(text, /[0-9a-f]{60,}/gi).map((word) => Buffer.from(word, 'hex')),
	];
	return decoded.some((bytes) => {
		const inner = bytes.toString('latin1').replaceAll('\0', '');
		if (!/^[ -~]+$/.test(inner)) return false;
		const writings = writingsIn(Buffer.from(inner), 0, inner.length, kind);
		return writings !== 0 && hasOtherHash(inner, writings, kind);
	});
}
