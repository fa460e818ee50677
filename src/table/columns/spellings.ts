/**
 * The spellings of a hash: what databases, languages and directories write for the same bytes. More is taken off them
 * than off an id (`plain-cell.ts`), of which any character may be a part.
 */

import { type HashKind, hashDigits, shortestHash } from '../../range/kind.ts';

/** Without them nothing is missing from a cell: soft hyphens, characters without width, directions, byte order marks. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
const UNBROKEN_BLANK = /[\u00A0\u202F]/g;

/**
 * What is put around the text of a cell: quotes and brackets of any kind, `="…"` for spreadsheets, `b'…'` by Python,
 * `X'…'`, `E'…'` and `N'…'` by SQL, `<Buffer …>` by Node. A cell may have several.
 */
const WRAPPED =
	/^(?:=?"(.*)"|b"(.*)"|[bxen]?'(.*)'|`(.*)`|[\u201c\u201e](.*)[\u201c\u201d]|[\u2018\u201a](.*)[\u2018\u2019]|\[(.*)\]|\((.*)\)|<(?:buffer )?(.*)>)$/is;
/** A call that makes bytes of the text, such as `decode('…','hex')`, and a cast to bytes. */
const CALLED =
	/^=?(?:unhex|decode|from_?hex|hex_?to_?raw|hex|bytearray|bytes|t|sha-?1)\((.*?)(?:\s*,\s*(?:'hex'|16))?\)$/is;
const CAST = /^(?:_?binary\s*)?((?:[ebxn]?'|0x).*?)(?:::\w+)?$/is;
const MOST_WRAPPINGS = 4;

/** What marks digits as hexadecimal: `0x`, and `\x` or `\\x` as PostgreSQL writes bytea. */
const MARK = /^(?:0x|\\{1,2}x)(?=[0-9a-f])/i;

const ZERO = 0x30;
const BACKSLASH = 0x5c;
const LOWER_X = 0x78;

/** The offset after a mark at `from`; `from` if there is none. */
export function afterMark(bytes: Uint8Array, from: number): number {
	const first = bytes[from];
	if (first !== ZERO && first !== BACKSLASH) return from;
	const at = first === BACKSLASH && bytes[from + 1] === BACKSLASH ? from + 2 : from + 1;
	return ((bytes[at] as number) | 0x20) === LOWER_X ? at + 1 : from;
}

/** Names of a kind that are put before its hashes, without a salt: by LDAP, Dovecot, FreeRADIUS, Django, hashcat. */
const LABELS: Readonly<Record<HashKind['name'], RegExp>> = {
	sha1: /^(?:\{(?:x-)?sha-?1?(?:\.(?:hex|b64|base64))?\}(?:\{\})?\s*|(?:urn:|raw-)?sha-?1?\s*[:=]\s*|sha-?1[-/ ]|(?:unsalted_)?\$?sha1\${1,2}|\$dynamic_26\$)/i,
	// The LM hash before one is that of systems which keep none.
	ntlm: /^(?:\{(?:x-)?nt(?:lm|hash)?(?:\.(?:hex|b64|base64))?\}|nt(?:lm|hash)?:\s*|\$nt\$|aad3b435b51404eeaad3b435b51404ee:)/i,
};

/** A hash as hex digits in upper case. */
export interface SpelledHash {
	readonly hex: string;
	/** False for base64 without a label: other things of 20 bytes, such as tokens, look the same. */
	readonly isCertain: boolean;
}

/** The cell without what is put around its text. */
export function bareText(cell: string): string {
	let text = cell.replace(INVISIBLE, '').replace(UNBROKEN_BLANK, ' ').trim();
	for (let times = 0; times < MOST_WRAPPINGS; times += 1) {
		const inner = unwrapped(text);
		if (inner === undefined) break;
		text = inner.trim();
	}
	// Before text that looks like a number or a formula; lists of our own have it, too.
	return text.startsWith("'") ? text.slice(1) : text;
}

function unwrapped(text: string): string | undefined {
	const [, double, ...others] = WRAPPED.exec(text) ?? [];
	const inner = double?.replaceAll('""', '"') ?? others.find((each) => each !== undefined);
	if (inner !== undefined) return inner;
	const bare = CALLED.exec(text)?.[1] ?? CAST.exec(text)?.[1];
	return bare === text ? undefined : bare;
}

/** @param text as `bareText` returns it */
export function spelledHash(text: string, kind: HashKind): SpelledHash | undefined {
	const digits = hashDigits(kind);
	if (text.length < shortestHash(kind)) return undefined;
	if (isHex(text, digits)) return { hex: text.toUpperCase(), isCertain: true };
	// Base64 may begin with a mark, too. A spreadsheet takes what follows an apostrophe for text.
	const marked = text.replace(MARK, '').replace(/^['=]/, '');
	if (isHex(marked, digits)) return { hex: marked.toUpperCase(), isCertain: true };
	const rest = text.replace(LABELS[kind.name], '');
	const hex = isHex(rest, digits) ? rest : (separated(rest, kind) ?? fromBase64(rest, kind));
	if (hex === undefined) return undefined;
	// Only the base64 of the bytes is shorter than their digits.
	const isBase64 = rest.length < digits;
	return { hex: hex.toUpperCase(), isCertain: rest !== text || !isBase64 };
}

/** Digits without their mark, or with dashes, colons or blanks between bytes; undefined for any other text. */
export function hexDigitsOf(text: string): string | undefined {
	const digits = text.replace(MARK, '');
	if (HEX.test(digits)) return digits;
	return BYTES.test(text) ? text.replaceAll(/[-: ]/g, '') : undefined;
}

/** Groups of digits with the same character between them, and bytes that are each marked as hexadecimal. */
const GROUPS = /^([0-9a-f]{2,20})([-:._ ])[0-9a-f]{2,20}(?:\2 ?[0-9a-f]{2,20})*$/i;
const MARKED_BYTES = /^(?:0x[0-9a-f]{2}(?:[, ]\s*|$))+$|^(?:\\x[0-9a-f]{2})+$/i;
/** Bytes as decimal numbers, as PowerShell and Go write them. */
const DECIMALS = /^\d{1,3}(?:[, ]\s*\d{1,3})+$/;

const HEX = /^[0-9A-Fa-f]+$/;
/** Two digits, then more, with the same character between all of them. */
const BYTES = /^[0-9a-f]{2}([-: ])[0-9a-f]{2}(?:\1[0-9a-f]{2})*$/i;

function isHex(text: string, digits: number): boolean {
	return text.length === digits && HEX.test(text);
}

function separated(text: string, kind: HashKind): string | undefined {
	if (text.length <= hashDigits(kind)) return undefined;
	const [, first, sign] = GROUPS.exec(text) ?? [];
	const digits =
		first !== undefined && areAlike(text.split(/[-:._ ]+/), first.length, sign)
			? text.replaceAll(/[-:._ ]/g, '')
			: MARKED_BYTES.test(text)
				? text.replaceAll(/0x|\\x|[, ]/gi, '')
				: DECIMALS.test(text)
					? ofNumbers(text.split(/[, ]\s*/).map(Number))
					: '';
	return isHex(digits, hashDigits(kind)) ? digits : undefined;
}

function areAlike(groups: readonly string[], length: number, sign?: string): boolean {
	// Between more digits, colons are those of an IPv6 address.
	if (length % 2 === 1 || (sign === ':' && length > 2)) return false;
	return groups.every((group) => group.length === length);
}

function ofNumbers(numbers: readonly number[]): string {
	return numbers.some((number) => number > 255) ? '' : Buffer.from(numbers).toString('hex');
}

/** From base64 or base64url, padded or not, of the hash or of its hex digits. */
function fromBase64(text: string, kind: HashKind): string | undefined {
	const bytes = decoded(text, kind.bytes);
	// A hash that lost digits may look like base64, but no hash in base64 looks like hex.
	if (bytes !== undefined) return HEX.test(text) ? undefined : bytes.toString('hex');
	const digits = decoded(text, hashDigits(kind))?.toString('latin1');
	if (digits !== undefined && HEX.test(digits)) return digits;
	// LDIF has the whole attribute in base64, its label included: `e1NIQX0…`.
	if (!/^e[0-3]/.test(text)) return undefined;
	const attribute = Buffer.from(text, 'base64').toString('latin1');
	const rest = attribute.replace(LABELS[kind.name], '');
	return rest === attribute ? undefined : spelledHash(rest, kind)?.hex;
}

function decoded(text: string, size: number): Buffer | undefined {
	const bare = text.replace(/={1,2}$/, '');
	const padded = Math.ceil(size / 3) * 4;
	if (bare.length !== Math.ceil((size * 4) / 3)) return undefined;
	if (text.length !== bare.length && text.length !== padded) return undefined;
	const bytes = Buffer.from(bare, 'base64');
	// The decoder skips what it does not know, and ignores bits that are left over.
	const same = /[-_]/.test(bare) ? bytes.toString('base64url') : bytes.toString('base64');
	return same.replace(/=+$/, '') === bare ? bytes : undefined;
}
