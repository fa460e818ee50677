/** Processes a table: reads its rows, joins them with the store, writes the lists and checks the result. */

import type { GroupCount } from '../cohorts/cohorts.ts';
import { sharedOf } from '../evidence/kinds.ts';
import { type SharedPrevious, shareOf } from '../history/previous.ts';
import type { CandidateCounts } from '../lists/candidate-counts.ts';
import type { ListInput } from '../lists/list-task.ts';
import { type ListFiles, ListWriter, openListFiles } from '../lists/list-writer.ts';
import { type ListColumns, REJECTED_SCHEMA, type RejectedRow } from '../lists/report-lists.ts';
import { writeSharedList } from '../lists/shared-list.ts';
import { MANY_RANGES } from '../match/join/join.ts';
import { matchTable, type TableMatch } from '../match/match-table.ts';
import { selfTest } from '../match/self-test.ts';
import { ListFile } from '../output/list-file.ts';
import { BLOCK_BYTES } from '../table/csv/blocks.ts';
import {
	assertAgree,
	assertListed,
	assertStoreCovers,
	columnsOfLists,
	namesOf,
	storeCovers,
} from './checks.ts';
import type { BacktestRun } from './context.ts';
import { defaultMemory, wordsForKeys } from './memory.ts';
import { listStyle } from './options.ts';
import type { BacktestProgress } from './progress.ts';

interface ReportLists extends ListFiles {
	readonly rejected: ListFile<RejectedRow>;
}

export interface BacktestResult {
	readonly match: TableMatch;
	readonly counts: CandidateCounts;
	readonly groups: readonly GroupCount[];
	readonly lists: ReportLists;
	/** What this run found out about the accounts in an earlier report. */
	readonly previous: SharedPrevious | undefined;
}

/**
 * Reads the table, joins it, writes the lists and the rejected rows, and verifies that nothing was lost on
 * the way.
 */
export async function runBacktest(run: BacktestRun): Promise<BacktestResult> {
	const { table, store, holdings, pool, folder, tracker, options, events, inputs } = run;
	const { minCount = 1, memory = defaultMemory(), blockBytes = BLOCK_BYTES, signal } = options;
	const { kind } = store;
	const columns = columnsOfLists(table, options);
	const style = listStyle(options);
	const lists: ReportLists = {
		...openListFiles(folder, columns, style),
		rejected: new ListFile(folder, 'rejected-rows', REJECTED_SCHEMA, style),
	};
	const tell = (progress: BacktestProgress) => events.onProgress?.(progress);
	// Reading a small store takes less time than starting more threads.
	const readers = holdings.ranges < MANY_RANGES ? undefined : run.readers;
	const threads = readers === undefined ? pool.threads : 2 * pool.threads;
	const words = wordsForKeys(memory, threads, kind, blockBytes);
	const matching = { storePath: options.store, kind, pool, readers, words, blockBytes };
	const previous = inputs.previous === undefined ? undefined : shareOf(inputs.previous);
	const task = listInput(run, columns, previous);
	const writer = new ListWriter(lists, {
		table,
		pool,
		blockBytes,
		task,
		groupBy: namesOf(table, table.columns.groupBy),
		limit:
			options.limit === undefined
				? undefined
				: { most: options.limit, order: options.order ?? 'count' },
		onChosen: (rows, bytes) => tell(tracker.chosen(rows, bytes)),
		onWritten: (rows, bytes) => tell(tracker.written(rows, bytes)),
		signal,
	});
	try {
		const match = await matchTable(table, matching, {
			onReject: (row, reason) => lists.rejected.row({ row, reason }),
			onReading: (rows, bytes) => tell(tracker.read(rows, bytes)),
			onJoining: (done, keys) => tell(tracker.joined(done / keys)),
			onCounting: (...counted) => tell(tracker.counted(...counted)),
			onMatched: (soFar) => assertStoreCovers(soFar, options),
			async onBatch(blocks, keys, soFar) {
				if (storeCovers(soFar, options)) await writer.write(blocks, keys);
			},
			signal,
		});
		signal?.throwIfAborted();
		if (match.rows === 0) events.onWarning?.('the table has no rows');
		await writer.end();
		assertAgree(match, writer.counts, minCount);
		assertListed(lists, writer.counts, options.limit);
		if (match.sharedHashes !== undefined) {
			const { intervals } = writer;
			const onProgress = (reading: number, rows: number, bytes: number) =>
				tell(tracker.shared(reading, rows, bytes));
			const shared = { table, pool, blockBytes, intervals, task, onProgress, signal };
			await writeSharedList(lists.shared, match.sharedHashes, shared);
		}
		await selfTest(store, match.samples, matching);
		for (const list of Object.values(lists)) list?.end();
		return { match, counts: writer.counts, groups: writer.groups(), lists, previous };
	} finally {
		await writer.close();
	}
}

/** What is the same for every block. */
function listInput(
	{ table, store, options, inputs, evidence }: BacktestRun,
	columns: ListColumns,
	previous: SharedPrevious | undefined,
): Omit<ListInput, 'bytes' | 'matches' | 'survey'> {
	const { exclusions, refKey } = inputs;
	const { hash, groupBy } = table.columns;
	return {
		minCount: options.minCount ?? 1,
		dialect: table.dialect,
		hash: { column: hash, kind: store.kind },
		size: table.header.length,
		columns,
		evidence: sharedOf(evidence),
		refKey: refKey?.key,
		previous,
		exclusions:
			exclusions === undefined
				? undefined
				: { idSlots: exclusions.ids.slots, refSlots: exclusions.refs.slots },
		groupBy: groupBy.length === 0 ? undefined : groupBy,
		style: listStyle(options),
	};
}
