/** What must hold before a table is read, and once its lists are written; and the names of its columns. */

import { cohortSchema } from '../cohorts/cohorts.ts';
import { CredcheckError } from '../errors.ts';
import { assertEvidencePossible, factColumns, requestedFacts } from '../evidence/kinds.ts';
import type { CandidateCounts } from '../lists/candidate-counts.ts';
import { candidateSchema, type ListColumns } from '../lists/report-lists.ts';
import type { MatchedRows, MissingRanges, TableMatch } from '../match/match-table.ts';
import type { ListFile } from '../output/list-file.ts';
import { titlesOf } from '../output/list-schema.ts';
import { formatPrefix } from '../range/prefix.ts';
import type { AccountsTable } from '../table/table.ts';
import type { BacktestEvents, BacktestOptions } from './options.ts';

/** The names of some columns of the table. */
export function namesOf({ header }: AccountsTable, columns: readonly number[]): string[] {
	return columns.map((index) => header[index] as string);
}

/** @throws CredcheckError USAGE when a file would have two columns of one name, INPUT when one is lacking */
export function assertColumns(
	table: AccountsTable,
	options: BacktestOptions,
	events: BacktestEvents,
): void {
	const { columns } = table;
	assertDistinct('the lists', titlesOf(candidateSchema(columnsOfLists(table, options))));
	if (columns.groupBy.length > 0) {
		assertDistinct('cohorts.csv', titlesOf(cohortSchema(namesOf(table, columns.groupBy))));
	}
	if (columns.id === undefined) {
		events.onWarning?.('the table has no column beside the hash: account_id stays empty');
	}
	assertEvidencePossible(table, options);
}

/** What the columns of the lists depend on. */
export function columnsOfLists(table: AccountsTable, options: BacktestOptions): ListColumns {
	const { id, hash, keep } = table.columns;
	const titles = namesOf(table, keep);
	return {
		copied: {
			id,
			hash,
			keep: keep.map((column, index) => ({ title: titles[index] as string, column })),
		},
		hasPrevious: options.previous !== undefined,
		facts: factColumns(requestedFacts(options)),
		omitsCandidates: options.limit !== undefined || options.exclude !== undefined,
	};
}

function assertDistinct(where: string, names: readonly string[]): void {
	const twice = names.find((name, at) => names.indexOf(name) !== at);
	if (twice === undefined) return;
	throw new CredcheckError('USAGE', `${where} would have two columns named ${twice}`);
}

/** The lists were written from the keys, the histogram from the ranges: they must say the same. */
export function assertAgree(
	{ counts }: TableMatch,
	{ CRITICAL, HIGH, unmatched }: CandidateCounts,
	minCount: number,
): void {
	const found = counts.reduce((sum, [count, own]) => (count >= minCount ? sum + own : sum), 0);
	const matched = CRITICAL + HIGH - unmatched;
	if (found === matched) return;
	throw new CredcheckError(
		'INTERNAL',
		`${found} accounts matched, but ${matched} were found again when the lists were written`,
		'nothing was reported; report this as a bug',
	);
}

/** Every candidate that is neither excluded nor beyond the limit was written. */
export function assertListed(
	lists: Readonly<Record<'CRITICAL' | 'HIGH', ListFile>>,
	{ CRITICAL, HIGH, excluded }: CandidateCounts,
	limit = Number.POSITIVE_INFINITY,
): void {
	const written = lists.CRITICAL.rows + lists.HIGH.rows;
	const due = Math.min(limit, CRITICAL + HIGH - excluded);
	if (written === due) return;
	throw new CredcheckError(
		'INTERNAL',
		`${due} accounts should have been listed, but ${written} were`,
		'nothing was reported; report this as a bug',
	);
}

export function storeCovers(
	{ missing, damaged }: MissingRanges,
	{ allowPartial }: BacktestOptions,
): boolean {
	return damaged.size === 0 && (missing.size === 0 || allowPartial === true);
}

export function assertStoreCovers(match: MatchedRows, options: BacktestOptions): void {
	if (storeCovers(match, options)) return;
	const [damaged] = [...match.damaged].toSorted((a, b) => a - b);
	if (damaged !== undefined) {
		throw new CredcheckError(
			'INCOMPLETE',
			`${match.damaged.size} of the ranges needed are damaged in the store, ${formatPrefix(damaged)} among them`,
			'run credcheck verify --repair, then repeat the back-test',
		);
	}
	throw new CredcheckError(
		'STORE_PARTIAL',
		`the store lacks ${match.missing.size} ranges that ${match.unknown} of ${match.checked} accounts need`,
		options.accounts === '-'
			? 'run credcheck sync first, or continue with --allow-partial'
			: `run credcheck sync --for ${options.accounts}, with the same --store and column flags, or continue with --allow-partial`,
	);
}
