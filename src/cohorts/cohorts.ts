/** Summarizes the cohorts of `--group-by`, and makes the rows of `cohorts.csv`. */

import { column, type ListSchema } from '../output/list-schema.ts';
import type { Cohort, CohortsSummary } from '../report/summary.ts';
import type { CohortCounts } from './cohort-tally.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** Smaller cohorts are combined into one. */
const MIN_ACCOUNTS = 10;

/** The largest cohort first. */
export function summarizeCohorts(
	columns: readonly string[],
	cohorts: readonly CohortCounts[],
): CohortsSummary {
	const large = cohorts.filter(({ accounts }) => accounts >= MIN_ACCOUNTS);
	const small = cohorts.filter(({ accounts }) => accounts < MIN_ACCOUNTS);
	const sum = (field: 'accounts' | 'unknown' | 'matched') =>
		small.reduce((total, cohort) => total + cohort[field], 0);
	const combined = { accounts: sum('accounts'), unknown: sum('unknown'), matched: sum('matched') };
	return {
		columns,
		groups: large
			.toSorted((a, b) => b.accounts - a.accounts || compare(a.values, b.values))
			.map(withRate),
		other: small.length === 0 ? null : { groups: small.length, ...withRate(combined) },
	};
}

function withRate<Counts extends Omit<CohortCounts, 'values'>>(
	counts: Counts,
): Counts & Pick<Cohort, 'matchRate' | 'interval'> {
	const { accounts, unknown, matched } = counts;
	const known = accounts - unknown;
	const matchRate = known === 0 ? 0 : matched / known;
	return { ...counts, matchRate, interval: wilsonInterval(matched, known) };
}

/** By code units, so that the order does not depend on the machine's locale. */
function compare(a: readonly string[], b: readonly string[]): number {
	const [left, right] = [a.join('\u0000'), b.join('\u0000')];
	return left < right ? -1 : Number(left > right);
}

/** A row of `cohorts.csv`. */
export interface CohortRow extends Cohort {
	/** How many cohorts the row is for: 1, or in the row `other` the number combined. */
	readonly groups: number;
}

/** @param columns names of the columns grouped by */
export function cohortSchema(columns: readonly string[]): ListSchema<CohortRow> {
	return [
		...columns.map((title, at) => column(title, 'text', ({ values }: CohortRow) => values[at])),
		column('groups', 'integer', ({ groups }) => groups),
		column('accounts', 'integer', ({ accounts }) => accounts),
		column('unknown', 'integer', ({ unknown }) => unknown),
		column('matched', 'integer', ({ matched }) => matched),
		column('match_rate', 'share', ({ matchRate }) => matchRate),
		column('wilson_low', 'share', ({ interval }) => interval[0]),
		column('wilson_high', 'share', ({ interval }) => interval[1]),
	];
}

export function cohortRows({ columns, groups, other }: CohortsSummary): CohortRow[] {
	const rows = groups.map((group) => ({ ...group, groups: 1 }));
	if (other !== null) rows.push({ ...other, values: columns.map(() => 'other') });
	return rows;
}
