/** Finds a row's own hash in a cell, in any common writing, and in a writing of a writing. */

import type { HashKind } from '../../range/kind.ts';
import {
	fromBase32,
	fromBase64,
	fromBase85,
	fromBigNumbers,
	fromBinary,
	fromHex,
	fromNumbers,
	fromRaw,
	unescaped,
} from './decodings.ts';
import type { OwnHash } from './own-hash.ts';
import { shortestWordBits, shortestWriting, WRITINGS, writingsIn } from './writings.ts';

/** Such as the base64 of percent-encoded hex digits. */
const MAX_DEPTH = 3;
/** A text may be a writing of very many others. */
const MAX_TEXTS = 64;

interface Text {
	readonly bytes: Buffer;
	/** `WRITINGS` that it may have. */
	readonly writings: number;
	readonly depth: number;
}

/** @param writings that the cell may have, as `writingsIn` returns them */
export function hasOwnHash(cell: Buffer, writings: number, own: OwnHash, kind: HashKind): boolean {
	const least = shortestWriting(kind);
	const leastBits = shortestWordBits(kind);
	const texts: Text[] = [{ bytes: cell, writings, depth: 1 }];
	for (let at = 0; at < texts.length; at += 1) {
		const { bytes, writings: may, depth } = texts[at] as Text;
		const add = (found: Uint8Array) => {
			if (depth === MAX_DEPTH || texts.length === MAX_TEXTS) return;
			const text = Buffer.from(found);
			const within = writingsIn(text, 0, text.length, kind);
			if (within !== 0) texts.push({ bytes: text, writings: within, depth: depth + 1 });
		};
		const found = (decoded: Uint8Array, size: number) => {
			if (own.isIn(decoded, size)) return true;
			if (isText(decoded, size, least)) add(decoded.subarray(0, size));
			return false;
		};
		if ((may & WRITINGS.digits) !== 0 && fromHex(bytes, found)) return true;
		const isWord = (may & WRITINGS.word) !== 0;
		if (isWord && fromBase64(bytes, leastBits, found)) return true;
		if ((may & WRITINGS.signs) !== 0 && fromBase85(bytes, found)) return true;
		const text = bytes.toString('utf8');
		if (isWord && fromBase32(text, leastBits, found)) return true;
		if (fromBigNumbers(text, kind.bytes - 1, found)) return true;
		if ((may & (WRITINGS.digits | WRITINGS.numbers)) !== 0) {
			if (fromNumbers(text, least, found) || fromBinary(bytes, leastBits, found)) return true;
		}
		if ((may & WRITINGS.raw) !== 0) {
			if (fromRaw(text, found)) return true;
			// Full-width digits and the like.
			const plain = text.normalize('NFKC');
			if (plain !== text) add(Buffer.from(plain));
		}
		if ((may & WRITINGS.escapes) !== 0) {
			const plain = unescaped(text);
			const asBytes = Buffer.from(plain, 'latin1');
			if (own.isIn(asBytes)) return true;
			if (plain !== text) add(asBytes);
		}
	}
	return false;
}

/** Whether so many printable ASCII characters are in a row that they may be a writing. */
function isText(bytes: Uint8Array, size: number, least: number): boolean {
	let row = 0;
	for (let at = 0; at < size && row < least; at += 1) {
		const byte = bytes[at] as number;
		// UTF-16 has a NUL beside each.
		if (byte >= 0x20 && byte < 0x7f) row += 1;
		else if (byte !== 0) row = 0;
	}
	return row >= least;
}
