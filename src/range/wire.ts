/**
 * Converts a range from the text in which it is sent, `SUFFIX:COUNT` lines, to the packed form. Every line
 * must be valid: what is refused here never reaches the store.
 */

import { type LineFault, packRangeText } from '../kernels/range-packer.ts';
import { type HashKind, hashDigits, otherKind, PREFIX_DIGITS, suffixDigits } from './kind.ts';
import { firstWord } from './packed.ts';
import type { Prefix } from './prefix.ts';

/** What each line begins with: the suffix (range API) or the whole hash (dump). */
export type LineForm = 'suffix' | 'hash';

/** Why a text is not a range. */
export type WireFault =
	| 'empty'
	| 'html'
	| 'other_kind'
	| 'other_prefix'
	| Exclude<LineFault, 'prefix' | 'digits'>;

export type WireResult =
	| { readonly ok: true; readonly packed: Uint8Array<ArrayBuffer>; readonly hashes: number }
	/** `line` counts from 1. */
	| { readonly ok: false; readonly fault: WireFault; readonly line: number };

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
	if (text.length === 0) return { ok: false, fault: 'empty', line: 1 };
	const hasPrefix = form === 'hash';
	const digits = suffixDigits(kind);
	const result = packRangeText(text, { digits, hasPrefix, prefix, firstWord: firstWord(kind) });
	if (result.ok) return { ok: true, packed: result.packed, hashes: result.lines };
	const { fault, line, at } = result;
	return { ok: false, fault: wireFault(fault, text, at, hasPrefix, kind), line: line + 1 };
}

/** What the bad line that begins at `at` may be instead. */
function wireFault(
	fault: LineFault,
	text: Uint8Array,
	at: number,
	hasPrefix: boolean,
	kind: HashKind,
): WireFault {
	if (fault === 'prefix') {
		const found = latin1(text, at, at + PREFIX_DIGITS);
		return /^[0-9A-F]{5}$/.test(found) ? 'other_prefix' : 'malformed';
	}
	if (fault !== 'digits') return fault;
	if (latin1(text, 0, 256).trimStart().startsWith('<')) return 'html';
	const found = /^([0-9A-F]+):\d+\r?(\n|$)/.exec(latin1(text, at, at + 80))?.[1]?.length;
	const other = otherKind(kind);
	return found === (hasPrefix ? hashDigits : suffixDigits)(other) ? 'other_kind' : 'malformed';
}

function latin1(text: Uint8Array, begin: number, end: number): string {
	return Buffer.from(text.subarray(begin, end)).toString('latin1');
}
