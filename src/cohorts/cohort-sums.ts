/** Adds up the counts of each cohort over the blocks of a table. */

import { CredcheckError } from '../errors.ts';
import { quoted } from '../table/columns/header/header.ts';
import { type CohortCounts, MAX_COHORTS, SEPARATOR } from './cohort-tally.ts';

/** A column with more values is refused. */
const MAX_VALUES = 1000;

export class CohortSums {
	readonly #columns: readonly string[];
	readonly #sums = new Map<string, CohortCounts>();
	/** The distinct values of each column. */
	readonly #values: readonly Set<string>[];

	/** @param columns names of the `--group-by` columns */
	constructor(columns: readonly string[]) {
		this.#columns = columns;
		this.#values = columns.map(() => new Set());
	}

	/** @throws CredcheckError INPUT when a column has too many values, or there are too many cohorts */
	add(counts: readonly CohortCounts[]): void {
		for (const count of counts) {
			const key = count.values.join(SEPARATOR);
			const sum = this.#sums.get(key);
			if (sum === undefined) {
				this.#sums.set(key, { ...count });
				this.#assertFew(count.values);
			} else {
				sum.accounts += count.accounts;
				sum.unknown += count.unknown;
				sum.matched += count.matched;
			}
		}
	}

	counts(): CohortCounts[] {
		return [...this.#sums.values()];
	}

	/** @param values of a cohort that has just been added */
	#assertFew(values: readonly string[]): void {
		for (const [index, value] of values.entries()) {
			if ((this.#values[index] as Set<string>).add(value).size <= MAX_VALUES) continue;
			throw new CredcheckError(
				'INPUT',
				`the column ${quoted(this.#columns[index])} has more than ${MAX_VALUES} values, too many to group by`,
				'group by a kind of account, such as its plan or country',
			);
		}
		if (this.#sums.size <= MAX_COHORTS) return;
		throw new CredcheckError(
			'INPUT',
			`${this.#columns.map(quoted).join(' and ')} make more than ${MAX_COHORTS} cohorts`,
			'group by fewer columns',
		);
	}
}
