/** Checks every range in the store against its checksum and, on request, fetches damaged ones again. */

import { forEachConcurrently } from '../concurrency.ts';
import { openPool } from '../pool.ts';
import type { HashKindName } from '../range/kind.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import { assertProxy } from '../source/open.ts';
import { openStore } from '../store/reader.ts';
import { openRefetcher, type RefetchOptions } from '../sync/refetch.ts';
import type { RangeFailure } from '../sync/sweep.ts';
import { verifyRangesTask } from './verify-task.ts';

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
	/** Why each unrepaired range could not be fetched. */
	readonly failures: readonly RangeFailure[];
	readonly seconds: number;
}

const RANGES_PER_TASK = 128;

/**
 * @throws CredcheckError STORE_MISSING, INCOMPLETE when the file is damaged outside its ranges, and
 *   for a repair what a sync throws; the signal's reason when it is aborted
 */
export async function verify(
	options: VerifyOptions,
	events: VerifyEvents = {},
): Promise<VerifyOutcome> {
	const startedAt = Date.now();
	if (options.repairFrom !== undefined) assertProxy(options.repairFrom);
	const { algorithm, checked, damaged } = await findDamaged(options, events);
	const { repairFrom } = options;
	const repair = repairFrom !== undefined && damaged.length > 0;
	const failures = repair ? await repairRanges(damaged, { ...options, source: repairFrom }) : [];
	const failed = new Set(failures.map(({ prefix }) => prefix));
	const names = damaged.map(formatPrefix);
	return {
		algorithm,
		checked,
		damaged: names,
		repaired: repair ? names.filter((name) => !failed.has(name)) : [],
		unrepaired: repair ? names.filter((name) => failed.has(name)) : names,
		failures,
		seconds: (Date.now() - startedAt) / 1000,
	};
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
	{ store: storePath, kind, signal }: VerifyOptions,
	{ onProgress }: VerifyEvents,
): Promise<{ algorithm: HashKindName; checked: number; damaged: Prefix[] }> {
	const store = openStore(storePath, kind);
	try {
		const algorithm = store.kind.name;
		const stored = store.storedPrefixes();
		const damaged = await verifyRanges(storePath, stored, signal, onProgress);
		store.assertInPlace();
		return { algorithm, checked: stored.length, damaged };
	} finally {
		store.close();
	}
}

/** The damaged ones, ascending. */
async function verifyRanges(
	storePath: string,
	stored: readonly Prefix[],
	signal: AbortSignal | undefined,
	onProgress: VerifyEvents['onProgress'],
): Promise<Prefix[]> {
	const tasks: Prefix[][] = [];
	for (let index = 0; index < stored.length; index += RANGES_PER_TASK) {
		tasks.push(stored.slice(index, index + RANGES_PER_TASK));
	}
	const damaged: Prefix[] = [];
	let done = 0;
	const pool = openPool();
	try {
		await forEachConcurrently(tasks, pool.threads * 2, signal, async (prefixes) => {
			damaged.push(...(await pool.run(verifyRangesTask, { storePath, prefixes })));
			done += prefixes.length;
			onProgress?.(done, stored.length);
		});
	} finally {
		await pool.close();
	}
	return damaged.toSorted((a, b) => a - b);
}
