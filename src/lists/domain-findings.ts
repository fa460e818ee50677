/** What is found about an account of a domain besides whether its password is public. */

import { parseHash } from '../range/hash.ts';
import type { HashKind } from '../range/kind.ts';
import { hashWords } from '../range/kind.ts';
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

/** The LM hash of the empty password, which is written where there is none. */
const EMPTY_LM = /^aad3b435b51404eeaad3b435b51404ee$/i;
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
		this.#empty = emptyPassword(hash.kind);
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
		} else if (this.#empty.every((word, index) => word === hash[index])) {
			found.push('empty_password');
		}
		const lm = this.#lm === undefined ? '' : plainCell(rows.cell(this.#lm));
		if (LM.test(lm) && !EMPTY_LM.test(lm) && !PLACEHOLDER.test(lm)) found.push('lm_hash');
		return found;
	}
}

function emptyPassword(kind: HashKind): Uint32Array {
	const words = new Uint32Array(hashWords(kind));
	parseHash(kind.emptyPassword, kind, words, 0);
	return words;
}
