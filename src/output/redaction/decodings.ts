/**
 * Decodes what a cell may have a hash in, to bytes. No decoder looks for where a writing begins or ends: what is no
 * part of it is skipped, and every offset is tried, so that it may be cut, labelled or spaced in any way.
 */

/** Called with the first `size` of `bytes`, which are reused: it must not decode. Returns true to end the search. */
export type Found = (bytes: Uint8Array, size: number) => boolean;

const NONE = 255;

/** The value of each sign, by its byte; `NONE` for what is no sign. */
function valuesOf(alphabet: string, others: Readonly<Record<string, string>> = {}): Uint8Array {
	const values = new Uint8Array(256).fill(NONE);
	for (const [value, sign] of [...alphabet].entries()) values[sign.charCodeAt(0)] = value;
	for (const [other, sign] of Object.entries(others)) {
		values[other.charCodeAt(0)] = values[sign.charCodeAt(0)] as number;
	}
	return values;
}

const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';

const lowerCaseToo = (signs: string) =>
	Object.fromEntries([...signs].map((sign) => [sign.toLowerCase(), sign]));

/** Alphabets whose signs have a whole number of bits, and the fewest signs that can be a hash. */
const HEX = valuesOf('0123456789ABCDEF', lowerCaseToo('ABCDEF'));
const BASE64 = valuesOf(`${UPPER}${LOWER}${DIGITS}+/`, { '-': '+', _: '/' });
const BASE32 = [
	`${UPPER}234567`,
	`${DIGITS}${UPPER.slice(0, 22)}`,
	'0123456789ABCDEFGHJKMNPQRSTVWXYZ',
].map((signs) => valuesOf(signs, lowerCaseToo(signs.replaceAll(/\d/g, ''))));
const BINARY = valuesOf('01');
const OCTAL = valuesOf('01234567');
const DECIMAL = valuesOf(DIGITS);

const BASE85 = [
	Array.from({ length: 85 }, (_, at) => String.fromCharCode(0x21 + at)).join(''),
	`${DIGITS}${UPPER}${LOWER}!#$%&()*+-;<=>?@^_\`{|}~`,
	`${DIGITS}${LOWER}${UPPER}.-:+=^!/*?&<>()[]{}@%$#`,
].map((signs) => valuesOf(signs));

/** As one number. */
const BASE58 = valuesOf('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz');
const BASE36 = valuesOf(`${DIGITS}${UPPER}`, lowerCaseToo(UPPER));

let values = new Uint8Array(256);
let decoded = new Uint8Array(256);

function reserve(size: number): void {
	if (values.length >= size) return;
	values = new Uint8Array(2 * size);
	decoded = new Uint8Array(2 * size);
}

/** The values of all signs in the bytes, into `values`. */
function readSigns(bytes: Uint8Array, alphabet: Uint8Array): number {
	reserve(bytes.length);
	let size = 0;
	for (let at = 0; at < bytes.length; at += 1) {
		const value = alphabet[bytes[at] as number] as number;
		if (value !== NONE) {
			values[size] = value;
			size += 1;
		}
	}
	return size;
}

/** Packs the values from every offset at which a byte may begin. */
function pack(size: number, bits: number, offsets: number, found: Found): boolean {
	const [signs, into] = [values, decoded];
	for (let offset = 0; offset < Math.min(offsets, size); offset += 1) {
		let [rest, held, length] = [0, 0, 0];
		for (let at = offset; at < size; at += 1) {
			rest = (rest << bits) | (signs[at] as number);
			held += bits;
			if (held < 8) continue;
			held -= 8;
			into[length] = rest >>> held;
			rest &= (1 << held) - 1;
			length += 1;
		}
		if (found(decoded, length)) return true;
	}
	return false;
}

const ZERO = 0x30;
const BACKSLASH = 0x5c;
const LOWER_B = 0x62;
const LOWER_X = 0x78;
const LOWER_U = 0x75;

/** Hexadecimal digits, whatever is between them, without the zeros of `0x7c` and `\u007c`, and with that of `0x7`. */
export function fromHex(bytes: Uint8Array, found: Found): boolean {
	const size = readHex(bytes, false);
	if (pack(size, 4, 2, found)) return true;
	// The same digits, unless some are left out.
	const pairs = readHex(bytes, true);
	return pairs < size && pack(pairs, 4, 2, found);
}

/**
 * The values of hexadecimal digits, into `values`.
 *
 * @param onlyPairs only of words that are nothing but digits, such as those of `byte 7c, byte 4a`
 */
function readHex(bytes: Uint8Array, onlyPairs: boolean): number {
	reserve(bytes.length);
	let size = 0;
	/** Where the word began, and whether it has other letters. */
	let begin = 0;
	let isOther = false;
	let isAfterX = false;
	for (let at = 0; at <= bytes.length; at += 1) {
		const byte = bytes[at] ?? 0;
		const value = HEX[byte] as number;
		const before = bytes[at - 1];
		if (value !== NONE) {
			values[size] = value;
			size += 1;
		} else if ((byte | 0x20) === LOWER_X && (before === ZERO || before === BACKSLASH)) {
			if (before === ZERO && size > begin) size -= 1;
			begin = size;
			isAfterX = before === ZERO;
		} else if (byte === LOWER_U && before === BACKSLASH && bytes[at + 1] === ZERO) {
			at += 2;
		} else if (isLetter(byte)) {
			isOther = true;
		} else {
			if (isAfterX && size - begin === 1) {
				values[size] = values[begin] as number;
				values[begin] = 0;
				size += 1;
			}
			isAfterX = false;
			if (onlyPairs && (isOther || size - begin < 2)) size = begin;
			begin = size;
			isOther = false;
		}
	}
	return size;
}

function isLetter(byte: number): boolean {
	return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

/** @param least bits that are searched for */
export function fromBase64(bytes: Uint8Array, least: number, found: Found): boolean {
	const size = readSigns(bytes, BASE64);
	return size * 6 >= least && pack(size, 6, 4, found);
}

const BASE32_WORDS =
	/(?:[0-9A-Z]{4,8}[- ]){3,}[0-9A-Z]{1,8}|(?:[0-9a-z]{4,8}[- ]){3,}[0-9a-z]{1,8}|[0-9A-Z]{20,}|[0-9a-z]{20,}/g;

/** Words of letters in one case, and digits, which may be in groups. */
export function fromBase32(text: string, least: number, found: Found): boolean {
	for (const match of text.match(BASE32_WORDS) ?? []) {
		const word = match.replaceAll(/[- ]/g, '');
		if (word.length * 5 < least) continue;
		const bytes = Buffer.from(word);
		for (const alphabet of BASE32) {
			const size = readSigns(bytes, alphabet);
			if (size === word.length && pack(size, 5, 8, found)) return true;
		}
	}
	return false;
}

export function fromBinary(bytes: Uint8Array, least: number, found: Found): boolean {
	reserve(bytes.length);
	let size = 0;
	for (let at = 0; at < bytes.length; at += 1) {
		const value = BINARY[bytes[at] as number] as number;
		// Not the zero of `0b01111100`.
		if (value === NONE || (value === 0 && ((bytes[at + 1] ?? 0) | 0x20) === LOWER_B)) continue;
		values[size] = value;
		size += 1;
	}
	return size >= least && pack(size, 1, 8, found);
}

/** One octal number, or decimal or octal bytes of three digits each with nothing between. */
export function fromLongDigits(bytes: Uint8Array, least: number, found: Found): boolean {
	let size = readSigns(bytes, OCTAL);
	if (size * 3 >= least && pack(size, 3, 8, found)) return true;
	size = readSigns(bytes, DECIMAL);
	for (const radix of [10, 8]) {
		for (let offset = 0; offset < Math.min(3, size); offset += 1) {
			let length = 0;
			for (let at = offset; at + 3 <= size; at += 3) {
				const tens = (values[at] as number) * radix + (values[at + 1] as number);
				decoded[length] = tens * radix + (values[at + 2] as number);
				length += 1;
			}
			if (found(decoded, length)) return true;
		}
	}
	return false;
}

/** Ascii85, and the alphabets of RFC 1924 and of ZeroMQ. */
export function fromBase85(bytes: Uint8Array, found: Found): boolean {
	for (const alphabet of BASE85) {
		const size = readSigns(bytes, alphabet);
		const [signs, into] = [values, decoded];
		for (let offset = 0; offset < Math.min(5, size); offset += 1) {
			let length = 0;
			for (let at = offset; at + 5 <= size; at += 5) {
				const high = (signs[at] as number) * 85 + (signs[at + 1] as number);
				const low = (signs[at + 2] as number) * 85 + (signs[at + 3] as number);
				const word = ((high * 7225 + low) * 85 + (signs[at + 4] as number)) | 0;
				into[length] = word >>> 24;
				into[length + 1] = word >>> 16;
				into[length + 2] = word >>> 8;
				into[length + 3] = word;
				length += 4;
			}
			if (found(decoded, length)) return true;
		}
	}
	return false;
}

/**
 * Words that are one number of these bytes, or of a few more: a version before them, a checksum behind.
 *
 * @param least bytes of the number
 */
export function fromBigNumbers(text: string, least: number, found: Found): boolean {
	const shortest = (radix: number) => Math.floor((least * 8) / Math.log2(radix));
	for (const word of text.match(/[0-9A-Za-z]{20,}/g) ?? []) {
		if (word.length < shortest(58) || word.length > 8 * least) continue;
		const isOneCase = word === word.toLowerCase() || word === word.toUpperCase();
		const isFound =
			(/^\d+$/.test(word) && found(...bytesOf(BigInt(word)))) ||
			(isOneCase && word.length >= shortest(36) && number(word, BASE36, 36, found)) ||
			(!isOneCase && !/[0OIl]/.test(word) && number(word, BASE58, 58, found));
		if (isFound) return true;
	}
	return false;
}

/** Digits of base 58 that are exact as a number. */
const CHUNK = 8;

function number(word: string, alphabet: Uint8Array, radix: number, found: Found): boolean {
	let value = 0n;
	for (let from = 0; from < word.length; from += CHUNK) {
		const to = Math.min(from + CHUNK, word.length);
		let chunk = 0;
		for (let at = from; at < to; at += 1) {
			chunk = chunk * radix + (alphabet[word.charCodeAt(at)] as number);
		}
		value = value * BigInt(radix ** (to - from)) + BigInt(chunk);
	}
	return found(...bytesOf(value));
}

function bytesOf(value: bigint): [Uint8Array, number] {
	const digits = value.toString(16);
	const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
	return [bytes, bytes.length];
}
