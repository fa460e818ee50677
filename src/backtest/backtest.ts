/** The whole trip of a table: keys, join, verdicts, report. */

import { BLOCK_BYTES } from '../accounts/blocks.ts';
import { type BreachedEmails, readBreachedEmails } from '../accounts/breached-emails.ts';
import { type AccountsTable, openTable, type TableOptions } from '../accounts/table.ts';
import { CredcheckError, checkBound } from '../errors.ts';
import { MANY_RANGES } from '../match/join.ts';
import { MOST_BLOCK_BYTES } from '../match/key-block.ts';
import {
	type MatchedRows,
	matchTable,
	type Shortage,
	type TableMatch,
} from '../match/match-table.ts';
import { proveMatching } from '../match/self-proof.ts';
import { type LazyPool, openPool, openPoolLazily, type WorkerPool } from '../pool.ts';
import { formatPrefix } from '../range/prefix.ts';
import { LIST_COLUMNS } from '../report/candidate-lists.ts';
import { csvRow } from '../report/csv.ts';
import { ReportFolder } from '../report/report-folder.ts';
import {
	type BacktestSummary,
	type SummaryInput,
	summarize,
	summaryCsv,
} from '../report/summary.ts';
import { type Holdings, openStore, type StoreReader } from '../store/reader.ts';
import { ListWriter } from './lists.ts';
import { defaultMemory, wordsForKeys } from './memory.ts';
import { type BacktestProgress, Meter } from './meter.ts';

export interface BacktestOptions extends TableOptions {
	/** A file, or `-` for stdin. */
	readonly accounts: string;
	/** Path of the store. */
	readonly store: string;
	/** The report folder; made when it is not there. */
	readonly out: string;
	/** File of addresses known from breaches. */
	readonly breachedEmails?: string | undefined;
	/** How often a hash must have been seen to count as matched; default 1. */
	readonly minCount?: number | undefined;
	/** Go on where the store lacks ranges; the accounts in them are UNKNOWN. */
	readonly allowPartial?: boolean | undefined;
	/** Write into a folder that already holds a report. */
	readonly force?: boolean | undefined;
	/** Worker threads; default one for each core. Where many ranges are read, as many more help. */
	readonly workers?: number | undefined;
	/**
	 * Bytes that the accounts may take, 4 GiB or so at most, beside some 150 MB for the program; default
	 * an eighth of the machine's, 1.25 GiB at most.
	 */
	readonly memory?: number | undefined;
	/** Bytes of the table read at a time, 2,621,400 at most; default 2 MiB. Nothing but speed depends on it. */
	readonly blockBytes?: number | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** Called on the way; none of them may throw. */
export interface BacktestEvents {
	readonly onProgress?: (progress: BacktestProgress) => void;
	readonly onWarning?: (message: string) => void;
}

/**
 * Back-tests a table and writes the report.
 *
 * @throws CredcheckError INPUT, OUTPUT, STORE_MISSING, STORE_PARTIAL, INCOMPLETE (a needed range is
 *   damaged), USAGE, NATIVE_MISSING, INTERNAL; the signal's reason when it is aborted. There is then
 *   no new report; an older one is gone only if replacing it failed half-way.
 */
export async function backtest(
	options: BacktestOptions,
	events: BacktestEvents = {},
): Promise<BacktestSummary> {
	const startedAt = Date.now();
	checkBound('minCount', options.minCount, 1);
	checkBound('workers', options.workers, 1);
	checkBound('memory', options.memory, 0);
	checkBound('blockBytes', options.blockBytes, 1, MOST_BLOCK_BYTES);
	const store = openStore(options.store);
	try {
		// Threads take a while to come up, in which the table is opened.
		const pool = openPool({ threads: options.workers });
		const readers = openPoolLazily({ threads: pool.threads });
		try {
			return await makeReport({ store, pool, readers, options, events, startedAt });
		} finally {
			await Promise.all([pool.close(), readers.close()]);
		}
	} finally {
		store.close();
	}
}

/** What a back-test has at hand from its beginning. */
interface Means {
	readonly store: StoreReader;
	readonly pool: WorkerPool;
	/** More threads, for a large store. */
	readonly readers: LazyPool;
	readonly options: BacktestOptions;
	readonly events: BacktestEvents;
	readonly startedAt: number;
}

async function makeReport(means: Means): Promise<BacktestSummary> {
	const { store, options, events, startedAt } = means;
	const meter = new Meter();
	const table = await openTable(options.accounts, {
		...options,
		onReceive: (bytes) => events.onProgress?.(meter.received(bytes)),
	});
	try {
		checkColumns(table, options, events);
		const emails =
			options.breachedEmails === undefined
				? undefined
				: await readEmails(options.breachedEmails, events, options.signal);
		const folder = new ReportFolder(options.out, options.force ?? false);
		try {
			meter.begin(table.bytes);
			const holdings = store.holdings();
			const trip = { ...means, table, holdings, folder, emails, meter };
			const { match, listed } = await matchAndList(trip);
			const summary = summarize({
				startedAt,
				finishedAt: Date.now(),
				report: options.out,
				columns: columnNames(table),
				breachedEmails: emails?.size,
				...match,
				critical: listed.CRITICAL,
				high: listed.HIGH,
				minCount: options.minCount ?? 1,
				algorithm: store.kind.name,
				...holdings,
			});
			folder.open('summary.csv').write(summaryCsv(summary));
			folder.open('summary.json').write(`${JSON.stringify(summary, undefined, 2)}\n`);
			folder.publish();
			return summary;
		} catch (error) {
			folder.discard();
			throw error;
		}
	} finally {
		await table.close();
	}
}

interface Trip extends Means {
	readonly table: AccountsTable;
	readonly holdings: Holdings;
	readonly folder: ReportFolder;
	readonly emails: BreachedEmails | undefined;
	readonly meter: Meter;
}

/** Reads the table, joins it, writes the lists and the rejected rows, and proves the way it went. */
async function matchAndList(
	trip: Trip,
): Promise<{ match: TableMatch; listed: { CRITICAL: number; HIGH: number } }> {
	const { table, store, holdings, pool, folder, emails, meter, options, events } = trip;
	const { minCount = 1, memory = defaultMemory(), blockBytes = BLOCK_BYTES, signal } = options;
	const { kind } = store;
	const rejected = folder.open('rejected-rows.csv');
	rejected.write(csvRow(['row', 'reason']));
	const tell = (progress: BacktestProgress) => events.onProgress?.(progress);
	// A small store is read faster than more threads are started.
	const readers = holdings.ranges < MANY_RANGES ? undefined : trip.readers;
	const threads = readers === undefined ? pool.threads : 2 * pool.threads;
	const words = wordsForKeys(memory, threads, kind, blockBytes);
	const setting = { storePath: options.store, kind, pool, readers, words, blockBytes };
	const lists = new ListWriter(folder, {
		table,
		kind,
		pool,
		blockBytes,
		minCount,
		emails,
		onProgress: (rows, bytes) => tell(meter.written(rows, bytes)),
		signal,
	});
	try {
		const match = await matchTable(table, setting, {
			onReject: (row, reason) => rejected.write(csvRow([row, reason])),
			onReading: (rows, bytes) => tell(meter.read(rows, bytes)),
			onJoining: (done, keys) => tell(meter.joined(done / keys)),
			onCounting: (...counted) => tell(meter.counted(...counted)),
			onMatched: (soFar) => checkStoreSuffices(soFar, options),
			async onBatch(blocks, keys, soFar) {
				if (suffices(soFar, options)) await lists.write(blocks, keys);
			},
			signal,
		});
		signal?.throwIfAborted();
		if (match.rows === 0) events.onWarning?.('the table has no rows');
		await lists.end();
		checkAgree(match, lists.accounts, minCount);
		await proveMatching(store, match.probes, setting);
		return { match, listed: lists.accounts };
	} finally {
		await lists.close();
	}
}

function checkColumns(
	{ header, columns }: AccountsTable,
	{ breachedEmails }: BacktestOptions,
	events: BacktestEvents,
): void {
	const name = (index: number) => (header[index] as string).trim();
	const listed = [...LIST_COLUMNS, ...columns.keep.map(name)];
	const twice = listed.find((column, at) => listed.indexOf(column) !== at);
	if (twice !== undefined) {
		throw new CredcheckError('USAGE', `the lists would have two columns named ${twice}`);
	}
	if (columns.id === undefined) {
		events.onWarning?.('the table has no column beside the hash: account_id stays empty');
	}
	if (breachedEmails !== undefined && columns.email === undefined) {
		throw new CredcheckError(
			'INPUT',
			'--breached-emails needs a column with mail addresses, and none was found',
			'name it with --email-column',
		);
	}
}

async function readEmails(
	path: string,
	events: BacktestEvents,
	signal: AbortSignal | undefined,
): Promise<BreachedEmails> {
	const { emails, unusable } = await readBreachedEmails(path, signal);
	if (unusable > 0) {
		events.onWarning?.(`${unusable} lines of ${path} are not addresses and were passed over`);
	}
	if (emails.size === 0) events.onWarning?.(`${path} holds no address`);
	return emails;
}

function columnNames({ header, columns }: AccountsTable): SummaryInput['columns'] {
	const name = (index: number | undefined) =>
		index === undefined ? null : (header[index] as string).trim();
	return { hash: name(columns.hash) ?? '', id: name(columns.id), email: name(columns.email) };
}

/** The lists were written from the keys, the histogram from the ranges: they must say the same. */
function checkAgree(
	{ counts }: TableMatch,
	listed: { CRITICAL: number; HIGH: number },
	minCount: number,
): void {
	const found = counts.reduce((sum, [count, own]) => (count >= minCount ? sum + own : sum), 0);
	if (found === listed.CRITICAL + listed.HIGH) return;
	throw new CredcheckError(
		'INTERNAL',
		`${found} accounts were found, and ${listed.CRITICAL + listed.HIGH} listed`,
		'nothing was reported; report this as a bug',
	);
}

function suffices({ missing, damaged }: Shortage, { allowPartial }: BacktestOptions): boolean {
	return damaged.size === 0 && (missing.size === 0 || allowPartial === true);
}

function checkStoreSuffices(match: MatchedRows, options: BacktestOptions): void {
	if (suffices(match, options)) return;
	const [damaged] = [...match.damaged].toSorted((a, b) => a - b);
	if (damaged !== undefined) {
		throw new CredcheckError(
			'INCOMPLETE',
			`${match.damaged.size} of the ranges needed are damaged in the store, ${formatPrefix(damaged)} among them`,
			'run credcheck verify --repair, then this again',
		);
	}
	throw new CredcheckError(
		'STORE_PARTIAL',
		`the store lacks ${match.missing.size} ranges that ${match.unknown} of ${match.checked} accounts need`,
		options.accounts === '-'
			? 'run credcheck sync first, or go on with --allow-partial'
			: `run credcheck sync --for ${options.accounts}, with the same --store and column flags, or go on with --allow-partial`,
	);
}
