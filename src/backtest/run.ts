/** The passes of a back-test over its table: match it with the store, write the lists, check the result. */

import type { CohortCounts } from '../cohorts/cohort-tally.ts';
import { isBelowChance } from '../doubts/chance.ts';
import { type ProbeFound, probeTable } from '../doubts/probe.ts';
import { type CollectedEvidence, sharedOf } from '../evidence/kinds.ts';
import { shareExclusions } from '../history/exclusions.ts';
import type { GivenIdsOutcome } from '../history/given-ids.ts';
import { type SharedPrevious, sharePrevious } from '../history/previous.ts';
import type { CandidateCounts } from '../lists/candidate-counts.ts';
import type { ListTask } from '../lists/list-task.ts';
import { type ListFiles, ListWriter, openListFiles } from '../lists/list-writer.ts';
import { type ListColumns, REJECTED_SCHEMA, type RejectedRow } from '../lists/report-lists.ts';
import { writeSharedList } from '../lists/shared-list.ts';
import type { NewestRows } from '../match/ids/newest-rows.ts';
import { MANY_RANGES } from '../match/join/join.ts';
import { matchTable, type TableMatch } from '../match/match-table.ts';
import { selfTest } from '../match/self-test.ts';
import type { ListStyle } from '../output/list-encoder.ts';
import { ListFile } from '../output/list-file.ts';
import type { ReportFolder } from '../output/report-folder.ts';
import type { CountedHashes } from '../range/count-bins.ts';
import type { StoreReader } from '../store/reader.ts';
import type { StoreTotals } from '../store/tables/records.ts';
import { type AccountsTable, rowFormat } from '../table/table.ts';
import { shownCounts } from '../verdict/count-classes.ts';
import { assertStoreCovers, columnsOfLists, namesOf, storeCovers } from './checks.ts';
import type { Classes } from './classes.ts';
import type { BacktestInputs } from './inputs.ts';
import { type BacktestEvents, type BacktestOptions, listStyle } from './options.ts';
import { type BacktestProgress, comparingProgress, type ProgressTracker } from './progress.ts';
import { bytesIn, wordsForKeys } from './resources/memory.ts';
import type { Threads } from './resources/threads.ts';
import { earlierIdWarnings, redactedIdsWarning } from './warnings/ids.ts';
import { cutWarning, noRowsWarning, type WarningLog } from './warnings.ts';

/** What is known once the table is open. */
export interface BacktestContext extends Threads {
	readonly store: StoreReader;
	readonly table: AccountsTable;
	/** Undefined if the table is none of a domain, and nobody asked who is privileged. */
	readonly classes: Classes | undefined;
	/** Undefined without `changedColumn`. */
	readonly newest: NewestRows | undefined;
	readonly options: BacktestOptions;
	readonly events: BacktestEvents;
	readonly warnings: WarningLog;
	/** Milliseconds since 1970. */
	readonly startedAt: number;
}

/** What a pass needs that prepares the table. */
export type PreparationContext = Pick<
	BacktestContext,
	'pool' | 'plan' | 'options' | 'events' | 'warnings'
>;

/** What is known once all inputs are read. */
export interface BacktestRun extends BacktestContext {
	readonly storeTotals: StoreTotals;
	/** The hashes of the store by their counts, in ascending order. */
	readonly counted: readonly CountedHashes[];
	readonly folder: ReportFolder;
	readonly inputs: BacktestInputs;
	readonly evidence: CollectedEvidence;
	readonly tracker: ProgressTracker;
}

interface ReportLists extends ListFiles {
	readonly rejected: ListFile<RejectedRow>;
}

export interface BacktestResult {
	readonly match: TableMatch;
	readonly counts: CandidateCounts;
	readonly cohorts: readonly CohortCounts[];
	readonly lists: ReportLists;
	/** The accounts of the earlier report, marked with what this run found about them. */
	readonly previous: SharedPrevious | undefined;
	/** What the table was asked, if too few of its accounts matched. */
	readonly probed: ProbeFound | undefined;
	/** Which ids of `exclude` the table has; undefined if none were given. */
	readonly exclusions: GivenIdsOutcome | undefined;
	/** Groups that have privileged and other accounts. */
	readonly mixedGroups: number;
}

/** Matches the table, writes the lists of accounts and of rejected rows, and checks that no row was lost. */
export async function runBacktest(run: BacktestRun): Promise<BacktestResult> {
	const { table, store, storeTotals, pool, folder, tracker, options, events, inputs, warnings } =
		run;
	const { signal } = options;
	const { kind } = store;
	const { blockBytes } = run.plan;
	const shown = options.exactCounts ? undefined : shownCounts(run.counted, options.minCount ?? 1);
	const columns = columnsOfLists(table, options, shown);
	const style = listStyle(options);
	const lists: ReportLists = {
		...openListFiles(folder, columns, style),
		rejected: new ListFile(folder, 'rejected-rows', REJECTED_SCHEMA, style),
	};
	const report = (progress: BacktestProgress) => events.onProgress?.(progress);
	// A small store is read in less time than it takes to start more threads.
	const readers = storeTotals.ranges < MANY_RANGES ? undefined : run.readers;
	const privileged = run.classes?.privileged;
	const previous = inputs.previous === undefined ? undefined : sharePrevious(inputs.previous);
	const task = listTask(run, columns, style, previous);
	const words = wordsForKeys(run.plan, kind, table, bytesIn([task, table.leftOut]));
	const matching = {
		storePath: options.store,
		storeFile: store.file,
		kind,
		pool,
		readers,
		words,
		blockBytes,
		privileged,
		minCount: task.minCount,
		signal,
	};
	const listing = { table, pool, blockBytes, task, signal };
	const writer = new ListWriter(lists, {
		...listing,
		groupBy: namesOf(table, table.columns.groupBy),
		limit:
			options.limit === undefined
				? undefined
				: { most: options.limit, order: options.order ?? 'count', shownCounts: shown },
		onProgress: (...listed) => report(tracker.listed(...listed)),
	});
	const storeState = store.state();
	try {
		const match = await matchTable(table, matching, {
			onReject: (row, reason) => lists.rejected.row({ row, reason }),
			onReading: (...read) => report(tracker.read(...read)),
			onJoining: (done, keys) => report(tracker.joined(done / keys)),
			onComparing: (rows) => report(comparingProgress(rows)),
			onCounting: (...counted) => report(tracker.counted(...counted)),
			onLookedUp: (soFar) => assertStoreCovers(soFar, options),
			async onBatch(blocks, keys, soFar) {
				if (storeCovers(soFar, options)) await writer.write(blocks, keys);
			},
		});
		signal?.throwIfAborted();
		if (match.rows === match.leftOut) warnings.add(noRowsWarning(match));
		if (match.isCut) warnings.add(cutWarning());
		await writer.end();
		let { mixedGroups } = match;
		if (match.sharedHashes !== undefined) {
			mixedGroups = await writeSharedList(lists.shared, match.sharedHashes, {
				...listing,
				table: match.accounts,
				intervals: writer.intervals,
				onProgress: (...shared) => report(tracker.shared(...shared)),
			});
		}
		await selfTest(
			store,
			match.samples,
			{ ...matching, privileged: undefined },
			{ ...listing.task, storeState, rows: writer.sampled },
		);
		const probed = needsProbe(match, options)
			? await probeTable(table, { pool, signal }, (bytes) => report(tracker.probed(bytes)))
			: undefined;
		for (const list of Object.values(lists)) list?.end();
		const { redactedIds } = writer.counts;
		if (redactedIds > 0) warnings.add(redactedIdsWarning(redactedIds));
		const { ids, listed } = listing.task.exclusions ?? {};
		const earlier = [
			...earlierIdWarnings(
				'exclusions_missing',
				'in the reports of --exclude',
				listed && inputs.exclusions?.listed.outcome(listed),
			),
			...earlierIdWarnings(
				'previous_differs',
				'in the report of --previous',
				previous && inputs.previous?.given.outcome(previous.given),
			),
		];
		for (const warning of earlier) warnings.add(warning);
		return {
			match,
			counts: writer.counts,
			cohorts: writer.cohorts.counts(),
			lists,
			previous,
			probed,
			exclusions: ids && inputs.exclusions?.ids.outcome(ids),
			mixedGroups,
		};
	} finally {
		await writer.close();
	}
}

/** Whether so few accounts match that the table is asked how its hashes were made. */
function needsProbe(
	{ checked, unknown, counts }: TableMatch,
	{ expectedRate }: BacktestOptions,
): boolean {
	const matched = counts.reduce((sum, [, accounts]) => sum + accounts, 0);
	const isNone = matched === 0 && checked > 0;
	return isNone || isBelowChance(matched, checked - unknown, expectedRate);
}

/** The input of a list task that is the same for every block. */
function listTask(
	{ table, options, inputs, evidence, classes }: BacktestRun,
	columns: ListColumns,
	style: ListStyle,
	previous: SharedPrevious | undefined,
): ListTask {
	const { exclusions, refKey } = inputs;
	return {
		...rowFormat(table),
		minCount: options.minCount ?? 1,
		columns,
		evidence: sharedOf(evidence),
		refKey: refKey?.key,
		previous,
		exclusions: exclusions && shareExclusions(exclusions),
		groupBy: table.columns.groupBy,
		privileged: classes?.privileged?.words,
		domain: table.columns.domain,
		style,
	};
}
