/** Finds where the lines of each range are in a dump, in one pass over the file. */

import { type HashKind, hashDigits, otherKind, PREFIX_DIGITS } from '../../range/kind.ts';
import { describeOtherKind, hintOtherKind } from '../../range/other-kind.ts';
import { formatPrefix, PREFIX_COUNT, type Prefix, parsePrefix } from '../../range/prefix.ts';
import { markLength } from '../tidy.ts';
import { countLines, type RangeOffsets } from './end.ts';
import { asUnusable, firstLineMisfit, misfit, unsortedMisfit, unusable } from './misfit.ts';
import { CHUNK_BYTES, chunksOfDump } from './reader.ts';

const LF = 0x0a;
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
			locateInBlock(block.subarray(0, end), path, note);
			offset += end;
			carry = block.subarray(end);
		}
	} catch (error) {
		signal?.throwIfAborted();
		throw asUnusable(path, error);
	}
	// A line cut within its prefix counts as one of the range before it, which it may be.
	if (!/^[0-9A-Fa-f]{1,4}$/.test(carry.toString('latin1'))) locateInBlock(carry, path, note);
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

/** The offset after the last byte that `skipBlanks` does not skip. */
function endOfText(block: Buffer): number {
	let end = block.length;
	for (;;) {
		const isMark = markLength(block, end - 3) > 0;
		if (end > 0 && (isMark || isBlank(block[end - 1]))) end -= isMark ? 3 : 1;
		else return end;
	}
}

function isBlank(code: number | undefined): boolean {
	return code === LF || code === 0x0d || code === 0x20 || code === 0x09;
}

/**
 * Notes where each prefix begins in a block of whole lines. The lines are sorted, so a stretch that begins
 * and ends with the same prefix is not searched.
 */
function locateInBlock(
	block: Buffer,
	path: string,
	note: (prefix: Prefix, line: number) => void,
): void {
	if (skipBlanks(block, 0) === block.length) return;
	/** An empty line counts as one of the range after it. */
	const prefixAt = (line: number): Prefix => {
		const start = skipBlanks(block, line);
		const prefix = parsePrefix(block.toString('latin1', start, start + PREFIX_DIGITS));
		if (prefix === undefined) throw unusable(path, 'a line does not begin with a hash');
		return prefix;
	};
	/** Notes the prefixes of the lines after `low`, up to and including `high`. That of `low` is noted already. */
	const search = (low: number, lowPrefix: Prefix, high: number, highPrefix: Prefix) => {
		if (lowPrefix === highPrefix) return;
		const middle = block.lastIndexOf(LF, low + Math.floor((high - low) / 2)) + 1;
		const inner = middle > low ? middle : block.indexOf(LF, low) + 1;
		if (inner === high) return note(highPrefix, high);
		const innerPrefix = prefixAt(inner);
		search(low, lowPrefix, inner, innerPrefix);
		search(inner, innerPrefix, high, highPrefix);
	};
	const lastLine = block.lastIndexOf(LF, endOfText(block) - 1) + 1;
	const first = prefixAt(0);
	note(first, 0);
	search(0, first, lastLine, prefixAt(lastLine));
}
