/** Proves every range and every table of the store and, on request, mends what is damaged. */

import { forEachConcurrently } from '../concurrency.ts';
import { mainThread } from '../main-thread.ts';
import { openPool } from '../pool.ts';
import { addTally, COUNT_BINS, type CountTally } from '../range/count-bins.ts';
import type { HashKindName } from '../range/kind.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import { assertProxy } from '../source/open.ts';
import { lacksLog } from '../store/file/header.ts';
import { openStore } from '../store/open-store.ts';
import type { StoreReader } from '../store/reader.ts';
import type { AnyTableName } from '../store/schema.ts';
import { formatTally } from '../store/tables/counts.ts';
import { isStoreDamage } from '../store/tables/damage.ts';
import { type Mended, mendStore } from '../store/tables/mend.ts';
import { recountStore } from '../sync/recount.ts';
import { openRefetcher, type RefetchOptions } from '../sync/refetch.ts';
import type { RangeFailure } from '../sync/sweep.ts';
import { type VerifyResult, verifyRangesTask } from './verify-task.ts';

export interface VerifyOptions {
	/** Path of the store. */
	readonly store: string;
	/** The kind of hashes that it must have; default any. */
	readonly kind?: HashKindName | undefined;
	/** Where to fetch damaged ranges again; without it nothing is changed. */
	readonly repairFrom?: string | undefined;
	readonly allowHttp?: boolean | undefined;
	readonly signal?: AbortSignal | undefined;
}

export interface VerifyEvents {
	readonly onProgress?: (done: number, total: number) => void;
}

export interface VerifyOutcome {
	/** The kind of hashes in the store. */
	readonly algorithm: HashKindName;
	/** Ranges checked. */
	readonly checked: number;
	/** Prefixes of the ranges found damaged, before any repair. */
	readonly damaged: readonly string[];
	/** The damaged ranges that were repaired, and those that are still damaged. */
	readonly repaired: readonly string[];
	readonly unrepaired: readonly string[];
	/** Tables found damaged, besides that of the ranges; and those of them that are still damaged. */
	readonly damagedTables: readonly AnyTableName[];
	readonly unrepairedTables: readonly AnyTableName[];
	/** Ranges that are gone from the store, as far as its tables tell: only a sync can tell which, and fetch them. */
	readonly rangesGone: number;
	/** Whether the file was made to be read with a log that was not beside it: what was only in the log is missing. */
	readonly lacksLog: boolean;
	/** Why each unrepaired range could not be fetched. */
	readonly failures: readonly RangeFailure[];
	readonly seconds: number;
}

interface Found {
	readonly algorithm: HashKindName;
	readonly stored: readonly Prefix[];
	readonly damaged: readonly Prefix[];
	readonly damagedTables: readonly AnyTableName[];
	readonly rangesGone: number;
	/** Undefined unless the store had to be mended before it could be opened. */
	readonly mended: Mended | undefined;
}

const RANGES_PER_TASK = 128;
/** Proving as many takes no longer than starting a thread. */
const MAX_WITHOUT_THREADS = 512;

/**
 * @throws CredcheckError STORE_MISSING, INCOMPLETE when the file or its table `meta` is so damaged that nothing else can be
 *   checked (a repair mends `meta` first), and for a repair what a sync throws; the signal's reason when it is aborted
 */
export async function verify(
	options: VerifyOptions,
	events: VerifyEvents = {},
): Promise<VerifyOutcome> {
	const startedAt = Date.now();
	if (options.repairFrom !== undefined) assertProxy(options.repairFrom);
	const { repairFrom } = options;
	// Whoever opens the store brings it to rest.
	const isLogMissing = lacksLog(options.store);
	const found = await findDamaged(options, events);
	const { algorithm, stored, damaged, damagedTables, rangesGone } = found;
	const repair =
		repairFrom === undefined ? undefined : await repairStore(found, options, repairFrom);
	return {
		algorithm,
		checked: stored.length,
		damaged: damaged.map(formatPrefix),
		repaired: repair?.repaired.map(formatPrefix) ?? [],
		unrepaired: (repair?.unrepaired ?? damaged).map(formatPrefix),
		damagedTables,
		unrepairedTables: repair?.unrepairedTables ?? damagedTables,
		rangesGone,
		lacksLog: isLogMissing,
		failures: repair?.failures ?? [],
		seconds: (Date.now() - startedAt) / 1000,
	};
}

/** Mends the tables, fetches ranges again, and proves what became of it. */
async function repairStore(
	{ stored, damaged, damagedTables, mended: mendedBefore }: Found,
	options: VerifyOptions,
	source: string,
) {
	const hasToMend = mendedBefore === undefined && damagedTables.length > 0;
	const mended = hasToMend ? mendStore(options.store) : mendedBefore;
	const wanted = mended?.areAllDoubtful ? stored : damaged;
	const failures = wanted.length > 0 ? await repairRanges(wanted, { ...options, source }) : [];
	if (mended !== undefined) await recountStore(options.store, options.signal);
	if (mended === undefined && wanted.length === 0) {
		return { repaired: [], unrepaired: [], unrepairedTables: [], failures };
	}
	const unrepairedTables = tablesLeft(options.store);
	const { lostChecks, lostBlobs } = await verifyRanges(
		options.store,
		wanted,
		options.signal,
		undefined,
	);
	const left = [...lostChecks, ...lostBlobs].map(formatPrefix);
	const failed = new Set([...left, ...failures.map(({ prefix }) => prefix)]);
	const isFailed = (prefix: Prefix) => failed.has(formatPrefix(prefix));
	return {
		repaired: wanted.filter((prefix) => !isFailed(prefix)),
		unrepaired: wanted.filter(isFailed),
		unrepairedTables,
		failures,
	};
}

/** @throws CredcheckError INCOMPLETE when the file is damaged so that no repair can mend it */
function tablesLeft(path: string): AnyTableName[] {
	const store = openStore(path);
	try {
		store.assertLayout();
		return store.damagedTables();
	} finally {
		store.close();
	}
}

async function repairRanges(
	damaged: readonly Prefix[],
	options: RefetchOptions,
): Promise<RangeFailure[]> {
	const refetcher = await openRefetcher(options);
	try {
		return await refetcher.fetch(damaged);
	} finally {
		await refetcher.close();
	}
}

async function findDamaged(
	{ store: storePath, kind, repairFrom, signal }: VerifyOptions,
	{ onProgress }: VerifyEvents,
): Promise<Found> {
	const { store, mended } = openToVerify(storePath, kind, repairFrom !== undefined);
	try {
		// Whoever mends a store drops the counts, which are counted anew at the end.
		const found = store
			.damagedTables()
			.filter((table) => mended === undefined || table !== 'counts');
		const tables = new Set([...(mended?.tables ?? []), ...found]);
		const rangesGone = mended?.rangesGone ?? (tables.has('checks') ? store.rangesGone() : 0);
		const counts = tables.size === 0 ? store.counts() : undefined;
		const state = store.state();
		const stored = store.storedPrefixes();
		const proved = await verifyRanges(storePath, stored, signal, onProgress);
		// A sync that writes meanwhile may withdraw a range, which is no damage then.
		const isLost = (prefix: Prefix) =>
			store.state() === state || store.range(prefix).kind !== 'missing';
		const lostChecks = proved.lostChecks.filter(isLost);
		if (lostChecks.length > 0) tables.add('checks');
		const damaged = [...lostChecks, ...proved.lostBlobs];
		// Nor are counts that it has changed.
		const isSettled = counts !== undefined && tables.size === 0 && counts === store.counts();
		if (isSettled && damaged.length === 0 && counts !== formatTally(proved.tally))
			tables.add('counts');
		store.assertInPlace();
		return {
			algorithm: store.kind.name,
			stored,
			damaged: damaged.toSorted((a, b) => a - b),
			damagedTables: [...tables],
			rangesGone,
			mended,
		};
	} finally {
		store.close();
	}
}

async function verifyRanges(
	storePath: string,
	stored: readonly Prefix[],
	signal: AbortSignal | undefined,
	onProgress: VerifyEvents['onProgress'],
): Promise<VerifyResult> {
	const tasks: Prefix[][] = [];
	for (let index = 0; index < stored.length; index += RANGES_PER_TASK) {
		tasks.push(stored.slice(index, index + RANGES_PER_TASK));
	}
	const lostChecks: Prefix[] = [];
	const lostBlobs: Prefix[] = [];
	const tally: CountTally = new Float64Array(COUNT_BINS);
	let done = 0;
	const pool = stored.length <= MAX_WITHOUT_THREADS ? mainThread() : openPool();
	try {
		await forEachConcurrently(tasks, pool.threads * 2, signal, async (prefixes) => {
			const found = await pool.run(verifyRangesTask, { storePath, prefixes });
			lostChecks.push(...found.lostChecks);
			lostBlobs.push(...found.lostBlobs);
			addTally(tally, found.tally);
			done += prefixes.length;
			onProgress?.(done, stored.length);
		});
	} finally {
		await pool.close();
	}
	return { lostChecks, lostBlobs, tally };
}

/** Opens the store; mends its tables first if it cannot be opened otherwise. */
function openToVerify(
	path: string,
	kind: HashKindName | undefined,
	mayMend: boolean,
): { readonly store: StoreReader; readonly mended?: Mended } {
	try {
		return { store: openStore(path, kind) };
	} catch (error) {
		if (!mayMend || !isStoreDamage(error)) throw error;
		const mended = mendStore(path);
		return { store: openStore(path, kind), mended };
	}
}
