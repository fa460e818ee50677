/** Finds where the lines of each range are in a dump, in one pass over the file. */

import { type HashKind, hashDigits, otherKind, PREFIX_DIGITS } from '../../range/kind.ts';
import { describeOtherKind, hintOtherKind } from '../../range/other-kind.ts';
import { formatPrefix, PREFIX_COUNT, type Prefix, parsePrefix } from '../../range/prefix.ts';
import { markLength } from '../tidy.ts';
import { countLines, type RangeOffsets } from './end.ts';
import { asUnusable, firstLineMisfit, misfit, unsortedMisfit, unusable } from './misfit.ts';
import { CHUNK_BYTES, chunksOfDump } from './reader.ts';

const LF = 0x0a;
const COLON = 0x3a;
/** As much of the file's beginning as shows how it is ordered. */
const HEAD_BYTES = 4096;
/** More than the first line of a dump, and the header of a tar archive. */
const FIRST_BYTES = 512;

/** Reads the whole file once. */
export async function locateRanges(
	path: string,
	gzipped: boolean,
	kind: HashKind,
	signal?: AbortSignal,
): Promise<RangeOffsets> {
	const digits = hashDigits(kind);
	const starts = new Float64Array(PREFIX_COUNT + 1);
	let last: Prefix = -1;
	let ranges = 0;
	let offset = 0;
	let carry: Buffer = Buffer.alloc(0);
	let head = '';
	let lineBytes = 0;
	const note = (prefix: Prefix, line: number) => {
		if (prefix < last) {
			const unsorted = `it is not sorted: ${formatPrefix(prefix)} follows ${formatPrefix(last)}`;
			throw misfit(path, unsortedMisfit(head, unsorted));
		}
		starts.fill(offset + line, last + 1, prefix + 1);
		if (prefix > last) ranges += 1;
		last = prefix;
	};
	try {
		for await (const chunk of chunksOfDump(path, gzipped)) {
			signal?.throwIfAborted();
			const block = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
			if (offset === 0 && carry.length === 0) {
				checkFirstLine(block, path, kind);
				head = block.toString('latin1', 0, HEAD_BYTES);
				lineBytes = averageLine(block.subarray(0, HEAD_BYTES));
			}
			const end = block.lastIndexOf(LF) + 1;
			if (end === 0 && block.length > CHUNK_BYTES)
				throw unusable(path, 'a line of it is longer than 4 MB');
			locateInBlock(block.subarray(0, end), path, digits, note);
			offset += end;
			carry = block.subarray(end);
		}
	} catch (error) {
		signal?.throwIfAborted();
		throw asUnusable(path, error);
	}
	// A line cut within its prefix counts as one of the range before it, which it may be.
	if (!/^[0-9A-Fa-f]{1,4}$/.test(carry.toString('latin1')))
		locateInBlock(carry, path, digits, note);
	if (last < 0) throw unusable(path, 'it is empty');
	starts.fill(offset + carry.length, last + 1);
	return { starts, ranges, last, isEnded: skipBlanks(carry, 0) === carry.length, lineBytes };
}

/** Bytes of an average line, of those that are complete unless none is. */
function averageLine(block: Buffer): number {
	const whole = block.subarray(0, block.lastIndexOf(LF) + 1);
	const lines = countLines(whole);
	return lines === 0 ? block.length : whole.length / lines;
}

function checkFirstLine(block: Buffer, path: string, kind: HashKind): void {
	const start = skipBlanks(block, 0);
	const [text = ''] = block.toString('latin1', start, start + FIRST_BYTES).split(/\r?\n/, 1);
	const line = text.trimEnd();
	const digits = /^([0-9A-Fa-f]+):[1-9]\d*$/.exec(line)?.[1]?.length;
	if (digits === hashDigits(kind)) return;
	if (digits === hashDigits(otherKind(kind))) {
		throw misfit(path, { what: describeOtherKind(kind), hint: hintOtherKind(kind) });
	}
	throw misfit(path, firstLineMisfit(line, kind));
}

/** The first byte from `at` on that is not of an empty line, of blanks or of a byte order mark. */
function skipBlanks(block: Buffer, at: number): number {
	let next = at;
	for (;;) {
		const length = isBlank(block[next]) ? 1 : markLength(block, next);
		if (length === 0) return next;
		next += length;
	}
}

function isBlank(code: number | undefined): boolean {
	return code === LF || code === 0x0d || code === 0x20 || code === 0x09;
}

/**
 * Notes where each prefix begins in a block of whole lines. Every line is looked at: of a file that is not sorted, the
 * range of a line among those of another prefix would lack it.
 */
function locateInBlock(
	block: Buffer,
	path: string,
	digits: number,
	note: (prefix: Prefix, line: number) => void,
): void {
	/** An empty line counts as one of the range after it. */
	let line = 0;
	let start = skipBlanks(block, 0);
	let known = -1;
	while (start < block.length) {
		if (known < 0 || !samePrefix(block, known, start)) {
			const prefix = parsePrefix(block.toString('latin1', start, start + PREFIX_DIGITS));
			if (prefix === undefined) throw unusable(path, 'a line does not begin with a hash');
			note(prefix, line);
			known = start;
		}
		// Nearly always the line end is a few bytes behind the hash.
		let end = block[start + digits] === COLON ? start + digits + 1 : start;
		while (end < block.length && block[end] !== LF) end += 1;
		line = end + 1;
		start = isHexDigit(block[line] as number) ? line : skipBlanks(block, line);
	}
}

function samePrefix(block: Buffer, a: number, b: number): boolean {
	for (let at = 0; at < PREFIX_DIGITS; at += 1) if (block[a + at] !== block[b + at]) return false;
	return true;
}

/** Whether it may be the first character of a hash. */
function isHexDigit(code: number): boolean {
	return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46);
}
