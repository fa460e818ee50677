/**
 * Decodes, validates and packs one body, and compares it with the stored range: the expensive work of a
 * sync, run on a worker.
 */

import { CredcheckError, systemCode } from '../../errors.ts';
import { countChange } from '../../range/count-bins.ts';
import type { HashKind } from '../../range/kind.ts';
import { describeOtherKind, hintOtherKind } from '../../range/other-kind.ts';
import { bodyFingerprint, commonSuffixes, viewPacked } from '../../range/packed.ts';
import type { Prefix } from '../../range/prefix.ts';
import { type LineForm, packText, type WireFault, type WireResult } from '../../range/wire.ts';
import { gunzipBytes, gzipFault, isGzipped, unbrotliBytes } from '../../source/gzip.ts';
import type { RangeBody } from '../../source/source.ts';
import { tidyLines, withoutMark } from '../../source/tidy.ts';
import type { NewBody, ValidBody } from '../../store/tables/check-outcome.ts';
import { isStoreDamage } from '../../store/tables/damage.ts';
import { checksumOf, type StoredRange } from '../../store/tables/range-blobs.ts';
import { threadStore } from '../../store/thread-store.ts';

/** Text of a range is about 80 KB. A body that unzips to more than this is an attack or a mistake. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;
/** Large enough for nearly every text in one piece: a quarter less time than with the usual 16 KB. */
const CHUNK_BYTES = 128 * 1024;

export interface PackInput {
	readonly prefix: Prefix;
	readonly kind: HashKind;
	readonly body: RangeBody;
	/** The store that has the range, to compare it with the new body; undefined when it is missing. */
	readonly storePath: string | undefined;
}

/** A valid body. */
export type PackedBody =
	/** The same as the stored range, to the byte. */
	| ({ readonly kind: 'same' } & ValidBody)
	| ({
			readonly kind: 'changed';
			/** How many of the stored suffixes it contains; undefined when no intact range is stored. */
			readonly retained: number | undefined;
	  } & NewBody);

export type PackResult =
	| PackedBody
	/** `hint` is what helps if all ranges are refused for this reason; undefined for the usual advice. */
	| { readonly kind: 'refused'; readonly reason: string; readonly hint?: string | undefined };

/** @throws CredcheckError INCOMPLETE when the file of the store is damaged, OUTPUT when it cannot be read any more */
export function packBodiesTask(bodies: readonly PackInput[]): PackResult[] {
	return bodies.map(packBody);
}

export function packBody({ prefix, kind, body, storePath }: PackInput): PackResult {
	const text = decode(body);
	if (typeof text === 'string') return { kind: 'refused', reason: text };
	const result = packLines(text, prefix, kind, body);
	if (!result.ok) {
		const hint = result.fault === 'other_kind' ? hintOtherKind(kind) : undefined;
		return { kind: 'refused', reason: FAULTS[result.fault](result.line, kind, body.form), hint };
	}
	const { packed, hashes } = result;
	const range = viewPacked(kind, prefix, packed);
	if (range === undefined) throw new Error('what was packed cannot be read');
	const head = bodyFingerprint(range);
	const checksum = checksumOf(packed);
	const stored = storePath === undefined ? undefined : readStored(storePath, prefix);
	const old = stored?.kind === 'range' ? stored : undefined;
	if (old?.checksum.equals(checksum)) return { kind: 'same', hashes, head };
	const retained = old && commonSuffixes(old.range, range);
	const replaces = old && Uint8Array.from(old.checksum);
	const change = countChange(old?.range, range);
	return { kind: 'changed', packed, checksum, hashes, head, replaces, change, retained };
}

function readStored(storePath: string, prefix: Prefix): StoredRange {
	try {
		return threadStore(storePath).range(prefix);
	} catch (error) {
		if (isStoreDamage(error)) throw error;
		throw new CredcheckError(
			'OUTPUT',
			`the store ${storePath} can no longer be read`,
			'find out whether it was removed or replaced, and by what; then run the same command again',
			error,
		);
	}
}

/** A text that is not quite in the form of the range API is put into it, if its source may have such texts. */
function packLines(
	text: Uint8Array,
	prefix: Prefix,
	kind: HashKind,
	{ form, untidy }: RangeBody,
): WireResult {
	if (!untidy) return packText(text, prefix, kind, form);
	const result = packText(withoutMark(text), prefix, kind, form);
	// Whatever is not tidy is malformed.
	if (result.ok || result.fault !== 'malformed') return result;
	const tidy = tidyLines(text);
	const again = packText(tidy.text, prefix, kind, form);
	return again.ok ? again : { ...again, line: tidy.lineNumbers[again.line - 1] ?? again.line };
}

/** The text, or why there is none, in a few words. */
function decode({ bytes, encoding }: RangeBody): Uint8Array | string {
	if (encoding === 'identity') return bytes;
	const options = { maxOutputLength: MAX_TEXT_BYTES, chunkSize: CHUNK_BYTES };
	try {
		return encoding === 'gzip' ? gunzipBytes(bytes, options) : unbrotliBytes(bytes, options);
	} catch (error) {
		const code = systemCode(error);
		if (code === 'ERR_BUFFER_TOO_LARGE') return 'body decompresses to more than any range';
		const fault = gzipFault(error);
		if (fault === 'truncated') return `${encoding} body cut short`;
		if (fault === 'trailing_bytes' && (encoding === 'br' || isGzipped(bytes))) {
			return `something follows the ${encoding} data of the body`;
		}
		return `body is not ${encoding}`;
	}
}

const FAULTS: Readonly<
	Record<WireFault, (line: number, kind: HashKind, form: LineForm) => string>
> = {
	empty: () => 'empty body',
	html: () => 'an HTML page, not range data',
	malformed: (line, _, form) => `line ${line} is not ${form.toUpperCase()}:COUNT`,
	padding: (line) => `line ${line} is padding (count 0)`,
	other_kind: (_, kind) => describeOtherKind(kind),
	other_prefix: (line) => `line ${line} belongs to another prefix`,
	unsorted: (line) => `line ${line} is out of order`,
	duplicate: (line) => `line ${line} repeats the one before it`,
	count_too_large: (line) => `line ${line} has a count beyond 2^53`,
};
