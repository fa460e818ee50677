/** Assembles the summary of a run, and writes `cohorts.csv`. */

import { cohortRows, cohortSchema, summarizeCohorts } from '../cohorts/cohorts.ts';
import { summarizeEvidence } from '../evidence/kinds.ts';
import { outcomeOf } from '../history/previous.ts';
import { MAX_LISTED } from '../match/keys/groups.ts';
import { SHEET_ROWS } from '../output/formula-escape.ts';
import { ListFile } from '../output/list-file.ts';
import {
	type BacktestSummary,
	type CohortsSummary,
	type SinceSummary,
	summarize,
} from '../report/summary.ts';
import { namesOf } from './checks.ts';
import { listStyle } from './options.ts';
import type { BacktestResult, BacktestRun } from './run.ts';

export function summarizeRun(run: BacktestRun, result: BacktestResult): BacktestSummary {
	const { table, store, storeTotals, options, inputs, startedAt } = run;
	const { match, counts, lists } = result;
	const { columns, header } = table;
	const nameOf = (index: number | undefined) =>
		index === undefined ? null : (header[index] as string);
	const evidence = summarizeEvidence(run.evidence, counts);
	const listed = { CRITICAL: lists.CRITICAL.rows, HIGH: lists.HIGH.rows };
	const cohorts = writeCohorts(run, result);
	const files = [...Object.values(lists), cohorts?.file].filter((file) => file !== undefined);
	return summarize({
		startedAt,
		finishedAt: Date.now(),
		report: options.out,
		columns: {
			hash: header[columns.hash] as string,
			id: nameOf(columns.id),
			email: nameOf(columns.email),
		},
		breachedEmails: evidence.emailBreached,
		...match,
		candidates: counts,
		minCount: options.minCount ?? 1,
		algorithm: store.kind.name,
		...storeTotals,
		parts: {
			listed,
			excluded: inputs.exclusions === undefined ? null : counts.excluded,
			limit:
				options.limit === undefined
					? null
					: {
							most: options.limit,
							order: options.order ?? 'count',
							leftOut:
								counts.CRITICAL + counts.HIGH - counts.excluded - listed.CRITICAL - listed.HIGH,
						},
			sharedPasswords: {
				groups: match.groups,
				largest: match.largestGroup,
				mostListed: MAX_LISTED,
			},
			names: evidence.nameInPassword ?? null,
			since: summarizeSince(run, result),
			cohorts: cohorts?.summary ?? null,
			spreadsheet: {
				plain: options.plainCsv ?? false,
				cellsChanged: files.reduce((sum, { escaped }) => sum + escaped, 0),
				splitRows: options.splitRows ?? null,
				tooLong: files
					.flatMap(({ rowsByFile }) => [...rowsByFile])
					.filter(([, rows]) => rows > SHEET_ROWS)
					.map(([name]) => name),
			},
			credentialRefKey: inputs.refKey?.name ?? null,
		},
	});
}

function summarizeSince(
	{ inputs }: BacktestRun,
	{ counts, previous }: BacktestResult,
): SinceSummary | null {
	if (inputs.previous === undefined || previous === undefined) return null;
	return {
		report: inputs.previous.folder,
		startedAt: inputs.previous.startedAt,
		new: counts.new,
		still: counts.still,
		rotatedToBreached: counts.rotated_to_breached,
		...outcomeOf(inputs.previous, previous),
	};
}

/** Undefined without `--group-by`. */
function writeCohorts(
	{ table, folder, options }: BacktestRun,
	{ cohorts }: BacktestResult,
): { readonly summary: CohortsSummary; readonly file: ListFile } | undefined {
	const { groupBy } = table.columns;
	if (groupBy.length === 0) return undefined;
	const columns = namesOf(table, groupBy);
	const summary = summarizeCohorts(columns, cohorts);
	const file = new ListFile(folder, 'cohorts', cohortSchema(columns), listStyle(options));
	for (const row of cohortRows(summary)) file.row(row);
	file.end();
	return { summary, file };
}
