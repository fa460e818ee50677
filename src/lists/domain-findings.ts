/** What is found about an account of a domain besides whether its password is public. */

import { hashOfEmpty, isHashAt } from '../range/hash.ts';
import { EMPTY_LM_HASH } from '../range/kind.ts';
import type { DomainColumns } from '../table/columns/domain-columns.ts';
import { faultOf } from '../table/columns/hash-cell.ts';
import { plainCell } from '../table/columns/plain-cell.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';
import type { HashColumn } from '../table/csv/row-scanner.ts';

export type DomainFinding =
	/** The NT hash is that of the empty password. */
	| 'empty_password'
	/** There is no NT hash: the account has no password, or none that is stored. */
	| 'no_nt_hash'
	/** There is an LM hash, from which the password can be found whatever it is. */
	| 'lm_hash';

const LM = /^[0-9a-f]{32}$/i;
/** One digit alone stands for no value. */
const PLACEHOLDER = /^(.)\1+$/;

export class FindingTest {
	readonly #hash: HashColumn;
	readonly #lm: number | undefined;
	readonly #empty: Uint32Array;

	constructor(hash: HashColumn, { lmHash }: DomainColumns) {
		this.#hash = hash;
		this.#lm = lmHash;
		this.#empty = hashOfEmpty(hash.kind);
	}

	/**
	 * The findings about the current row.
	 *
	 * @param hash the words of its NT hash; undefined if it has none that can be used
	 */
	of(rows: BlockRows, hash: Uint32Array | undefined): DomainFinding[] {
		const found: DomainFinding[] = [];
		if (hash === undefined) {
			const fault = faultOf(rows.cell(this.#hash.column), this.#hash.kind);
			if (fault === 'empty' || fault === 'placeholder') found.push('no_nt_hash');
		} else if (isHashAt(hash, 0, this.#empty)) {
			found.push('empty_password');
		}
		const lm = this.#lm === undefined ? '' : plainCell(rows.cell(this.#lm));
		if (LM.test(lm) && lm.toUpperCase() !== EMPTY_LM_HASH && !PLACEHOLDER.test(lm))
			found.push('lm_hash');
		return found;
	}
}
