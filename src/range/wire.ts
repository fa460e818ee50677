/**
 * Converts a range from the text in which it is sent, `SUFFIX:COUNT` lines, to the packed form. Every line
 * must be valid: what is refused here never reaches the store.
 */

import { type HashKind, hashDigits, otherKind, PREFIX_DIGITS, suffixDigits } from './kind.ts';
import {
	CountReader,
	compareSuffixes,
	draftPacked,
	type PackedRange,
	writeCount,
} from './packed.ts';
import { formatPrefix, type Prefix } from './prefix.ts';

/** What each line begins with: the suffix (range API) or the whole hash (dump). */
export type LineForm = 'suffix' | 'hash';

/** Why a text is not a range. */
export type WireFault =
	| 'empty'
	| 'html'
	| 'malformed'
	| 'padding'
	| 'other_kind'
	| 'other_prefix'
	| 'unsorted'
	| 'duplicate'
	| 'count_too_large';

export type WireResult =
	| { readonly ok: true; readonly packed: Uint8Array<ArrayBuffer>; readonly hashes: number }
	/** `line` counts from 1. */
	| { readonly ok: false; readonly fault: WireFault; readonly line: number };

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const ZERO = 0x30;

/**
 * Validates and packs the text of one range.
 *
 * Each line must match `^[0-9A-F]{35}:[1-9][0-9]*$` (27 digits for NTLM; the whole hash with the right
 * prefix if `form` is `hash`), in strictly ascending order. Lines end with CRLF or LF, which the last line
 * may lack. Padding lines, whose count is 0, are refused: they are unsorted, and sent only on request.
 */
export function packText(
	text: Uint8Array,
	prefix: Prefix,
	kind: HashKind,
	form: LineForm = 'suffix',
): WireResult {
	const skip = form === 'hash' ? PREFIX_DIGITS : 0;
	const digits = suffixDigits(kind);
	const lines = countLines(text, skip + digits);
	if (lines === 0) return { ok: false, fault: 'empty', line: 1 };
	const draft = draftPacked(kind, prefix, lines);
	const expected = Buffer.from(formatPrefix(prefix), 'latin1');
	let at = 0;
	let countsEnd = 0;
	for (let line = 0; line < lines; line += 1) {
		const fail = (fault: WireFault): WireResult => ({ ok: false, fault, line: line + 1 });
		if (skip > 0 && !startsWith(text, at, expected)) {
			const found = Buffer.from(text.subarray(at, at + skip)).toString('latin1');
			return fail(/^[0-9A-F]{5}$/.test(found) ? 'other_prefix' : 'malformed');
		}
		at += skip;
		// From here on, the digits and the colon are within the text.
		if (at + digits >= text.length) return fail(malformation(text, at - skip, skip, kind));
		if (!readSuffix(text, at, draft, line)) return fail(malformation(text, at - skip, skip, kind));
		at += digits;
		if (text[at] !== COLON) return fail(malformation(text, at - digits - skip, skip, kind));
		at += 1;
		if (text[at] === ZERO) return fail(isDigit(text[at + 1] ?? 0) ? 'malformed' : 'padding');
		const start = at;
		let count = 0;
		for (let code = text[at]; code !== undefined && isDigit(code); code = text[at]) {
			count = count * 10 + (code - ZERO);
			at += 1;
		}
		if (at === start) return fail('malformed');
		if (count > Number.MAX_SAFE_INTEGER) return fail('count_too_large');
		if (text[at] === CR) at += 1;
		if (at < text.length && text[at] !== LF) return fail('malformed');
		// A CR at the very end is half a line end: the text was cut there.
		if (at === text.length && text[at - 1] === CR) return fail('malformed');
		at += 1;
		countsEnd = writeCount(draft.counts, countsEnd, count);
		if (line > 0) {
			const order = compareSuffixes(draft, line - 1, draft, line);
			if (order >= 0) return fail(order === 0 ? 'duplicate' : 'unsorted');
		}
	}
	return { ok: true, packed: draft.finish(countsEnd), hashes: lines };
}

/** The number of lines, given that a valid one has `least` characters before its count. */
function countLines(text: Uint8Array, least: number): number {
	let lines = 0;
	let at = 0;
	while (at < text.length) {
		// A line end within the skipped characters will show as a malformed line.
		at += least;
		while (at < text.length && text[at] !== LF) at += 1;
		at += 1;
		lines += 1;
	}
	return lines;
}

/**
 * The value of two upper-case hex digits, by character codes, the first as the high byte; -1 for anything
 * else. Packing spends nearly all its time on digits, and one by one takes longer.
 */
const PAIR: Int16Array = new Int16Array(0x10000).fill(-1);
for (let value = 0; value < 256; value += 1) {
	const digits = value.toString(16).toUpperCase().padStart(2, '0');
	PAIR[(digits.charCodeAt(0) << 8) | digits.charCodeAt(1)] = value;
}

/** Reads the suffix at `at` into row `row` of the columns; false when it has other characters. */
function readSuffix(text: Uint8Array, at: number, range: PackedRange, row: number): boolean {
	let faults = readWord(text, at, range.lead, row) | readWord(text, at + 8, range.next, row);
	// 12 bits: a digit, read with a zero before it, and two more.
	const mid = PAIR[(ZERO << 8) | (text[at + 16] as number)] as number;
	const low = readPair(text, at + 17);
	range.mid[row] = (mid << 8) | low;
	faults |= mid | low;
	let offset = at + 19;
	for (const column of range.rest) {
		faults |= readWord(text, offset, column, row);
		offset += 8;
	}
	return faults >= 0;
}

/** Reads eight upper-case hex digits into `column[row]`; negative when there are other characters. */
function readWord(text: Uint8Array, at: number, column: Uint32Array, row: number): number {
	const a = readPair(text, at);
	const b = readPair(text, at + 2);
	const c = readPair(text, at + 4);
	const d = readPair(text, at + 6);
	column[row] = (a << 24) | (b << 16) | (c << 8) | d;
	return a | b | c | d;
}

function readPair(text: Uint8Array, at: number): number {
	return PAIR[((text[at] as number) << 8) | (text[at + 1] as number)] as number;
}

/** What an invalid line may be instead. */
function malformation(text: Uint8Array, start: number, skip: number, kind: HashKind): WireFault {
	const head = Buffer.from(text.subarray(0, 256)).toString('latin1').trimStart();
	if (head.startsWith('<')) return 'html';
	const line = Buffer.from(text.subarray(start, start + 80)).toString('latin1');
	const found = /^([0-9A-F]+):\d+\r?(\n|$)/.exec(line)?.[1]?.length;
	const other = otherKind(kind);
	const otherDigits = skip > 0 ? hashDigits(other) : suffixDigits(other);
	return found === otherDigits ? 'other_kind' : 'malformed';
}

function startsWith(text: Uint8Array, at: number, expected: Uint8Array): boolean {
	for (let index = 0; index < expected.length; index += 1) {
		if (text[at + index] !== expected[index]) return false;
	}
	return true;
}

function isDigit(code: number): boolean {
	return code >= ZERO && code <= 0x39;
}

/** A hash of a range, with its count. */
export interface RangeEntry {
	/** The whole hash, upper case. */
	readonly hash: string;
	readonly count: number;
}

/** The entry at index `row` of a packed range. */
export function entryAt(range: PackedRange, prefix: Prefix, row: number): RangeEntry {
	const digits = (value: number | undefined, width: number) =>
		(value as number).toString(16).padStart(width, '0');
	const suffix = [
		digits(range.lead[row], 8),
		digits(range.next[row], 8),
		digits(range.mid[row], 3),
		...range.rest.map((column) => digits(column[row], 8)),
	].join('');
	const hash = formatPrefix(prefix) + suffix.toUpperCase();
	return { hash, count: new CountReader(range).at(row) };
}
