/** The trip of a table: its rows are read and joined with the store, the candidates listed, the way proved. */

import { BLOCK_BYTES } from '../table/csv/blocks.ts';
import { MANY_RANGES } from '../match/join/join.ts';
import { matchTable, type TableMatch } from '../match/match-table.ts';
import type { NameCheckSetting } from '../names/name-check.ts';
import { proveMatching } from '../match/self-test.ts';
import { listColumns } from '../lists/candidate-list.ts';
import type { GroupCount } from '../cohorts/cohorts.ts';
import { ListFile } from '../output/list-file.ts';
import { type SharedPrevious, shareOf } from '../history/previous.ts';
import { checkAgree, checkListed, checkStoreSuffices, namesOf, suffices } from './checks.ts';
import { ALL_COLUMNS, SHARED_COLUMNS } from '../lists/copied-cells.ts';
import type { CandidateCounts } from '../lists/candidate-counts.ts';
import type { ListTask } from '../lists/list-task.ts';
import { ListWriter, type WrittenLists } from '../lists/list-writer.ts';
import type { Trip } from './context.ts';
import { defaultMemory, wordsForKeys } from './memory.ts';
import type { BacktestProgress } from './progress.ts';
import type { FoundNames } from './names.ts';
import type { BacktestOptions } from './options.ts';
import { writeSharedList } from '../lists/shared-list.ts';

export interface ReportLists extends WrittenLists {
	readonly rejected: ListFile;
}

export interface TripResult {
	readonly match: TableMatch;
	readonly counts: CandidateCounts;
	readonly groups: readonly GroupCount[];
	readonly lists: ReportLists;
	/** What was noted of the accounts of an earlier report. */
	readonly previous: SharedPrevious | undefined;
	readonly names: FoundNames | undefined;
}

/** Reads the table, joins it, writes the lists and the rejected rows, and proves the way it went. */
export async function matchAndList(trip: Trip): Promise<TripResult> {
	const { table, store, holdings, pool, meter, options, events, sides } = trip;
	const { minCount = 1, memory = defaultMemory(), blockBytes = BLOCK_BYTES, signal } = options;
	const { kind } = store;
	const lists = openLists(trip);
	const tell = (progress: BacktestProgress) => events.onProgress?.(progress);
	// A small store is read faster than more threads are started.
	const readers = holdings.ranges < MANY_RANGES ? undefined : trip.readers;
	const threads = readers === undefined ? pool.threads : 2 * pool.threads;
	const words = wordsForKeys(memory, threads, kind, blockBytes);
	const setting = { storePath: options.store, kind, pool, readers, words, blockBytes };
	const previous = sides.previous === undefined ? undefined : shareOf(sides.previous);
	// Loaded when it is asked for: making all those endings takes a while.
	const names =
		options.names === true ? await (await import('./names.ts')).findNames(trip) : undefined;
	const task = listTask(trip, previous, names?.check);
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
		onChosen: (rows, bytes) => tell(meter.chosen(rows, bytes)),
		onWritten: (rows, bytes) => tell(meter.written(rows, bytes)),
		signal,
	});
	try {
		const match = await matchTable(table, setting, {
			onReject: (row, reason) => lists.rejected.row([row, reason]),
			onReading: (rows, bytes) => tell(meter.read(rows, bytes)),
			onJoining: (done, keys) => tell(meter.joined(done / keys)),
			onCounting: (...counted) => tell(meter.counted(...counted)),
			onMatched: (soFar) => checkStoreSuffices(soFar, options),
			async onBatch(blocks, keys, soFar) {
				if (suffices(soFar, options)) await writer.write(blocks, keys);
			},
			signal,
		});
		signal?.throwIfAborted();
		if (match.rows === 0) events.onWarning?.('the table has no rows');
		await writer.end();
		checkAgree(match, writer.counts, minCount);
		checkListed(lists, writer.counts, options.limit);
		if (match.sharedHashes !== undefined) {
			const { stretches } = writer;
			const onProgress = (reading: number, rows: number, bytes: number) =>
				tell(meter.shared(reading, rows, bytes));
			const shared = { table, pool, blockBytes, stretches, task, onProgress, signal };
			await writeSharedList(lists.shared, match.sharedHashes, shared);
		}
		await proveMatching(store, match.probes, setting);
		for (const list of Object.values(lists)) list?.end();
		return { match, counts: writer.counts, groups: writer.groups(), lists, previous, names };
	} finally {
		await writer.close();
	}
}

function openLists({ folder, table, options, sides }: Trip): ReportLists {
	const style = { plain: options.plainCsv ?? false, splitRows: options.splitRows };
	const candidates = listColumns(
		{ sinceLast: sides.previous !== undefined, names: options.names ?? false },
		namesOf(table, table.columns.keep),
	);
	return {
		CRITICAL: new ListFile(folder, 'critical', candidates, style),
		HIGH: new ListFile(folder, 'nudge-candidates', candidates, style),
		all: asksForAll(options)
			? new ListFile(folder, 'all-candidates', ALL_COLUMNS, style)
			: undefined,
		shared: new ListFile(folder, 'shared-passwords', SHARED_COLUMNS, style),
		rejected: new ListFile(folder, 'rejected-rows', ['row', 'reason'], style),
	};
}

/** Whether lists will lack candidates, so that they are to be remembered elsewhere. */
function asksForAll({ limit, exclude }: BacktestOptions): boolean {
	return limit !== undefined || exclude !== undefined;
}

/** What is the same for every block. */
function listTask(
	{ table, store, options, sides }: Trip,
	previous: SharedPrevious | undefined,
	names: NameCheckSetting | undefined,
): Omit<ListTask, 'bytes' | 'joined' | 'survey'> {
	const { columns, dialect, header } = table;
	const { emails, exclusions, refKey } = sides;
	return {
		minCount: options.minCount ?? 1,
		dialect,
		hash: { column: columns.hash, kind: store.kind },
		size: header.length,
		id: columns.id,
		keep: columns.keep,
		evidence: { names, emailColumn: columns.email, emailSlots: emails?.slots },
		refKey: refKey?.key,
		previous,
		exclusions:
			exclusions === undefined
				? undefined
				: { idSlots: exclusions.ids.slots, refSlots: exclusions.refs.slots },
		groupBy: columns.groupBy.length === 0 ? undefined : columns.groupBy,
		plain: options.plainCsv ?? false,
		ends: options.splitRows !== undefined,
		all: asksForAll(options),
	};
}
