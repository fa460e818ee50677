/** Decides, from the results of the name search, whether a row's password is made of its own name. */

import { FingerprintSet } from '../../sets/fingerprint-set.ts';
import type { BlockRows } from '../../table/csv/block-rows.ts';
import type { Answer } from '../../verdict/matrix.ts';
import type { RowTest } from '../evidence.ts';
import { type NameHits, pairOf } from './name-hits.ts';
import { cellsOf, hasNameParts, type NameColumn, namePartsOf } from './name-parts.ts';

export interface NameCheckOptions extends NameHits {
	/** The same columns that the search used. */
	readonly columns: readonly NameColumn[];
}

export class NameCheck implements RowTest {
	readonly #pairs: FingerprintSet;
	readonly #hashes: FingerprintSet;
	readonly #columns: readonly NameColumn[];

	/** @param options the hits as slots, as `searchNames` returns them */
	constructor({ pairs, hashes, columns }: NameCheckOptions) {
		this.#pairs = new FingerprintSet(pairs);
		this.#hashes = new FingerprintSet(hashes);
		this.#columns = columns;
	}

	/** @param hash the five words of a SHA-1 */
	answer(rows: BlockRows, hash: Uint32Array): Answer {
		const cells = cellsOf(rows, this.#columns);
		if (!this.#hashes.hasPair(hash[0] as number, hash[1] as number)) {
			return hasNameParts(cells, this.#columns) ? 'no' : 'not_checked';
		}
		const { parts, joined } = namePartsOf(cells, this.#columns);
		const names = [...parts, ...joined];
		if (names.length === 0) return 'not_checked';
		return names.some((name) => this.#pairs.hasPair(...pairOf(name, hash, 0))) ? 'yes' : 'no';
	}
}
