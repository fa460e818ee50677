/** UUIDs, as many tables have for ids: told apart from a part of the row's own hash at a tenth of the usual price. */

const LENGTH = 36;
const DASH = 0x2d;
/** Of the bytes of a hash, whichever of them are in a row. */
const MIN_COMMON = 7;

/** The value of a hex digit by its byte; 255 for other bytes. */
const VALUES = new Uint8Array(256).fill(255);
for (const [value, digits] of [...'0123456789abcdef'].entries()) {
	VALUES[digits.charCodeAt(0)] = value;
	VALUES[digits.toUpperCase().charCodeAt(0)] = value;
}

/** Reused: whether the hash of the row has a byte, or one of two digits that are of two bytes. */
const IN_HASH = new Uint8Array(256);

export function isUuid(bytes: Uint8Array, from: number, to: number): boolean {
	if (to - from !== LENGTH) return false;
	for (let at = 0; at < LENGTH; at += 1) {
		const byte = bytes[from + at] as number;
		const isDash = at === 8 || at === 13 || at === 18 || at === 23;
		if (isDash ? byte !== DASH : VALUES[byte] === 255) return false;
	}
	return true;
}

/**
 * Whether a UUID has as many bytes of the hash as a part of it would have, in whatever order, or with the digits of each
 * exchanged, as backwards.
 *
 * @param hash upper-case hex digits; empty if the row has none
 */
export function mayHavePart(bytes: Uint8Array, from: number, hash: string): boolean {
	if (hash === '') return false;
	for (let at = 0; at < hash.length - 1; at += 1) IN_HASH[byteAt(hash, at)] = 1;
	let [common, backwards] = [0, 0];
	let high = -1;
	for (let at = from; at < from + LENGTH; at += 1) {
		const value = VALUES[bytes[at] as number] as number;
		if (value === 255) continue;
		if (high < 0) {
			high = value;
			continue;
		}
		common += IN_HASH[(high << 4) | value] as number;
		backwards += IN_HASH[(value << 4) | high] as number;
		high = -1;
	}
	for (let at = 0; at < hash.length - 1; at += 1) IN_HASH[byteAt(hash, at)] = 0;
	return common >= MIN_COMMON || backwards >= MIN_COMMON;
}

function byteAt(hash: string, at: number): number {
	const high = VALUES[hash.charCodeAt(at)] as number;
	return (high << 4) | (VALUES[hash.charCodeAt(at + 1)] as number);
}
