/** Decides, from the results of the name search, whether a row's password is made of its own name. */

import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import type { RowTest } from '../evidence.ts';
import { type NameHits, pairOf } from './name-hits.ts';
import { cellsOf, hasNameParts, type NameColumn, namePartsOf } from './name-parts.ts';

export interface NameTestOptions extends NameHits {
	/** The same columns that the search used. */
	readonly columns: readonly NameColumn[];
}

/**
 * A test for rows with SHA-1 hashes.
 *
 * @param hits as slots, as `searchNames` returns them
 */
export function openNameTest({ columns, ...hits }: NameTestOptions): RowTest {
	const pairs = new FingerprintSet(hits.pairs);
	const hashes = new FingerprintSet(hits.hashes);
	return (rows, hash) => {
		const cells = cellsOf(rows, columns);
		if (!hashes.hasPair(hash[0] as number, hash[1] as number)) {
			return hasNameParts(cells, columns) ? 'no' : 'not_checked';
		}
		const { parts, joined } = namePartsOf(cells, columns);
		const names = [...parts, ...joined];
		if (names.length === 0) return 'not_checked';
		return names.some((name) => pairs.hasPair(...pairOf(name, hash, 0))) ? 'yes' : 'no';
	};
}
