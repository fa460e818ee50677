/** The groups of `--group-by`: how they compare, and what is too small to be told apart. */

import type { Cohort, CohortsSummary } from '../report/summary.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** Values of a column, and groups, that a report still says something with. */
export const MAX_VALUES = 1000;
export const MAX_GROUPS = 10_000;
/** Accounts of a group that stands on its own. */
const MIN_ACCOUNTS = 10;

export interface GroupCount {
	/** One value for each column. */
	readonly values: readonly string[];
	readonly accounts: number;
	readonly unknown: number;
	readonly matched: number;
}

/** Largest first; groups of fewer than ten accounts are folded into one. */
export function summarizeCohorts(
	columns: readonly string[],
	groups: readonly GroupCount[],
): CohortsSummary {
	const large = groups.filter(({ accounts }) => accounts >= MIN_ACCOUNTS);
	const small = groups.filter(({ accounts }) => accounts < MIN_ACCOUNTS);
	const sum = (field: 'accounts' | 'unknown' | 'matched') =>
		small.reduce((all, group) => all + group[field], 0);
	const folded = { accounts: sum('accounts'), unknown: sum('unknown'), matched: sum('matched') };
	return {
		columns,
		groups: large
			.toSorted((a, b) => b.accounts - a.accounts || compare(a.values, b.values))
			.map((group) => ({ values: group.values, ...rated(group) })),
		other: small.length === 0 ? null : { groups: small.length, ...rated(folded) },
	};
}

function rated({ accounts, unknown, matched }: Omit<GroupCount, 'values'>): Omit<Cohort, 'values'> {
	const known = accounts - unknown;
	return {
		accounts,
		unknown,
		matched,
		matchRate: known === 0 ? 0 : matched / known,
		interval: wilsonInterval(matched, known),
	};
}

/** By code units: the same on every machine, whatever its language. */
function compare(a: readonly string[], b: readonly string[]): number {
	const [left, right] = [a.join('\u0000'), b.join('\u0000')];
	return left < right ? -1 : Number(left > right);
}

/** Columns of `cohorts.csv` behind those grouped by. */
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
	if (other !== null)
		rows.push(
			row(
				columns.map(() => 'other'),
				other.groups,
				other,
			),
		);
	return rows;
}
