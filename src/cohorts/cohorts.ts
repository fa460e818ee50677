/** The groups of `--group-by`: how they compare, and what is too small to be told apart. */

import { column, type ListSchema } from '../output/list-schema.ts';
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

/** A row of `cohorts.csv`. */
export interface CohortRow extends Cohort {
	/** How many cohorts it is for: 1, but for the last row. */
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
