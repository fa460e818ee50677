/** Brings the store up to date: opens the source and the store, and runs one sync between them. */

import { assertBound, CredcheckError } from '../errors.ts';
import { compileKernels } from '../kernels/kernels.ts';
import type { HashKindName } from '../range/kind.ts';
import type { PrefixInterval, PrefixSet } from '../range/prefix.ts';
import { openSource } from '../source/open.ts';
import { kindOfStore } from '../store/store-kind.ts';
import { openStoreForWriting } from '../store/writer.ts';
import {
	DEFAULT_CONCURRENCY,
	DEFAULT_MAX_AGE_MS,
	DEFAULT_SWEEP_EVERY_MS,
	DEFAULT_TIMEOUT_MS,
} from './defaults.ts';
import { type Clock, MACHINE_CLOCK } from './fetch/clock.ts';
import { intersect } from './plan/plan.ts';
import { type SyncEvents, type SyncOutcome, SyncRun } from './sync-run.ts';

export interface SyncOptions {
	/** Path of the store. Created if it does not exist. */
	readonly store: string;
	/** The kind of hashes; default that of the store, and `sha1` for a new one. */
	readonly kind?: HashKindName | undefined;
	/** An http(s) base, a folder, or a dump file. */
	readonly source: string;
	/** Only these; default all. */
	readonly prefixes?: PrefixInterval | undefined;
	/** Only these; default all. */
	readonly needed?: PrefixSet | undefined;
	/** Skip ranges that were checked more recently than this, in milliseconds; default 12 hours. */
	readonly maxAgeMs?: number | undefined;
	/** Request a few ranges first, and the others only if one of those has changed. */
	readonly ifChanged?: boolean | undefined;
	/** Even then, request ranges that were checked longer ago than this, in milliseconds; default 7 days. */
	readonly sweepEveryMs?: number | undefined;
	/** Requests in flight, 1 or more; default 64. */
	readonly concurrency?: number | undefined;
	/** Time limit for one range, from its first request on, in milliseconds; default 2 minutes. */
	readonly timeoutMs?: number | undefined;
	/** Fetch everything again, ignoring age and validators. Cannot be combined with `ifChanged`. */
	readonly full?: boolean | undefined;
	/** Accept ranges even if they lack stored hashes. */
	readonly trustSource?: boolean | undefined;
	/** Allow plain http to other machines. */
	readonly allowHttp?: boolean | undefined;
	/** How retries wait; default the machine's clock. */
	readonly clock?: Clock | undefined;
	/** Ends the run; what was fetched by then is kept. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Failed ranges do not make it throw: they are in the outcome.
 *
 * @throws CredcheckError SOURCE_UNAVAILABLE, STORE_MISSING, STORE_LOCKED, USAGE, OUTPUT (the store
 *   cannot grow); the signal's reason when it is aborted. What was written by then stays written.
 */
export async function sync(options: SyncOptions, events: SyncEvents = {}): Promise<SyncOutcome> {
	const startedAt = Date.now();
	const {
		concurrency = DEFAULT_CONCURRENCY,
		timeoutMs = DEFAULT_TIMEOUT_MS,
		maxAgeMs = DEFAULT_MAX_AGE_MS,
		sweepEveryMs = DEFAULT_SWEEP_EVERY_MS,
		full = false,
		ifChanged = false,
		trustSource = false,
		clock = MACHINE_CLOCK,
		allowHttp,
		signal,
	} = options;
	assertBound('concurrency', concurrency, 1);
	assertBound('maxAgeMs', maxAgeMs, 0);
	assertBound('sweepEveryMs', sweepEveryMs, 0);
	assertBound('timeoutMs', timeoutMs, 1);
	const modes = { full, ifChanged, trustSource };
	if (full && ifChanged) {
		throw new CredcheckError('USAGE', 'full and ifChanged cannot be combined');
	}
	// Before a store is made: where they cannot run, no range could be stored.
	compileKernels();
	const kind = kindOfStore(options.store, options.kind);
	const source = await openSource(options.source, kind, { concurrency, allowHttp });
	try {
		const selected = intersect(options.prefixes, options.needed);
		const prefixes = selected ?? (await source.offered(signal));
		// Selected ranges that it lacks fail by name.
		const warnings = selected === undefined ? (source.warnings?.() ?? []) : [];
		for (const warning of warnings) events.onWarning?.(warning);
		signal?.throwIfAborted();
		const store = openStoreForWriting(options.store, kind);
		try {
			const limits = { concurrency, timeoutMs, maxAgeMs, sweepEveryMs, clock, signal };
			const run = new SyncRun({ store, source, ...modes, ...limits, events, startedAt });
			return await run.run(prefixes);
		} finally {
			store.close();
		}
	} finally {
		await source.close();
	}
}
