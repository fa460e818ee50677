/** Brings the store up to date: plan, probe, fetch, and say what came of it. */

import { assertBound, CredcheckError } from '../errors.ts';
import { SHA1 } from '../range/kind.ts';
import { ALL_PREFIXES, type PrefixInterval, type PrefixSet } from '../range/prefix.ts';
import { openSource } from '../source/open.ts';
import { openStoreForWriting } from '../store/writer.ts';
import {
	DEFAULT_CONCURRENCY,
	DEFAULT_MAX_AGE_MS,
	DEFAULT_SWEEP_EVERY_MS,
	DEFAULT_TIMEOUT_MS,
} from './defaults.ts';
import type { Clock } from './fetch/clock.ts';
import { wantedPrefixes } from './plan/plan.ts';
import { type SyncEvents, type SyncOutcome, SyncRun } from './sync-run.ts';

export interface SyncOptions {
	/** Path of the store. Made when it is not there. */
	readonly store: string;
	/** An http(s) base, a folder, or a dump file. */
	readonly source: string;
	/** Only these, default all. */
	readonly prefixes?: PrefixInterval | undefined;
	/** Only these, default all. */
	readonly needed?: PrefixSet | undefined;
	/** Leave alone what was checked more recently than this, in milliseconds; default 12 hours. */
	readonly maxAgeMs?: number | undefined;
	/** Ask a few ranges first, and the others only if one of those has changed. */
	readonly ifChanged?: boolean | undefined;
	/** Even so ask for what was checked longer ago than this, in milliseconds; default 7 days. */
	readonly sweepEveryMs?: number | undefined;
	/** Requests in flight, 1 or more; default 64. */
	readonly concurrency?: number | undefined;
	/** The longest one range may take in all, from its first request on, in milliseconds; default 2 minutes. */
	readonly timeoutMs?: number | undefined;
	/** Fetch again, ignoring age and validators. Not together with `ifChanged`. */
	readonly full?: boolean | undefined;
	/** Take what the source gives even where it lacks what is held. */
	readonly trustSource?: boolean | undefined;
	/** Allow plain http to other machines. */
	readonly allowHttp?: boolean | undefined;
	/** How retries wait; default the machine's clock. */
	readonly clock?: Clock | undefined;
	/** Ends the run; what was fetched until then is kept. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Failed ranges do not make it throw: they are counted and named in the outcome.
 *
 * @throws CredcheckError SOURCE_UNAVAILABLE, STORE_MISSING, STORE_LOCKED, USAGE, OUTPUT (the store
 *   cannot grow); the signal's reason when it is aborted. What was written before stays written.
 */
export async function sync(options: SyncOptions, events: SyncEvents = {}): Promise<SyncOutcome> {
	const startedAt = Date.now();
	const { concurrency = DEFAULT_CONCURRENCY, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
	const { maxAgeMs = DEFAULT_MAX_AGE_MS, sweepEveryMs = DEFAULT_SWEEP_EVERY_MS } = options;
	const { full = false, ifChanged = false, trustSource = false, clock, signal } = options;
	assertBound('concurrency', concurrency, 1);
	assertBound('maxAgeMs', maxAgeMs, 0);
	assertBound('sweepEveryMs', sweepEveryMs, 0);
	assertBound('timeoutMs', timeoutMs, 1);
	if (full && ifChanged) {
		throw new CredcheckError('USAGE', 'full and ifChanged cannot be combined');
	}
	const source = await openSource(options.source, SHA1, {
		concurrency,
		allowHttp: options.allowHttp ?? false,
	});
	try {
		const wanted = wantedPrefixes(options.prefixes, options.needed);
		const asked = wanted ?? (await source.offered(ALL_PREFIXES, signal));
		signal?.throwIfAborted();
		const store = openStoreForWriting(options.store, SHA1);
		try {
			const run = new SyncRun(
				{ store, source, kind: SHA1, concurrency, timeoutMs, trustSource, clock, signal },
				events,
				startedAt,
			);
			return await run.run(asked, { maxAgeMs, sweepEveryMs, full, ifChanged });
		} finally {
			store.close();
		}
	} finally {
		await source.close();
	}
}
