/**
 * The spellings of a hash: what databases, languages and directories write for the same bytes. More is taken off them
 * than off an id (`plain-cell.ts`), of which any character may be a part.
 */

import { type HashKind, hashDigits, shortestHash } from '../../range/kind.ts';

/** Without them nothing is missing from a cell: soft hyphens, characters without width, directions, byte order marks. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
const UNBROKEN_BLANK = /[\u00A0\u202F]/g;

/**
 * What is put around the text of a cell: quotes of any kind, `="…"` for spreadsheets, `b'…'` by Python, `X'…'` by SQL.
 * A cell may have several.
 */
const WRAPPED = /^(?:=?"(.*)"|b"(.*)"|[bx]?'(.*)')$/is;
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
	sha1: /^(?:\{sha-?1?(?:\.(?:hex|b64|base64))?\}|sha-?1:|sha1\$\$)/i,
	ntlm: /^(?:\{(?:x-)?nt(?:lm|hash)?(?:\.(?:hex|b64|base64))?\}|nt(?:lm|hash)?:|\$nt\$)/i,
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
		const [, double, bytes, single] = WRAPPED.exec(text) ?? [];
		const inner = double?.replaceAll('""', '"') ?? bytes ?? single;
		if (inner === undefined) break;
		text = inner.trim();
	}
	return text;
}

/** @param text as `bareText` returns it */
export function spelledHash(text: string, kind: HashKind): SpelledHash | undefined {
	const digits = hashDigits(kind);
	if (text.length < shortestHash(kind)) return undefined;
	if (isHex(text, digits)) return { hex: text.toUpperCase(), isCertain: true };
	// Base64 may begin with a mark, too.
	const marked = text.replace(MARK, '');
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

const HEX = /^[0-9A-Fa-f]+$/;
/** Two digits, then more, with the same character between all of them. */
const BYTES = /^[0-9a-f]{2}([-: ])[0-9a-f]{2}(?:\1[0-9a-f]{2})*$/i;

function isHex(text: string, digits: number): boolean {
	return text.length === digits && HEX.test(text);
}

function separated(text: string, { bytes }: HashKind): string | undefined {
	if (text.length !== 3 * bytes - 1 || !BYTES.test(text)) return undefined;
	return text.replaceAll(/[-: ]/g, '');
}

/** From base64 or base64url, padded or not, of the hash or of its hex digits. */
function fromBase64(text: string, kind: HashKind): string | undefined {
	const bytes = decoded(text, kind.bytes);
	// A hash that lost digits may look like base64, but no hash in base64 looks like hex.
	if (bytes !== undefined) return HEX.test(text) ? undefined : bytes.toString('hex');
	const digits = decoded(text, hashDigits(kind))?.toString('latin1');
	return digits !== undefined && HEX.test(digits) ? digits : undefined;
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
