/** Where in a dump the lines of each range lie. */

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

/** Where the lines of one range lie in the (unzipped) file, in bytes. */
export interface ByteRange {
	readonly start: number;
	readonly end: number;
}

/** Where every range of a dump lies: 16 MiB, whatever the size of the file. */
export class RangeOffsets {
	readonly #starts = new Float64Array(PREFIX_COUNT).fill(-1);
	readonly #ends = new Float64Array(PREFIX_COUNT);
	#last: Prefix = -1;

	/** The range `prefix` begins at `offset`, and the one before it ends there. */
	begin(prefix: Prefix, offset: number): void {
		this.finish(offset);
		this.#starts[prefix] = offset;
		this.#last = prefix;
	}

	finish(offset: number): void {
		if (this.#last >= 0) this.#ends[this.#last] = offset;
	}

	get last(): Prefix {
		return this.#last;
	}

	of(prefix: Prefix): ByteRange | undefined {
		const start = this.#starts[prefix] as number;
		return start < 0 ? undefined : { start, end: this.#ends[prefix] as number };
	}

	within(first: Prefix, last: Prefix): PrefixSet {
		const set = new PrefixSet();
		for (let prefix = first; prefix <= last; prefix += 1) {
			if ((this.#starts[prefix] as number) >= 0) set.add(prefix);
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
	const places = new RangeOffsets();
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
			locateInBlock(block.subarray(0, end), offset, places, path);
			offset += end;
			carry = block.subarray(end);
		}
	} catch (error) {
		signal?.throwIfAborted();
		if (error instanceof CredcheckError) throw error;
		throw unusable(path, messageOf(error), error);
	}
	if (carry.length > 0) locateInBlock(carry, offset, places, path);
	places.finish(offset + carry.length);
	if (places.last < 0) throw unusable(path, 'it is empty');
	return places;
}

function checkFirstLine(block: Buffer, path: string, kind: HashKind): void {
	const line = block.toString('latin1', 0, 128).split(/\r?\n/, 1)[0] ?? '';
	const digits = /^([0-9A-F]+):[1-9]\d*$/.exec(line)?.[1]?.length;
	if (digits === hashDigits(kind)) return;
	if (digits === 32) throw unusable(path, 'its hashes look like NTLM');
	throw unusable(path, 'its first line is not HASH:COUNT in upper case');
}

/**
 * Notes the prefixes that begin inside a block of whole lines. The lines are sorted, so where a
 * stretch begins and ends with the same prefix nothing inside it needs to be looked at.
 */
function locateInBlock(block: Buffer, offset: number, places: RangeOffsets, path: string): void {
	if (block.length === 0) return;
	const prefixAt = (line: number): Prefix => {
		const prefix = parsePrefix(block.toString('latin1', line, line + PREFIX_DIGITS));
		if (prefix === undefined) throw unusable(path, 'a line does not begin with a hash');
		return prefix;
	};
	const note = (prefix: Prefix, line: number) => {
		if (prefix < places.last) {
			throw unusable(
				path,
				`it is not sorted: ${formatPrefix(prefix)} follows ${formatPrefix(places.last)}`,
			);
		}
		if (prefix > places.last) places.begin(prefix, offset + line);
	};
	const lastLine = block.lastIndexOf(LF, block.length - 2) + 1;
	const descend = (low: number, lowPrefix: Prefix, high: number, highPrefix: Prefix) => {
		// Invariant: `low` was noted, `high` was not.
		if (lowPrefix === highPrefix) return;
		const middle = block.lastIndexOf(LF, low + Math.floor((high - low) / 2)) + 1;
		const inner = middle > low ? middle : block.indexOf(LF, low) + 1;
		if (inner === high) {
			note(highPrefix, high);
			return;
		}
		const innerPrefix = prefixAt(inner);
		descend(low, lowPrefix, inner, innerPrefix);
		note(innerPrefix, inner);
		descend(inner, innerPrefix, high, highPrefix);
		note(highPrefix, high);
	};
	note(prefixAt(0), 0);
	descend(0, prefixAt(0), lastLine, prefixAt(lastLine));
}

/** The error for a file that is no dump. */
export function unusable(path: string, what: string, cause?: unknown): CredcheckError {
	return new CredcheckError(
		'SOURCE_UNAVAILABLE',
		`cannot use ${path} as a source: ${what}`,
		'the file must hold HASH:COUNT lines sorted by hash',
		cause,
	);
}
