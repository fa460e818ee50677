/** Finds where the lines of each range are in a dump, in one pass over the file. */

import { CredcheckError, messageOf } from '../errors.ts';
import { type HashKind, hashDigits, PREFIX_DIGITS } from '../range/kind.ts';
import {
	formatPrefix,
	PREFIX_COUNT,
	type Prefix,
	PrefixSet,
	parsePrefix,
} from '../range/prefix.ts';
import { CHUNK_BYTES, openStream } from './dump-reader.ts';

const LF = 0x0a;

/** Where the lines of each range begin, in bytes of the (unzipped) file: 8 MiB for a file of any size. */
export class RangeOffsets {
	/** The lines of a range end where those of the next prefix begin. */
	readonly #starts = new Float64Array(PREFIX_COUNT + 1);
	#last: Prefix = -1;

	/** @param prefix above the last one; `PREFIX_COUNT` for the end of the file */
	begin(prefix: Prefix, offset: number): void {
		this.#starts.fill(offset, this.#last + 1, prefix + 1);
		this.#last = prefix;
	}

	get last(): Prefix {
		return this.#last;
	}

	/** Where the lines of a range are, from `start` up to, not including, `end`; undefined when it has none. */
	of(prefix: Prefix): { readonly start: number; readonly end: number } | undefined {
		const start = this.#starts[prefix] as number;
		const end = this.#starts[prefix + 1] as number;
		return start === end ? undefined : { start, end };
	}

	prefixes(): PrefixSet {
		const set = new PrefixSet();
		for (let prefix = 0; prefix < PREFIX_COUNT; prefix += 1) {
			if (this.of(prefix) !== undefined) set.add(prefix);
		}
		return set;
	}
}

/** Reads the whole file once and notes where each prefix begins. */
export async function locateRanges(
	path: string,
	gzipped: boolean,
	kind: HashKind,
	signal?: AbortSignal,
): Promise<RangeOffsets> {
	const offsets = new RangeOffsets();
	let offset = 0;
	let carry: Buffer = Buffer.alloc(0);
	try {
		for await (const chunk of openStream(path, gzipped)) {
			signal?.throwIfAborted();
			const block =
				carry.length === 0 ? (chunk as Buffer) : Buffer.concat([carry, chunk as Buffer]);
			if (offset === 0 && carry.length === 0) checkFirstLine(block, path, kind);
			const end = block.lastIndexOf(LF) + 1;
			if (end === 0 && block.length > CHUNK_BYTES) throw unusable(path, 'it has no lines');
			locateInBlock(block.subarray(0, end), offset, offsets, path);
			offset += end;
			carry = block.subarray(end);
		}
	} catch (error) {
		signal?.throwIfAborted();
		throw asUnusable(path, error);
	}
	locateInBlock(carry, offset, offsets, path);
	if (offsets.last < 0) throw unusable(path, 'it is empty');
	offsets.begin(PREFIX_COUNT, offset + carry.length);
	return offsets;
}

function checkFirstLine(block: Buffer, path: string, kind: HashKind): void {
	const line = block.toString('latin1', 0, 128).split(/\r?\n/, 1)[0] ?? '';
	const digits = /^([0-9A-F]+):[1-9]\d*$/.exec(line)?.[1]?.length;
	if (digits === hashDigits(kind)) return;
	if (digits === 32) throw unusable(path, 'its hashes look like NTLM');
	throw unusable(path, 'its first line is not HASH:COUNT in upper case');
}

/**
 * Notes the prefixes that begin inside a block of whole lines. The lines are sorted, so a stretch that
 * begins and ends with the same prefix is not searched.
 */
function locateInBlock(block: Buffer, offset: number, offsets: RangeOffsets, path: string): void {
	if (block.length === 0) return;
	const prefixAt = (line: number): Prefix => {
		const prefix = parsePrefix(block.toString('latin1', line, line + PREFIX_DIGITS));
		if (prefix === undefined) throw unusable(path, 'a line does not begin with a hash');
		return prefix;
	};
	const note = (prefix: Prefix, line: number) => {
		const { last } = offsets;
		if (prefix < last) {
			throw unusable(
				path,
				`it is not sorted: ${formatPrefix(prefix)} follows ${formatPrefix(last)}`,
			);
		}
		if (prefix > last) offsets.begin(prefix, offset + line);
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
