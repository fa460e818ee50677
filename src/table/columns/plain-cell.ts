/**
 * A cell as it is meant: without blanks and invisible characters around it, and without the wrapping that keeps
 * programs from changing it, such as `="00001"`, by which a spreadsheet is told that a number is text.
 */

const SPACE = 0x20;
const EQUALS = 0x3d;
const DOUBLE = 0x22;
const SINGLE = 0x27;

/** A cell may be wrapped more than once, as in `"'1000'"`. */
const MOST_WRAPPINGS = 3;

/** Offsets in bytes. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

/** The same for text. */
export function plainCell(text: string): string {
	const bytes = Buffer.from(text);
	const { from, to } = plainSpan(bytes, 0, bytes.length);
	return from === 0 && to === bytes.length ? text : bytes.toString('utf8', from, to);
}

/** Bytes that begin or end a wrapping, a blank or an invisible character. */
const AROUND = new Uint8Array(256);
for (const byte of Buffer.from(
	' \t\n\v\f\r"\'=\u00A0\u200B\u200C\u200D\u200E\u200F\u202F\u2060\uFEFF',
)) {
	AROUND[byte] = 1;
}

/** Whether `plainSpan` may find anything around the cell: most have nothing. */
export function mayBeWrapped(bytes: Uint8Array, from: number, to: number): boolean {
	return (
		to > from && (AROUND[bytes[from] as number] === 1 || AROUND[bytes[to - 1] as number] === 1)
	);
}

/** What is meant of a cell, given as UTF-8: the bytes from `from` up to `to`. */
export function plainSpan(bytes: Uint8Array, from: number, to: number): Span {
	let span = trimmed(bytes, from, to);
	for (let times = 0; times < MOST_WRAPPINGS; times += 1) {
		const inner = unwrapped(bytes, span);
		if (inner === undefined) break;
		span = trimmed(bytes, inner.from, inner.to);
	}
	return span;
}

/** What is inside `"…"`, `'…'` or `="…"`; undefined if the cell is not wrapped. */
function unwrapped(bytes: Uint8Array, { from, to }: Span): Span | undefined {
	const open = bytes[from] === EQUALS && bytes[from + 1] === DOUBLE ? from + 1 : from;
	const quote = bytes[open];
	const close = to - 1;
	if ((quote !== DOUBLE && quote !== SINGLE) || close <= open || bytes[close] !== quote) {
		return undefined;
	}
	// As in `"Bob" or "Rob"`: then the quotes belong to the text.
	for (let at = open + 1; at < close; at += 1) if (bytes[at] === quote) return undefined;
	return { from: open + 1, to: close };
}

function trimmed(bytes: Uint8Array, begin: number, end: number): Span {
	let from = begin;
	let to = end;
	while (from < to) {
		const length = blankAt(bytes, from, to);
		if (length === 0) break;
		from += length;
	}
	while (from < to) {
		const length = blankBefore(bytes, from, to);
		if (length === 0) break;
		to -= length;
	}
	return { from, to };
}

/** Bytes of the blank or invisible character at `at`; 0 if there is none. */
function blankAt(bytes: Uint8Array, at: number, end: number): number {
	const first = bytes[at] as number;
	if (first < 0x80) return first === SPACE || (first >= 0x09 && first <= 0x0d) ? 1 : 0;
	if (at + 2 <= end && isWide(first, bytes[at + 1] as number)) return 2;
	if (at + 3 > end) return 0;
	return isInvisible(first, bytes[at + 1] as number, bytes[at + 2] as number) ? 3 : 0;
}

/** The same for the one that ends at `end`. */
function blankBefore(bytes: Uint8Array, begin: number, end: number): number {
	const last = bytes[end - 1] as number;
	if (last < 0x80) return blankAt(bytes, end - 1, end);
	if (end - 2 >= begin && isWide(bytes[end - 2] as number, last)) return 2;
	if (end - 3 < begin) return 0;
	return isInvisible(bytes[end - 3] as number, bytes[end - 2] as number, last) ? 3 : 0;
}

/** U+00A0, a blank that does not break. */
function isWide(first: number, second: number): boolean {
	return first === 0xc2 && second === 0xa0;
}

/** U+200B to U+200F, which have no width; U+202F, U+2060 and U+FEFF, the byte order mark. */
function isInvisible(first: number, second: number, third: number): boolean {
	if (first === 0xef) return second === 0xbb && third === 0xbf;
	if (first !== 0xe2) return false;
	if (second === 0x81) return third === 0xa0;
	return second === 0x80 && ((third >= 0x8b && third <= 0x8f) || third === 0xaf);
}
