/** Summarizes the cohorts of `--group-by`, and makes the rows of `cohorts.csv`. */

import type { Cohort, CohortsSummary } from '../report/summary.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** Smaller cohorts are combined into one. */
const MIN_ACCOUNTS = 10;

export type GroupCount = Pick<Cohort, 'values' | 'accounts' | 'unknown' | 'matched'>;

/** The largest cohort first. */
export function summarizeCohorts(
	columns: readonly string[],
	cohorts: readonly GroupCount[],
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

function withRate<Counts extends Omit<GroupCount, 'values'>>(
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

/** The columns of `cohorts.csv` after the `--group-by` columns. */
export const COHORT_COLUMNS: readonly string[] = [
	'groups',
	'accounts',
	'unknown',
	'matched',
	'match_rate',
	'wilson_low',
	'wilson_high',
];

/** The rows of `cohorts.csv`. */
export function cohortRows({ columns, groups, other }: CohortsSummary): (string | number)[][] {
	const row = (values: readonly string[], count: number, cohort: Omit<Cohort, 'values'>) => [
		...values,
		count,
		cohort.accounts,
		cohort.unknown,
		cohort.matched,
		cohort.matchRate.toFixed(6),
		...cohort.interval.map((bound) => bound.toFixed(6)),
	];
	const rows = groups.map((group) => row(group.values, 1, group));
	const others = columns.map(() => 'other');
	return other === null ? rows : [...rows, row(others, other.groups, other)];
}
