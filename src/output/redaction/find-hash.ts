/** Finds a row's own hash in a cell, in any common writing, and in a writing of a writing. */

import type { HashKind } from '../../range/kind.ts';
import {
	fromBase32,
	fromBase64,
	fromBase85,
	fromBigNumbers,
	fromBinary,
	fromHex,
	fromLongDigits,
} from './decodings.ts';
import { fromNumbers } from './number-decodings.ts';
import type { OwnHash } from './own-hash.ts';
import { somePiece } from './pieces.ts';
import { fromRawBytes, fromRawPairs, plainSigns, unescaped } from './text-decodings.ts';
import { shortestWordBits, shortestWriting, WRITINGS, writingsIn } from './writings.ts';

/** Such as the base64 of percent-encoded hex digits. */
const MAX_DEPTH = 3;
/** A text may be a writing of very many others, together longer than it is by this factor. */
const MAX_GROWTH = 8;
/** All texts within a cell of a line or two are decoded. */
const MIN_BUDGET = 2048;

interface Text {
	readonly bytes: Buffer;
	/** `WRITINGS` that it may have. */
	readonly writings: number;
	readonly depth: number;
}

/**
 * @param writings that the cell may have, as `writingsIn` returns them
 * @returns whether the hash is there, or may be: whoever writes a cell could make it stand for endless others
 */
export function hasOwnHash(cell: Buffer, writings: number, own: OwnHash, kind: HashKind): boolean {
	return somePiece(cell, (piece) => {
		const may = piece === cell ? writings : writingsIn(piece, 0, piece.length, kind);
		return may !== 0 && isInPiece(piece, may, own, kind);
	});
}

function isInPiece(piece: Buffer, writings: number, own: OwnHash, kind: HashKind): boolean {
	const least = shortestWriting(kind);
	const leastBits = shortestWordBits(kind);
	const texts: Text[] = [{ bytes: piece, writings, depth: 1 }];
	const isOwn = (decoded: Uint8Array, size: number) => own.isIn(decoded, size);
	let budget = Math.max(MIN_BUDGET, MAX_GROWTH * piece.length);
	for (let at = 0; at < texts.length; at += 1) {
		const { bytes, writings: may, depth } = texts[at] as Text;
		const add = (text: Uint8Array) => {
			if (depth === MAX_DEPTH) return;
			const within = writingsIn(text, 0, text.length, kind);
			if (within === 0 || texts.some((other) => other.bytes.equals(text))) return;
			budget -= text.length;
			if (budget >= 0) texts.push({ bytes: Buffer.from(text), writings: within, depth: depth + 1 });
		};
		const found = (decoded: Uint8Array, size: number) => {
			if (own.isIn(decoded, size)) return true;
			if (isText(decoded, size, least, true)) add(decoded.subarray(0, size));
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
			if (fromNumbers(bytes, found, isOwn) || fromBinary(bytes, leastBits, found)) return true;
			if (fromLongDigits(bytes, leastBits, found)) return true;
		}
		if ((may & WRITINGS.raw) !== 0) {
			// What is ASCII of these bytes is in the text itself, and was decoded there.
			if (fromRawBytes(text, isOwn)) return true;
			const inPairs = (decoded: Uint8Array, size: number) => {
				if (own.isIn(decoded, size)) return true;
				if (isText(decoded, size, least, false)) add(decoded.subarray(0, size));
				return false;
			};
			if (fromRawPairs(text, inPairs)) return true;
			// Full-width digits and the like.
			const plain = plainSigns(text);
			if (plain !== text) add(Buffer.from(plain));
		}
		if ((may & WRITINGS.escapes) !== 0) {
			const plain = unescaped(text);
			const asBytes = Buffer.from(plain, 'latin1');
			if (own.isIn(asBytes)) return true;
			if (plain !== text) add(asBytes);
		}
		if (budget < 0) return true;
	}
	return false;
}

/**
 * Whether so many printable ASCII characters are in a row that they may be a writing.
 *
 * @param skipsNuls since UTF-16 has one beside each
 */
function isText(bytes: Uint8Array, size: number, least: number, skipsNuls: boolean): boolean {
	let row = 0;
	for (let at = 0; at < size && row < least; at += 1) {
		const byte = bytes[at] as number;
		if (byte >= 0x20 && byte < 0x7f) row += 1;
		else if (byte !== 0 || !skipsNuls) row = 0;
	}
	return row >= least;
}
