/**
 * The packed form of a range, which the store keeps and the join reads. It has columns rather than rows, so
 * that a search touches little memory. Their order lets each column be a typed array on the blob.
 *
 *     byte 0      format, 2
 *     byte 1      the number of the kind of hashes, 1 for SHA-1
 *     bytes 2-3   zero
 *     bytes 4-7   the prefix
 *     bytes 8-11  n, the number of suffixes, 1 or more
 *     n x u32     lead: suffix digits 1 to 8, ascending
 *     n x u32     next: digits 9 to 16
 *     n x u32     rest: one column for each word of the hash from the fourth on
 *     n x u16     mid: digits 17 to 19, the 12 bits between `next` and the fourth word
 *     n x varint  counts, LEB128, to the end of the blob
 *
 * Numbers are little-endian. A range has only one packed form: equal ranges are equal blobs. The header says
 * whose range it is, so that a checksum of the blob covers that, too.
 */

import { type HashKind, hashWords } from './kind.ts';
import type { Prefix } from './prefix.ts';

const FORMAT = 2;
const HEADER_BYTES = 12;
/** Words of a hash that the prefix, `lead`, `next` and `mid` cover together. */
const FIRST_WORDS = 3;

export interface PackedRange {
	/** Number of suffixes. */
	readonly size: number;
	readonly lead: Uint32Array;
	readonly next: Uint32Array;
	/** The words from the fourth on, column by column. */
	readonly rest: readonly Uint32Array[];
	readonly mid: Uint16Array;
	/** The counts as varints, in the order of the suffixes. */
	readonly counts: Uint8Array;
}

/** Bytes of a packed range of `size` suffixes whose counts take `countBytes`. */
function packedBytes(kind: HashKind, size: number, countBytes: number): number {
	return HEADER_BYTES + size * (4 * (hashWords(kind) - FIRST_WORDS + 2) + 2) + countBytes;
}

/**
 * Views a blob as a packed range. Copies it only where it is not aligned in memory.
 *
 * @returns undefined when the blob cannot be the packed range of this prefix and kind. Only header and layout are
 *   checked here; the content is checked by the checksums stored beside the blob.
 */
export function viewPacked(
	kind: HashKind,
	prefix: Prefix,
	blob: Uint8Array,
): PackedRange | undefined {
	if (blob.byteLength < HEADER_BYTES) return undefined;
	// Not slice(): that of a Buffer copies nothing.
	const aligned = blob.byteOffset % 4 === 0 ? blob : new Uint8Array(blob);
	const header = new Uint32Array(aligned.buffer, aligned.byteOffset, HEADER_BYTES / 4);
	const size = header[2] as number;
	if (header[0] !== firstWord(kind) || header[1] !== prefix || size === 0) return undefined;
	// Every count takes at least a byte.
	if (aligned.byteLength < packedBytes(kind, size, size)) return undefined;
	return viewColumns(kind, aligned, size);
}

/** The number of the kind that a blob says it is of, whether or not it is a packed range. */
export function kindNumberOf(blob: Uint8Array): number | undefined {
	return blob[1];
}

/** The first word of the packed form: format and kind. */
export function firstWord(kind: HashKind): number {
	return FORMAT + kind.number * 0x100;
}

function viewColumns(
	kind: HashKind,
	{ buffer, byteOffset, byteLength }: Uint8Array,
	size: number,
): PackedRange {
	let at = byteOffset + HEADER_BYTES;
	const column = () => {
		const view = new Uint32Array(buffer, at, size);
		at += size * 4;
		return view;
	};
	const lead = column();
	const next = column();
	const rest = Array.from({ length: hashWords(kind) - FIRST_WORDS }, column);
	const mid = new Uint16Array(buffer, at, size);
	at += size * 2;
	const counts = new Uint8Array(buffer, at, byteOffset + byteLength - at);
	return { size, lead, next, rest, mid, counts };
}

/** Compares suffix `i` of `a` with suffix `j` of `b`, as a comparator of `sort` does. */
function compareSuffixes(a: PackedRange, i: number, b: PackedRange, j: number): number {
	const byLead = (a.lead[i] as number) - (b.lead[j] as number);
	if (byLead !== 0) return byLead;
	const byNext = (a.next[i] as number) - (b.next[j] as number);
	if (byNext !== 0) return byNext;
	const byMid = (a.mid[i] as number) - (b.mid[j] as number);
	if (byMid !== 0) return byMid;
	for (let column = 0; column < a.rest.length; column += 1) {
		const byWord = (a.rest[column]?.[i] as number) - (b.rest[column]?.[j] as number);
		if (byWord !== 0) return byWord;
	}
	return 0;
}

/**
 * 48 bits of the first suffix, plus one: a number above 0. Two ranges do not share a suffix, so the same
 * fingerprint under two prefixes means, except by a chance of one in millions, that one has the other's body.
 */
export function bodyFingerprint({ lead, next }: PackedRange): number {
	return (next[0] as number) * 0x10000 + ((lead[0] as number) & 0xffff) + 1;
}

/** Whether two ranges of one kind have the same suffixes and counts, under whichever prefixes. */
export function isSameContent(a: PackedRange, b: PackedRange): boolean {
	return contentOf(a).equals(contentOf(b));
}

/** The columns, which lie one behind the other. */
function contentOf({ lead, counts }: PackedRange): Buffer {
	const end = counts.byteOffset + counts.byteLength;
	return Buffer.from(lead.buffer, lead.byteOffset, end - lead.byteOffset);
}

/** How many suffixes two ranges of one kind have in common. */
export function commonSuffixes(a: PackedRange, b: PackedRange): number {
	let common = 0;
	for (let i = 0, j = 0; i < a.size && j < b.size; ) {
		const order = compareSuffixes(a, i, b, j);
		if (order === 0) common += 1;
		if (order <= 0) i += 1;
		if (order >= 0) j += 1;
	}
	return common;
}

/** Reads the counts of a range in ascending order of index, skipping those between. */
export class CountReader {
	readonly #counts: Uint8Array;
	#index = 0;
	#at = 0;

	constructor(range: PackedRange) {
		this.#counts = range.counts;
	}

	/** The count at `index`, which must not be below that of the previous call. */
	at(index: number): number {
		const counts = this.#counts;
		for (; this.#index < index; this.#index += 1) {
			while ((counts[this.#at] as number) >= 0x80) this.#at += 1;
			this.#at += 1;
		}
		let count = 0;
		let scale = 1;
		let byte = counts[this.#at] as number;
		for (let at = this.#at; byte >= 0x80; scale *= 0x80) {
			count += (byte & 0x7f) * scale;
			at += 1;
			byte = counts[at] as number;
		}
		return count + byte * scale;
	}
}
