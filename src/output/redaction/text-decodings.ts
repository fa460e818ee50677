/** Decodes what stands for characters: escapes, bytes that were read as text, and the digits of other scripts. */

import type { Found } from './decodings.ts';

/** The character or byte that an escape stands for, as C, JSON, SQL, URLs, HTML and mail write it. */
const ESCAPES =
	/\\x([0-9a-f]{2})|\\u\{?00([0-9a-f]{2})\}?|[%=]([0-9a-f]{2})|&#x0*([0-9a-f]{2});|&#0*(\d{1,3});|\\([0-3]?[0-7]{1,2})|\\([\s\S])|=?\r?\n[ \t]*/gi;
const LETTERS: Readonly<Record<string, string>> = {
	n: '\n',
	r: '\r',
	t: '\t',
	b: '\b',
	f: '\f',
	v: '\v',
	a: '\u0007',
};

/** The text with each escape replaced by what it stands for, as a character below 256. */
export function unescaped(text: string): string {
	return text.replaceAll(
		ESCAPES,
		(
			_,
			x?: string,
			u?: string,
			url?: string,
			ref?: string,
			dec?: string,
			oct?: string,
			sign?: string,
		) => {
			const hex = x ?? u ?? url ?? ref;
			if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
			if (dec !== undefined) return String.fromCharCode(Number(dec) & 255);
			if (oct !== undefined) return String.fromCharCode(Number.parseInt(oct, 8));
			return sign === undefined ? '' : (LETTERS[sign] ?? sign);
		},
	);
}

/** What Windows-1252 has from 0x80 on, where it differs from Latin-1. */
const WINDOWS = new Map(
	[...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'].map((sign, at) => [
		sign.charCodeAt(0),
		0x80 + at,
	]),
);

/** Bytes that were read as text of one byte per character. */
export function fromRawBytes(text: string, found: Found): boolean {
	const decoded = new Uint8Array(text.length);
	for (let at = 0; at < text.length; at += 1) {
		const sign = text.charCodeAt(at);
		decoded[at] = sign < 0x100 ? sign : (WINDOWS.get(sign) ?? sign);
	}
	return found(decoded, text.length);
}

/** Bytes that were read as text of two bytes per character. */
export function fromRawPairs(text: string, found: Found): boolean {
	const two = Buffer.from(text, 'utf16le');
	return found(two, two.length) || found(two.swap16(), two.length);
}

const ANY_DIGIT = /\p{Nd}/u;
const NOT_ASCII_DIGITS = /(?![0-9])\p{Nd}/gu;

/** The text with full-width and similar signs, and the digits of any script, as ASCII. */
export function plainSigns(text: string): string {
	return text.normalize('NFKC').replaceAll(NOT_ASCII_DIGITS, (digit) => {
		const code = digit.codePointAt(0) as number;
		// In each script its zero ends in 0 or 6.
		const begin = code & ~15;
		return String(ANY_DIGIT.test(String.fromCodePoint(begin)) ? code - begin : code - begin - 6);
	});
}
