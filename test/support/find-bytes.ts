/** An oracle, apart from the program's own decoders: finds bytes in any text. */

const ALPHABETS = [
	'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
	'0123456789ABCDEFGHIJKLMNOPQRSTUV',
	'0123456789ABCDEFGHJKMNPQRSTVWXYZ',
];

/** Whether so many bytes of these in a row are in the text: as hex, base64, base32, or numbers. */
export function hasBytes(text: string, bytes: Buffer, most: number): boolean {
	const digits = bytes.toString('hex');
	const parts = Array.from({ length: bytes.length - most + 1 }, (_, at) =>
		digits.slice(2 * at, 2 * (at + most)),
	);
	return decodings(text).some((decoded) => parts.some((part) => decoded.includes(part)));
}

/** Digits of what the text may be. */
function decodings(text: string): string[] {
	const bare = text.replaceAll(/\\x|0x|\\u00|&#x/gi, '');
	const numbers = (text.match(/-?\d+/g) ?? []).map(Number);
	const words = text.replaceAll(/\\[rn]|[\r\n]\s*/g, '').match(/[\w+/%-]{16,}/g) ?? [];
	const decoded = words.map((word) =>
		decodeURI(word).replaceAll(/%2b/gi, '+').replaceAll(/%2f/gi, '/'),
	);
	return [
		bare.toLowerCase().replaceAll(/[^0-9a-f]/g, ''),
		Buffer.from(numbers).toString('hex'),
		Buffer.from(text, 'latin1').toString('hex'),
		...decoded.flatMap((word) => {
			const signs = word.replaceAll(/[^A-Za-z0-9+/_-]/g, '');
			return [0, 1, 2, 3].map((at) => Buffer.from(signs.slice(at), 'base64').toString('hex'));
		}),
		...words.flatMap((word) =>
			ALPHABETS.flatMap((alphabet) => base32(word.toUpperCase(), alphabet)),
		),
	];
}

function base32(word: string, alphabet: string): string[] {
	const bits = [...word]
		.map((sign) => Math.max(0, alphabet.indexOf(sign)).toString(2).padStart(5, '0'))
		.join('');
	return [0, 1, 2, 3].map((at) =>
		(bits.slice(at).match(/.{4}/g) ?? [])
			.map((four) => Number.parseInt(four, 2).toString(16))
			.join(''),
	);
}
