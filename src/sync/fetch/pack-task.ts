/**
 * Decoding, validating and packing one body, and comparing it with what is held: the part of a sync
 * that costs time, done on a worker.
 */

import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { systemCode } from '../../errors.ts';
import type { PoolTask } from '../../pool-task.ts';
import { type HashKind, SHA1 } from '../../range/kind.ts';
import { bodyFingerprint, commonSuffixes, viewPacked } from '../../range/packed.ts';
import type { Prefix } from '../../range/prefix.ts';
import { packText, type WireFault } from '../../range/wire.ts';
import type { RangeBody } from '../../source/source.ts';
import { checksumOf, type StoredRange } from '../../store/reader.ts';
import { threadStore } from '../../store/thread-store.ts';

/** Text of a range is about 80 KB. A body that unzips to more than this is an attack or a mistake. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;
/** So that nearly every text comes in one piece: a quarter less time than with the usual 16 KB. */
const CHUNK_BYTES = 128 * 1024;

export interface PackInput {
	readonly prefix: Prefix;
	readonly kind: HashKind['name'];
	readonly body: RangeBody;
	/** Where a range of this prefix is held, to compare it with; undefined when none is. */
	readonly storePath: string | undefined;
}

/** `head`: see `bodyFingerprint`. */
export type PackResult =
	/** What is held, to the byte. */
	| { readonly kind: 'same'; readonly hashes: number; readonly head: number }
	| {
			readonly kind: 'packed';
			readonly packed: Uint8Array<ArrayBuffer>;
			readonly checksum: Uint8Array<ArrayBuffer>;
			readonly hashes: number;
			readonly head: number;
			/** Of the suffixes held, how many are in it; undefined when none are held whole. */
			readonly retained: number | undefined;
	  }
	| { readonly kind: 'refused'; readonly reason: string }
	/** What is held cannot be compared with: there is no store any more, say. */
	| { readonly kind: 'unreadable' };

export const packTask: PoolTask<PackInput, PackResult> = { name: 'packBody', run: packBody };

function packBody({ prefix, kind, body, storePath }: PackInput): PackResult {
	const text = decode(body);
	if (typeof text === 'string') return { kind: 'refused', reason: text };
	const result = packText(text, prefix, kindNamed(kind), body.form);
	if (!result.ok) return { kind: 'refused', reason: describeFault(result.fault, result.line) };
	const { packed, hashes } = result;
	const range = viewPacked(kindNamed(kind), packed);
	if (range === undefined) throw new Error('what was packed cannot be read');
	const head = bodyFingerprint(range);
	const checksum = checksumOf(packed);
	const held = storePath === undefined ? undefined : heldRange(storePath, prefix);
	if (held === 'unreadable') return { kind: 'unreadable' };
	if (held?.kind !== 'range') {
		return { kind: 'packed', packed, checksum, hashes, head, retained: undefined };
	}
	if (Buffer.compare(held.checksum, checksum) === 0) return { kind: 'same', hashes, head };
	const retained = commonSuffixes(held.range, range);
	return { kind: 'packed', packed, checksum, hashes, head, retained };
}

function heldRange(storePath: string, prefix: Prefix): StoredRange | 'unreadable' {
	try {
		return threadStore(storePath).range(prefix);
	} catch {
		// An error would not survive the way back.
		return 'unreadable';
	}
}

function kindNamed(name: HashKind['name']): HashKind {
	if (name !== SHA1.name) throw new Error(`no such hash kind: ${name}`);
	return SHA1;
}

/** The text, or in a few words why there is none. */
function decode({ bytes, encoding }: RangeBody): Uint8Array | string {
	if (encoding === 'identity') return bytes;
	const options = { maxOutputLength: MAX_TEXT_BYTES, chunkSize: CHUNK_BYTES };
	try {
		return encoding === 'gzip' ? gunzipSync(bytes, options) : brotliDecompressSync(bytes, options);
	} catch (error) {
		if (systemCode(error) === 'ERR_BUFFER_TOO_LARGE')
			return 'body decompresses to more than any range';
		if (systemCode(error) === 'Z_BUF_ERROR') return `${encoding} body cut short`;
		return `body is not ${encoding}`;
	}
}

function describeFault(fault: WireFault, line: number): string {
	switch (fault) {
		case 'empty':
			return 'empty body';
		case 'html':
			return 'an HTML page, not range data';
		case 'malformed':
			return `line ${line} is not SUFFIX:COUNT`;
		case 'padding':
			return `line ${line} is padding (count 0)`;
		case 'other_kind':
			return `line ${line} is of another hash kind`;
		case 'other_prefix':
			return `line ${line} belongs to another prefix`;
		case 'unsorted':
			return `line ${line} is out of order`;
		case 'duplicate':
			return `line ${line} repeats the one before it`;
		case 'count_too_large':
			return `line ${line} has a count beyond 2^53`;
	}
}
