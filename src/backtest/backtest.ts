/** The whole trip of a table: keys, join, verdicts, report. */

import { totalmem } from 'node:os';
import { type BreachedEmails, readBreachedEmails } from '../accounts/breached-emails.ts';
import { type AccountsTable, openTable, type TableOptions } from '../accounts/table.ts';
import { CredcheckError, checkBound } from '../errors.ts';
import { keyBytes } from '../match/key-batch.ts';
import { matchTable, type TableMatch } from '../match/match-table.ts';
import { proveMatching } from '../match/self-proof.ts';
import { openPool } from '../pool.ts';
import { SHA1 } from '../range/kind.ts';
import { formatPrefix } from '../range/prefix.ts';
import { CandidateLists, LIST_COLUMNS } from '../report/candidate-lists.ts';
import { csvRow } from '../report/csv.ts';
import { ownHash, withoutHash, withoutOwnHash } from '../report/redaction.ts';
import { ReportFolder } from '../report/report-folder.ts';
import {
	type BacktestSummary,
	type SummaryInput,
	summarize,
	summaryCsv,
} from '../report/summary.ts';
import { openStore } from '../store/reader.ts';
import { type EmailBreached, judgeMatched } from '../verdict/matrix.ts';

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
	/** Worker threads; default one for each core. */
	readonly workers?: number | undefined;
	/** Bytes for the keys of the accounts; default an eighth of the machine's, 1 GiB at most. */
	readonly memory?: number | undefined;
	readonly signal?: AbortSignal | undefined;
}

export interface BacktestProgress {
	readonly phase: 'reading' | 'writing';
	readonly rows: number;
	/** Of the table as stored. */
	readonly bytesRead: number;
	readonly bytesTotal: number;
}

/** Called on the way; none of them may throw. */
export interface BacktestEvents {
	readonly onProgress?: (progress: BacktestProgress) => void;
	readonly onWarning?: (message: string) => void;
}

const MAX_DEFAULT_MEMORY = 1024 ** 3;
const MIN_KEYS = 1024;

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
	const store = openStore(options.store);
	try {
		const table = await openTable(options.accounts, options);
		try {
			checkColumns(table, options, events);
			const emails =
				options.breachedEmails === undefined
					? undefined
					: await readEmails(options.breachedEmails, events, options.signal);
			const folder = new ReportFolder(options.out, options.force ?? false);
			try {
				const match = await matchAccounts(table, folder, store, options, events);
				const decided = await writeLists(table, folder, match, emails, options, events);
				const summary = summarize({
					startedAt,
					finishedAt: Date.now(),
					report: options.out,
					columns: columnNames(table),
					breachedEmails: emails?.size,
					rows: match.census.rows,
					checked: match.census.checked,
					rejectedByReason: match.census.rejectedByReason,
					unknown: match.unknown,
					...decided,
					minCount: options.minCount ?? 1,
					counts: match.found.counts,
					emptyPasswords: match.census.emptyPasswords,
					distinct: match.distinct,
					shared: match.shared,
					algorithm: store.kind.name,
					...store.holdings(),
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
	} finally {
		store.close();
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

/** Reads the table, joins it, and proves the way it went; writes the rejected rows meanwhile. */
async function matchAccounts(
	table: AccountsTable,
	folder: ReportFolder,
	store: ReturnType<typeof openStore>,
	options: BacktestOptions,
	events: BacktestEvents,
): Promise<TableMatch> {
	const rejected = folder.open('rejected-rows.csv');
	rejected.write(csvRow(['row', 'reason']));
	const pool = openPool({ threads: options.workers });
	try {
		const setting = { storePath: options.store, kind: SHA1, pool, capacity: capacityOf(options) };
		const match = await matchTable(table, setting, {
			onReject: (row, reason) => rejected.write(csvRow([row, reason])),
			onProgress: (rows, bytesRead) =>
				events.onProgress?.({ phase: 'reading', rows, bytesRead, bytesTotal: table.bytes }),
			signal: options.signal,
		});
		options.signal?.throwIfAborted();
		if (match.census.rows === 0) events.onWarning?.('the table has no rows');
		checkStoreSuffices(match, options);
		await proveMatching(store, match.census.keysByPrefix, setting);
		return match;
	} finally {
		await pool.close();
	}
}

/** Of the machine, or of what a container allows. */
function availableMemory(): number {
	const allowed = process.constrainedMemory();
	return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}

function capacityOf({ memory }: BacktestOptions): number {
	const bytes = memory ?? Math.min(MAX_DEFAULT_MEMORY, availableMemory() / 8);
	return Math.max(MIN_KEYS, Math.floor(bytes / keyBytes(SHA1)));
}

function checkStoreSuffices(match: TableMatch, options: BacktestOptions): void {
	const [damaged] = match.damaged;
	if (damaged !== undefined) {
		throw new CredcheckError(
			'INCOMPLETE',
			`${match.damaged.length} of the ranges needed are damaged in the store, ${formatPrefix(damaged)} among them`,
			'run credcheck verify --repair, then this again',
		);
	}
	if (match.missingRanges > 0 && !options.allowPartial) {
		throw new CredcheckError(
			'STORE_PARTIAL',
			`the store lacks ${match.missingRanges} ranges that ${match.unknown} of ${match.census.checked} accounts need`,
			options.accounts === '-'
				? 'run credcheck sync first, or go on with --allow-partial'
				: `run credcheck sync --for ${options.accounts}, with the same --store and column flags, or go on with --allow-partial`,
		);
	}
}

/** Reads the table again and writes each candidate in its place. */
async function writeLists(
	table: AccountsTable,
	folder: ReportFolder,
	{ found }: TableMatch,
	emails: BreachedEmails | undefined,
	options: BacktestOptions,
	events: BacktestEvents,
): Promise<{ critical: number; high: number }> {
	const { columns, header } = table;
	const lists = new CandidateLists(
		folder,
		columns.keep.map((index) => (header[index] as string).trim()),
	);
	const minCount = options.minCount ?? 1;
	const { countOf } = found;
	const totals = { CRITICAL: 0, HIGH: 0 };
	let number = 0;
	let bytesRead = 0;
	for await (const rows of table.rows((bytes) => {
		bytesRead = bytes;
	})) {
		options.signal?.throwIfAborted();
		for (const row of rows) {
			number += 1;
			const count = countOf(number);
			if (count < minCount || count === 0 || typeof row === 'string') continue;
			const own = ownHash(row[columns.hash] as string);
			const emailBreached = emailIn(
				emails,
				columns.email === undefined ? '' : (row[columns.email] as string),
			);
			const candidacy = judgeMatched(emailBreached);
			totals[candidacy.verdict] += 1;
			lists.add({
				...candidacy,
				accountId: columns.id === undefined ? '' : withoutOwnHash(row[columns.id] as string, own),
				count,
				emailBreached,
				row: number,
				kept: columns.keep.map((index) => withoutHash(row[index] as string, own)),
			});
		}
		events.onProgress?.({ phase: 'writing', rows: number, bytesRead, bytesTotal: table.bytes });
	}
	return { critical: totals.CRITICAL, high: totals.HIGH };
}

function emailIn(emails: BreachedEmails | undefined, email: string): EmailBreached {
	if (emails === undefined || email.trim() === '') return 'not_checked';
	return emails.has(email) ? 'yes' : 'no';
}
