/**
 * Keeps hashes out of the lists, whichever column they appear in and however they are written. A row's own hash is
 * found by its bytes, those of other accounts by their form.
 */

import type { HashKind } from '../../range/kind.ts';
import { hasOwnHash } from './find-hash.ts';
import { hasOtherHash } from './other-hash.ts';
import { OwnHash } from './own-hash.ts';
import { hasPart, partsIn } from './parts.ts';
import { isUuid, mayHavePart } from './uuid.ts';
import { writingsIn } from './writings.ts';

/** Replaces a cell that contains a hash. */
export const REDACTED = '[hash]';

/**
 * Whether the bytes from `from` up to `to`, in UTF-8, contain the row's own hash, or eight bytes of it.
 *
 * @param hash returns the row's hash as upper-case hex digits, empty if it has none; called only if it may be there
 */
export function containsOwnHash(
	bytes: Buffer,
	from: number,
	to: number,
	hash: () => string,
	kind: HashKind,
): boolean {
	return containsHash(bytes, from, to, hash, kind, false);
}

/** The current row of a table. */
interface Cells {
	readonly bytes: Buffer;
	isSlice(column: number): boolean;
	startOf(column: number): number;
	endOf(column: number): number;
	cell(column: number): string;
	/** The row's hash as upper-case hex digits; empty if it has none. */
	hashText(): string;
}

/** Whether a cell contains the row's own hash, or any other of the kind, which may be that of another account. */
export function cellContainsHash(cells: Cells, column: number, kind: HashKind): boolean {
	const isSlice = cells.isSlice(column);
	const bytes = isSlice ? cells.bytes : Buffer.from(cells.cell(column));
	const from = isSlice ? cells.startOf(column) : 0;
	const to = isSlice ? cells.endOf(column) : bytes.length;
	return containsHash(bytes, from, to, () => cells.hashText(), kind, true);
}

/** @param others whether those of other accounts count, too */
function containsHash(
	bytes: Buffer,
	from: number,
	to: number,
	hash: () => string,
	kind: HashKind,
	others: boolean,
): boolean {
	if (isUuid(bytes, from, to) && !mayHavePart(bytes, from, hash())) return false;
	const writings = writingsIn(bytes, from, to, kind);
	const parts = partsIn(bytes, from, to);
	if (writings === 0 && parts === 0) return false;
	const cell = bytes.subarray(from, to);
	if (others && writings !== 0 && hasOtherHash(cell.toString('utf8'), writings, kind)) return true;
	const digits = hash();
	if (digits === '') return false;
	const own = new OwnHash(digits);
	return hasPart(cell, parts, own) || (writings !== 0 && hasOwnHash(cell, writings, own, kind));
}
