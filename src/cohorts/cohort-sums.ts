/** The groups of a table, added up over its blocks. */

import { CredcheckError } from '../errors.ts';
import { quoted } from '../table/columns/header.ts';
import { type CohortCount, SEPARATOR } from './cohort-tally.ts';
import { type GroupCount, MAX_GROUPS, MAX_VALUES } from './cohorts.ts';

export class CohortSums {
	readonly #columns: readonly string[];
	readonly #sums = new Map<string, CohortCount>();
	/** The values of each column. */
	readonly #values: readonly Set<string>[];

	/** @param columns names of the columns grouped by */
	constructor(columns: readonly string[]) {
		this.#columns = columns;
		this.#values = columns.map(() => new Set());
	}

	/** @throws CredcheckError INPUT when a column has too many values, or all together too many groups */
	add(counts: readonly CohortCount[]): void {
		for (const { key, accounts, unknown, matched } of counts) {
			const sum = this.#sums.get(key) ?? this.#begin(key);
			sum.accounts += accounts;
			sum.unknown += unknown;
			sum.matched += matched;
		}
	}

	groups(): GroupCount[] {
		return [...this.#sums.values()].map(({ key, ...sums }) => ({
			values: key.split(SEPARATOR),
			...sums,
		}));
	}

	#begin(key: string): CohortCount {
		const sum = { key, accounts: 0, unknown: 0, matched: 0 };
		this.#sums.set(key, sum);
		for (const [index, value] of key.split(SEPARATOR).entries()) this.#note(index, value);
		if (this.#sums.size > MAX_GROUPS) {
			throw new CredcheckError(
				'INPUT',
				`${this.#columns.map(quoted).join(' and ')} make more than ${MAX_GROUPS} groups`,
				'group by fewer columns',
			);
		}
		return sum;
	}

	#note(index: number, value: string): void {
		const values = this.#values[index];
		values?.add(value);
		if (values === undefined || values.size <= MAX_VALUES) return;
		throw new CredcheckError(
			'INPUT',
			`the column ${quoted(this.#columns[index])} has more than ${MAX_VALUES} values, too many to group by`,
			'group by what says the kind of an account, such as its plan or country',
		);
	}
}
