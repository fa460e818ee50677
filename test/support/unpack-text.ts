/** Writes a packed range as text, to compare it with what was packed. */

import { CountReader, type PackedRange } from '../../src/range/packed.ts';
import { formatPrefix, type Prefix } from '../../src/range/prefix.ts';

/** A hash of a range, with its count. */
interface RangeEntry {
	/** The whole hash, upper case. */
	readonly hash: string;
	readonly count: number;
}

/** The entry at index `row` of a packed range. */
export function entryAt(range: PackedRange, prefix: Prefix, row: number): RangeEntry {
	const digits = (value: number | undefined, width: number) =>
		(value as number).toString(16).padStart(width, '0');
	const suffix = [
		digits(range.lead[row], 8),
		digits(range.next[row], 8),
		digits(range.mid[row], 3),
		...range.rest.map((column) => digits(column[row], 8)),
	].join('');
	const hash = formatPrefix(prefix) + suffix.toUpperCase();
	return { hash, count: new CountReader(range).at(row) };
}

/** As the range API would send it: CRLF between lines, none at the end. */
export function unpackText(range: PackedRange, prefix: Prefix): string {
	return Array.from({ length: range.size }, (_, row) => {
		const { hash, count } = entryAt(range, prefix, row);
		return `${hash.slice(5)}:${count}`;
	}).join('\r\n');
}
