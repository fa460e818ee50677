/** Finds where the lines of each range are in a dump, in one pass over the file. */

import { CredcheckError, messageOf } from '../errors.ts';
import { type HashKind, hashDigits, otherKind, PREFIX_DIGITS } from '../range/kind.ts';
import { describeOtherKind, hintOtherKind } from '../range/other-kind.ts';
import { formatPrefix, PREFIX_COUNT, type Prefix, parsePrefix } from '../range/prefix.ts';
import { CHUNK_BYTES, openStream } from './dump-reader.ts';

const LF = 0x0a;

/**
 * Reads the whole file once.
 *
 * @returns where the lines of each prefix begin, in bytes of the (unzipped) file: 8 MiB for a file of any
 *   size. They end where those of the next prefix begin, at once for a prefix without lines. One more
 *   offset marks the end of the file.
 */
export async function locateRanges(
	path: string,
	gzipped: boolean,
	kind: HashKind,
	signal?: AbortSignal,
): Promise<Float64Array> {
	const starts = new Float64Array(PREFIX_COUNT + 1);
	let last: Prefix = -1;
	let offset = 0;
	let carry: Buffer = Buffer.alloc(0);
	const note = (prefix: Prefix, line: number) => {
		if (prefix < last) {
			throw unusable(
				path,
				`it is not sorted: ${formatPrefix(prefix)} follows ${formatPrefix(last)}`,
			);
		}
		starts.fill(offset + line, last + 1, prefix + 1);
		last = prefix;
	};
	try {
		for await (const chunk of openStream(path, gzipped)) {
			signal?.throwIfAborted();
			const block =
				carry.length === 0 ? (chunk as Buffer) : Buffer.concat([carry, chunk as Buffer]);
			if (offset === 0 && carry.length === 0) checkFirstLine(block, path, kind);
			const end = block.lastIndexOf(LF) + 1;
			if (end === 0 && block.length > CHUNK_BYTES) throw unusable(path, 'it has no lines');
			locateInBlock(block.subarray(0, end), path, note);
			offset += end;
			carry = block.subarray(end);
		}
	} catch (error) {
		signal?.throwIfAborted();
		throw asUnusable(path, error);
	}
	locateInBlock(carry, path, note);
	if (last < 0) throw unusable(path, 'it is empty');
	note(PREFIX_COUNT, carry.length);
	return starts;
}

function checkFirstLine(block: Buffer, path: string, kind: HashKind): void {
	const line = block.toString('latin1', 0, 128).split(/\r?\n/, 1)[0] ?? '';
	const digits = /^([0-9A-F]+):[1-9]\d*$/.exec(line)?.[1]?.length;
	if (digits === hashDigits(kind)) return;
	if (digits === hashDigits(otherKind(kind))) {
		const message = `cannot use ${path} as a source: ${describeOtherKind(kind)}`;
		throw new CredcheckError('SOURCE_UNAVAILABLE', message, hintOtherKind(kind));
	}
	throw unusable(path, 'its first line is not HASH:COUNT in upper case');
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
	if (block.length === 0) return;
	const prefixAt = (line: number): Prefix => {
		const prefix = parsePrefix(block.toString('latin1', line, line + PREFIX_DIGITS));
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
	const lastLine = block.lastIndexOf(LF, block.length - 2) + 1;
	note(prefixAt(0), 0);
	search(0, prefixAt(0), lastLine, prefixAt(lastLine));
}

/** The error for a file that is not a dump. */
export function unusable(path: string, what: string, cause?: unknown): CredcheckError {
	return new CredcheckError(
		'SOURCE_UNAVAILABLE',
		`cannot use ${path} as a source: ${what}`,
		'the file must hold HASH:COUNT lines sorted by hash',
		cause,
	);
}

export function asUnusable(path: string, error: unknown): CredcheckError {
	return error instanceof CredcheckError ? error : unusable(path, messageOf(error), error);
}
