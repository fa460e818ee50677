/** Counts the accounts of each cohort in one block of rows, on a worker. */

import { cellContainsHash, REDACTED } from '../output/redaction/redaction.ts';
import type { HashKind } from '../range/kind.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';

/** A run with more cohorts is refused. */
export const MAX_COHORTS = 10_000;
/** A value is truncated after this many characters. */
const MAX_CHARACTERS = 200;
/** Separates the values of a cohort in its key; within a value it is replaced by a space. */
export const SEPARATOR = '\u001F';

export interface CohortCounts {
	/** One for each column. */
	readonly values: readonly string[];
	accounts: number;
	unknown: number;
	matched: number;
}

export class CohortTally {
	readonly #columns: readonly number[];
	readonly #kind: HashKind;
	readonly #counts = new Map<string, CohortCounts>();

	constructor(columns: readonly number[], kind: HashKind) {
		this.#columns = columns;
		this.#kind = kind;
	}

	/** Counts an account; ignores it if its cohort is new and the run is going to be refused anyway. */
	add(rows: BlockRows, matched: boolean, unknown: boolean): void {
		const values = this.#columns.map((column) => this.#valueOf(rows, column));
		const key = values.join(SEPARATOR);
		let count = this.#counts.get(key);
		if (count === undefined) {
			if (this.#counts.size > MAX_COHORTS) return;
			count = { values, accounts: 0, unknown: 0, matched: 0 };
			this.#counts.set(key, count);
		}
		count.accounts += 1;
		if (matched) count.matched += 1;
		if (unknown) count.unknown += 1;
	}

	counts(): CohortCounts[] {
		return [...this.#counts.values()];
	}

	#valueOf(rows: BlockRows, column: number): string {
		const shown = cellContainsHash(rows, column, this.#kind)
			? REDACTED
			: rows.cell(column).trim().slice(0, MAX_CHARACTERS);
		return shown.replaceAll(SEPARATOR, ' ');
	}
}
