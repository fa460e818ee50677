/** Decoding, validating and packing one body: the part of a sync that costs time, done on a worker. */

import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { systemCode } from '../errors.ts';
import { type HashKind, SHA1 } from '../range/kind.ts';
import type { Prefix } from '../range/prefix.ts';
import { packText, type WireFault } from '../range/wire.ts';
import type { RangeBody } from '../source/source.ts';
import { checksumOf } from '../store/reader.ts';

/** Text of a range is about 80 KB. A body that unzips to more than this is an attack or a mistake. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;
/** So that nearly every text comes in one piece: a quarter less time than with the usual 16 KB. */
const CHUNK_BYTES = 128 * 1024;

export interface PackTask {
	readonly prefix: Prefix;
	readonly kind: HashKind['name'];
	readonly body: RangeBody;
}

export type PackResult =
	| {
			readonly ok: true;
			readonly packed: Uint8Array<ArrayBuffer>;
			readonly checksum: Uint8Array<ArrayBuffer>;
			readonly hashes: number;
	  }
	| { readonly ok: false; readonly reason: string };

export function packBody({ prefix, kind, body }: PackTask): PackResult {
	const text = decode(body);
	if (typeof text === 'string') return { ok: false, reason: text };
	const result = packText(text, prefix, kindNamed(kind), body.form);
	if (!result.ok) return { ok: false, reason: describeFault(result.fault, result.line) };
	const { packed, hashes } = result;
	return { ok: true, packed, checksum: checksumOf(packed), hashes };
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
		if (systemCode(error) === 'ERR_BUFFER_TOO_LARGE') return 'body unzips to more than any range';
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
