/** Assembles the summary of a run, and writes `cohorts.csv`. */

import { cohortRows, cohortSchema, summarizeCohorts } from '../cohorts/cohorts.ts';
import { USUAL_RATE } from '../doubts/chance.ts';
import { summarizeEvidence } from '../evidence/kinds.ts';
import { REF_SCHEME } from '../history/credential-ref.ts';
import { outcomeOf } from '../history/previous.ts';
import { MAX_LISTED } from '../match/keys/groups.ts';
import { ListFile, SHEET_ROWS } from '../output/list-file.ts';
import type { DomainSummary, PrivilegeSummary } from '../report/domain-summary.ts';
import { typedShare } from '../report/match-rate.ts';
import type {
	BacktestSummary,
	CohortsSummary,
	ExclusionIdsSummary,
	IdsSummary,
	SinceSummary,
} from '../report/summary.ts';
import { isoTime } from '../store/status.ts';
import { MIN_HASHES, sparseTiers } from '../verdict/count-classes.ts';
import { countByThreshold, countByTier } from '../verdict/tiers.ts';
import { VERSION } from '../version.ts';
import { namesOf } from './checks.ts';
import { listStyle } from './options.ts';
import type { BacktestResult, BacktestRun } from './run.ts';
import { MAX_REJECTED } from './warnings/rejected-rows.ts';

/**
 * The summary without warnings, which are about its figures, and without files.
 *
 * @param finishedAt milliseconds since 1970
 */
export function summarize(
	run: BacktestRun,
	result: BacktestResult,
	finishedAt: number,
): BacktestSummary {
	const { table, store, storeTotals, options, inputs, startedAt } = run;
	const { match, counts, lists } = result;
	const { minCount = 1, limit, maxRejected = MAX_REJECTED, expectedRate = USUAL_RATE } = options;
	const { checked, leftOut } = match;
	const rows = match.rows - leftOut;
	const { CRITICAL, HIGH } = counts;
	const { columns, header } = table;
	const nameOf = (index: number | undefined) =>
		index === undefined ? null : (header[index] as string);
	// Without its range, an account that is HIGH for its name was not looked up, but is not UNKNOWN either.
	const unknown = match.unknown - counts.unmatchedUnknown;
	const lookedUp = checked - match.unknown;
	const matched = CRITICAL + HIGH - counts.unmatched;
	const { emailBreached, nameInPassword, ...others } = summarizeEvidence(run.evidence, counts);
	// Does not compile when another kind of evidence has no place in the summary.
	others satisfies Record<string, never>;
	const listed = { CRITICAL: lists.CRITICAL.rows, HIGH: lists.HIGH.rows };
	const tiers = countByTier(match.counts.filter(([count]) => count >= minCount));
	const cohorts = writeCohorts(run, result);
	const files = [...Object.values(lists), cohorts?.file].filter((file) => file !== undefined);
	return {
		type: 'backtest',
		schema: 'credcheck.backtest/1',
		version: VERSION,
		startedAt: new Date(startedAt).toISOString(),
		seconds: (finishedAt - startedAt) / 1000,
		report: options.out,
		input: {
			rows,
			checked,
			lookedUp,
			evidenceUnreadable: match.unreadable,
			rejected: rows - checked,
			rejectedShare: share(rows - checked, rows),
			maxRejected: typedShare(maxRejected),
			rejectedByReason: Object.fromEntries(
				[...match.rejectedByReason].toSorted(([a], [b]) => (a < b ? -1 : 1)),
			),
			hashedOtherwise: Object.fromEntries(
				(result.probed?.hashings ?? []).map(({ hashing, accounts }) => [hashing, accounts]),
			),
			leftOut,
			leftOutByReason: leftOutByReason(run, leftOut),
			ids: summarizeIds(result),
			columns: {
				hash: header[columns.hash] as string,
				id: nameOf(columns.id),
				email: nameOf(columns.email),
				changed: nameOf(columns.changed),
			},
			breachedEmails: emailBreached ?? null,
		},
		warnings: [],
		matched,
		matchRate: share(matched, lookedUp),
		matchRateBounds: [share(matched, checked), share(matched + match.unknown, checked)],
		minCount,
		expectedRate: typedShare(expectedRate),
		verdicts: { CRITICAL, HIGH, CLEAN: checked - unknown - CRITICAL - HIGH, UNKNOWN: unknown },
		tiers,
		thresholds: countByThreshold(match.counts).map((threshold) => ({
			...threshold,
			matchRate: share(threshold.matched, lookedUp),
		})),
		breachCounts: {
			exact: options.exactCounts ?? false,
			minHashes: MIN_HASHES,
			sparseTiers: sparseTiers(run.counted, minCount).filter((tier) => tiers[tier] > 0),
		},
		emptyPasswords: match.emptyPasswords,
		distinctHashes: match.distinct,
		sharedHashes: match.shared,
		store: {
			algorithm: store.kind.name,
			ranges: storeTotals.ranges,
			hashes: storeTotals.hashes,
			oldestCheck: isoTime(storeTotals.oldestCheck),
			newestCheck: isoTime(storeTotals.newestCheck),
			coverage: checked === 0 ? 1 : lookedUp / checked,
		},
		listed,
		excluded: inputs.exclusions === undefined ? null : counts.excluded,
		exclusionIds: summarizeExclusions(run, result),
		limit:
			limit === undefined
				? null
				: {
						most: limit,
						order: options.order ?? 'count',
						leftOut: CRITICAL + HIGH - counts.excluded - listed.CRITICAL - listed.HIGH,
					},
		sharedPasswords: {
			groups: match.groups,
			largest: match.largestGroup,
			mostListed: MAX_LISTED,
		},
		privilege: summarizePrivilege(run, result),
		domain: summarizeDomain(run, result),
		names: nameInPassword ?? null,
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
		credentialRefScheme: inputs.refKey === undefined ? null : REF_SCHEME,
		files: [],
	};
}

function leftOutByReason({ classes }: BacktestRun, leftOut: number) {
	const byClass = Object.entries(classes?.classes ?? {});
	const superseded = byClass.reduce((left, [, rows]) => left - rows, leftOut);
	const all: [string, number][] = [...byClass, ['superseded', superseded]];
	return Object.fromEntries(all.filter(([, rows]) => rows > 0));
}

function summarizePrivilege(
	{ classes }: BacktestRun,
	{ counts, mixedGroups }: BacktestResult,
): PrivilegeSummary | null {
	if (classes?.privileged === undefined) return null;
	return {
		accounts: counts.privileged,
		candidates: counts.privilegedCandidates,
		rejected: counts.privilegedRejected,
		mixedPasswords: mixedGroups,
		names: classes.names?.given ?? null,
		missing: classes.names?.missing ?? null,
	};
}

function summarizeDomain(
	{ table }: BacktestRun,
	{ counts, lists }: BacktestResult,
): DomainSummary | null {
	const { domain } = table.columns;
	if (domain === undefined) return null;
	return {
		emptyPassword: counts.empty_password,
		noNtHash: counts.no_nt_hash,
		lmHash: domain.lmHash === undefined ? null : counts.lm_hash,
		listed: lists.findings?.rows ?? 0,
		skippedLines: table.domainExport?.skipped ?? null,
	};
}

function summarizeIds({ match: { ids } }: BacktestResult): IdsSummary | null {
	if (ids === undefined) return null;
	const faults = Object.entries(ids.faults).filter(([, rows]) => rows > 0);
	return {
		unusable: faults.reduce((sum, [, rows]) => sum + rows, 0),
		unusableByReason: Object.fromEntries(faults),
		repeated: ids.repeated?.ids ?? 0,
		rowsOfRepeated: ids.repeated?.rows ?? 0,
		sameAgain: ids.repeated?.sameAgain.count() ?? 0,
		lostDigits: ids.lostDigits,
	};
}

function summarizeExclusions(
	{ inputs }: BacktestRun,
	{ exclusions }: BacktestResult,
): ExclusionIdsSummary | null {
	const unusable = inputs.exclusions?.unusable ?? 0;
	if (exclusions === undefined && unusable === 0) return null;
	return {
		given: 0,
		missing: 0,
		butForZeros: 0,
		butForCase: 0,
		butForDecimals: 0,
		...exclusions,
		unusable,
	};
}

function share(portion: number, whole: number): number {
	return whole === 0 ? 0 : portion / whole;
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
