/** Accounts counted by the group that they are in, on a worker. */

import { ownHash, SHORTEST_HASH, withoutHash } from '../output/redaction.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';
import { MAX_GROUPS } from './cohorts.ts';

/** Characters of a value; what is behind them is cut off. */
const MAX_CHARACTERS = 200;
/** Between the values of a group's key; in a value a blank stands for it. */
export const SEPARATOR = '\u001F';

export interface CohortCount {
	/** The values, one for each column, with `SEPARATOR` between them. */
	readonly key: string;
	accounts: number;
	unknown: number;
	matched: number;
}

export class CohortTally {
	readonly #columns: readonly number[];
	readonly #hashColumn: number;
	readonly #counts = new Map<string, CohortCount>();

	constructor(columns: readonly number[], hashColumn: number) {
		this.#columns = columns;
		this.#hashColumn = hashColumn;
	}

	/** Counts an account. Beyond what is refused anyway no further group is begun. */
	add(rows: BlockRows, matched: boolean, unknown: boolean): void {
		const key = this.#keyOf(rows);
		let count = this.#counts.get(key);
		if (count === undefined) {
			if (this.#counts.size > MAX_GROUPS) return;
			count = { key, accounts: 0, unknown: 0, matched: 0 };
			this.#counts.set(key, count);
		}
		count.accounts += 1;
		if (matched) count.matched += 1;
		if (unknown) count.unknown += 1;
	}

	counts(): CohortCount[] {
		return [...this.#counts.values()];
	}

	#keyOf(rows: BlockRows): string {
		let key = '';
		for (const [index, column] of this.#columns.entries()) {
			const value = this.#valueOf(rows, column);
			key += (index === 0 ? '' : SEPARATOR) + value.replaceAll(SEPARATOR, ' ');
		}
		return key;
	}

	#valueOf(rows: BlockRows, column: number): string {
		const value = rows.cell(column).trim();
		if (value.length < SHORTEST_HASH) return value;
		return withoutHash(value, ownHash(rows.cell(this.#hashColumn))).slice(0, MAX_CHARACTERS);
	}
}
