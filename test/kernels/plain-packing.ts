/** Packs the text of a range without a kernel: what the kernel is held to. */

import {
	type HashKind,
	hashDigits,
	otherKind,
	PREFIX_DIGITS,
	suffixDigits,
} from '../../src/range/kind.ts';
import { type PackedRange, viewPacked } from '../../src/range/packed.ts';
import { formatPrefix, type Prefix } from '../../src/range/prefix.ts';
import type { LineForm, WireFault, WireResult } from '../../src/range/wire.ts';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const ZERO = 0x30;

/** As `packText`: one character after the other. */
export function packPlainly(
	text: Uint8Array,
	prefix: Prefix,
	kind: HashKind,
	form: LineForm,
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
			const order = compareRows(draft, line - 1, line);
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

/** A packed range of `size` suffixes to be filled, with space for counts of up to 8 bytes each. */
function draftPacked(kind: HashKind, prefix: Prefix, size: number) {
	const columns = 12 + size * (kind.bytes - 2);
	const bytes = new Uint8Array(columns + size * 8);
	new Uint32Array(bytes.buffer, 0, 3).set([2 + kind.number * 0x100, prefix, size]);
	return {
		...(viewPacked(kind, prefix, bytes) as PackedRange),
		finish: (countBytes: number) => bytes.slice(0, columns + countBytes),
	};
}

/** Compares suffix `i` with suffix `j`, as a comparator of `sort` does. */
function compareRows({ lead, next, mid, rest }: PackedRange, i: number, j: number): number {
	for (const column of [lead, next, mid, ...rest]) {
		const order = (column[i] as number) - (column[j] as number);
		if (order !== 0) return order;
	}
	return 0;
}

/** Writes `count` (1 to 2^53 - 1) as a varint at `at`; returns the index after it. */
function writeCount(counts: Uint8Array, at: number, count: number): number {
	let rest = count;
	let index = at;
	while (rest >= 0x80) {
		counts[index] = (rest % 0x80) | 0x80;
		// Not a shift: counts may exceed 32 bits.
		rest = Math.floor(rest / 0x80);
		index += 1;
	}
	counts[index] = rest;
	return index + 1;
}
