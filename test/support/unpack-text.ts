/** Writes a packed range as text, to compare it with what was packed. */

import type { PackedRange } from '../../src/range/packed.ts';
import type { Prefix } from '../../src/range/prefix.ts';
import { entryAt } from '../../src/range/wire.ts';

/** As the range API would send it: CRLF between lines, none at the end. */
export function unpackText(range: PackedRange, prefix: Prefix): string {
	return Array.from({ length: range.size }, (_, row) => {
		const { hash, count } = entryAt(range, prefix, row);
		return `${hash.slice(5)}:${count}`;
	}).join('\r\n');
}
