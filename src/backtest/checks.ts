/** Checks before the table is read and after the lookup; and the columns of lists. */

import { cohortSchema } from '../cohorts/cohorts.ts';
import { CredcheckError } from '../errors.ts';
import { evidenceColumns, requestedFacts } from '../evidence/kinds.ts';
import { candidateSchema, type ListColumns } from '../lists/report-lists.ts';
import type { LookupTotals, UnusableRanges } from '../match/match-table.ts';
import { titlesOf } from '../output/list-schema.ts';
import { formatPrefix } from '../range/prefix.ts';
import type { AccountsTable } from '../table/table.ts';
import { many } from '../text/format.ts';
import type { ShownCounts } from '../verdict/count-classes.ts';
import { makeWarning } from '../warning.ts';
import type { BacktestOptions } from './options.ts';
import type { WarningLog } from './warnings.ts';

export function namesOf({ header }: AccountsTable, columns: readonly number[]): string[] {
	return columns.map((index) => header[index] as string);
}

/**
 * The table with the columns that the options need besides those of every table.
 *
 * @throws CredcheckError USAGE if a file would have two columns of the same name, INPUT if a column is missing
 */
export function withAllColumns(
	table: AccountsTable,
	options: BacktestOptions,
	warnings: WarningLog,
): AccountsTable {
	const { columns } = table;
	assertDistinct('the lists', titlesOf(candidateSchema(columnsOfLists(table, options))));
	if (columns.groupBy.length > 0) {
		assertDistinct('cohorts.csv', titlesOf(cohortSchema(namesOf(table, columns.groupBy))));
	}
	if (columns.id === undefined) {
		warnings.add(
			makeWarning('no_ids', 'the table has no column besides the hash: account_id stays empty'),
		);
	}
	return { ...table, columns: { ...columns, evidence: evidenceColumns(table, options) } };
}

/** @param shownCounts does not change which columns there are */
export function columnsOfLists(
	table: AccountsTable,
	options: BacktestOptions,
	shownCounts?: ShownCounts,
): ListColumns {
	const { id, keep } = table.columns;
	return {
		copied: {
			id,
			kind: table.kind,
			keep: keep.map((column) => ({ title: table.header[column] as string, column })),
		},
		hasPrevious: options.previous !== undefined,
		hasPrivileged: options.privileged !== undefined,
		isDomain: table.columns.domain !== undefined,
		facts: requestedFacts(options),
		omitsCandidates: options.limit !== undefined || options.exclude !== undefined,
		shownCounts,
	};
}

function assertDistinct(where: string, names: readonly string[]): void {
	const repeated = names.find((name, index) => names.indexOf(name) !== index);
	if (repeated === undefined) return;
	throw new CredcheckError('USAGE', `${where} would have two columns named ${repeated}`);
}

export function storeCovers(
	{ missing, damaged }: UnusableRanges,
	{ allowPartial }: BacktestOptions,
): boolean {
	return damaged.size === 0 && (missing.size === 0 || allowPartial === true);
}

export function assertStoreCovers(match: LookupTotals, options: BacktestOptions): void {
	if (storeCovers(match, options)) return;
	const [damaged] = match.damaged;
	if (damaged !== undefined) {
		throw new CredcheckError(
			'INCOMPLETE',
			`${match.damaged.size} of the ranges needed ${match.damaged.size === 1 ? 'is' : 'are'} damaged in the store, including ${formatPrefix(damaged)}`,
			'run credcheck verify --repair, then repeat the back-test',
		);
	}
	throw new CredcheckError(
		'STORE_PARTIAL',
		`the store lacks ${many(match.missing.size, 'range')} that ${match.unknown} of ${match.checked} accounts need`,
		options.accounts === '-'
			? 'run credcheck sync first, or continue with --allow-partial'
			: `run credcheck sync --for ${options.accounts}, with the same --store, --kind and column flags, or continue with --allow-partial`,
	);
}
