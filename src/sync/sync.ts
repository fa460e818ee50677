/** Brings the store up to date: plan, probe, fetch, and say what came of it. */

import { CredcheckError, checkBound } from '../errors.ts';
import { SHA1 } from '../range/kind.ts';
import { ALL_PREFIXES, type Prefix, type PrefixInterval, type PrefixSet } from '../range/prefix.ts';
import { openSource } from '../source/open.ts';
import { openStoreForWriting, type StoreWriter } from '../store/writer.ts';
import { unavailable } from './outage.ts';
import { planSync, type SyncPlan, wantedPrefixes } from './plan.ts';
import { pickProbes } from './probe.ts';
import { type SpaceNeed, SpaceWatch } from './space.ts';
import { DEFAULT_CONCURRENCY, DEFAULT_TIMEOUT_MS, type RangeFailure, Sweep } from './sweep.ts';

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
	/** The longest one range may take in all, tries and waits together, in milliseconds; default 2 minutes. */
	readonly timeoutMs?: number | undefined;
	/** Fetch again, ignoring age and validators. */
	readonly full?: boolean | undefined;
	/** Allow plain http to other machines. */
	readonly allowHttp?: boolean | undefined;
	/** Ends the run; what was fetched until then is kept. */
	readonly signal?: AbortSignal | undefined;
}

export interface SyncProgress {
	readonly done: number;
	readonly total: number;
	/** Received, as it came. */
	readonly bytes: number;
}

/** Called on the way; none of them may throw. */
export interface SyncEvents {
	/** Before the first request: ranges that will be asked for at most, and the room they may take. */
	readonly onPlan?: (due: number, space: SpaceNeed) => void;
	readonly onProgress?: (progress: SyncProgress) => void;
	readonly onRetry?: (prefix: string, reason: string, delayMs: number) => void;
	readonly onFailure?: (prefix: string, reason: string) => void;
	/** What a run came to that is about to throw; not called where it never began. */
	readonly onBrokenOff?: (outcome: SyncOutcome) => void;
}

/** What asking a few ranges first came to. */
export interface ProbeOutcome {
	/** Ranges asked. */
	readonly asked: number;
	readonly changed: number;
	/** Ranges that were left alone because none had changed. */
	readonly spared: number;
}

export interface SyncOutcome {
	/** changed + unchanged + failed. */
	readonly requested: number;
	readonly changed: number;
	readonly unchanged: number;
	/** Fresh enough, or spared by the probe. */
	readonly skipped: number;
	readonly failed: number;
	readonly failures: readonly RangeFailure[];
	/** Undefined when none was made: not asked for, or too few ranges for it to spare any. */
	readonly probe: ProbeOutcome | undefined;
	/** In the ranges that changed. */
	readonly hashes: number;
	/** Received, as it came. */
	readonly bytes: number;
	readonly seconds: number;
	/** Ranges in the store after the run. */
	readonly rangesHeld: number;
	/** `done`, `unchanged` when a probe found nothing new, or the code of the error that ended it. */
	readonly ended: string;
}

export const DEFAULT_MAX_AGE_MS: number = 12 * 3_600_000;
export const DEFAULT_SWEEP_EVERY_MS: number = 7 * 86_400_000;

/**
 * Failed ranges do not make it throw: they are counted and named in the outcome.
 *
 * @throws CredcheckError SOURCE_UNAVAILABLE, STORE_MISSING, STORE_LOCKED, USAGE, OUTPUT (the store
 *   cannot grow); the signal's reason when it is aborted. What was written before stays written.
 */
export async function sync(options: SyncOptions, events: SyncEvents = {}): Promise<SyncOutcome> {
	const startedAt = Date.now();
	const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
	checkBound('concurrency', concurrency, 1);
	checkBound('maxAgeMs', options.maxAgeMs, 0);
	checkBound('sweepEveryMs', options.sweepEveryMs, 0);
	checkBound('timeoutMs', options.timeoutMs, 1);
	const source = await openSource(options.source, SHA1, {
		concurrency,
		allowHttp: options.allowHttp ?? false,
	});
	try {
		const wanted = wantedPrefixes(options.prefixes, options.needed);
		const asked = wanted ?? (await source.offered(ALL_PREFIXES, options.signal));
		options.signal?.throwIfAborted();
		const store = openStoreForWriting(options.store, SHA1);
		try {
			const plan = planSync({
				asked,
				checkTimes: store.reader.checkTimes(),
				now: startedAt,
				maxAgeMs: options.full ? -1 : (options.maxAgeMs ?? DEFAULT_MAX_AGE_MS),
				sweepEveryMs: options.ifChanged ? (options.sweepEveryMs ?? DEFAULT_SWEEP_EVERY_MS) : 0,
			});
			const { ranges } = store.reader.holdings();
			const space = new SpaceWatch(options.store, plan.missing, {
				ranges,
				bytes: store.reader.fileBytes(),
			});
			const due = plan.certain.length + plan.probable.length;
			events.onPlan?.(due, space.need());
			space.check();
			const sweep: Sweep = new Sweep({
				store,
				source,
				kind: SHA1,
				concurrency,
				timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
				signal: options.signal,
				space,
				onRetry: events.onRetry,
				onFailure: events.onFailure,
				onDone: () => {
					const { changed, unchanged, failed, bytes } = sweep.counts;
					events.onProgress?.({ done: changed + unchanged + failed, total: due, bytes });
				},
			});
			const run = new SyncRun(store, source.name, startedAt);
			try {
				const probe = await carryOut(plan, sweep, options.full ?? false);
				const outcome = run.outcome(plan, sweep, probe, probe?.spared ? 'unchanged' : 'done');
				if (gaveNothing(outcome, sweep)) {
					throw unavailable(source, outcome.failures.at(-1)?.reason ?? 'no answer');
				}
				run.finish(outcome);
				return outcome;
			} catch (error) {
				const ended = error instanceof CredcheckError ? error.code : 'INTERNAL';
				const outcome = run.outcome(plan, sweep, undefined, ended);
				run.tryToFinish(outcome);
				events.onBrokenOff?.(outcome);
				throw error;
			} finally {
				await sweep.close();
			}
		} finally {
			store.close();
		}
	} finally {
		await source.close();
	}
}

/** Asks for what is due; undefined when no probe was made. */
async function carryOut(
	{ certain, probable }: SyncPlan,
	sweep: Sweep,
	full: boolean,
): Promise<ProbeOutcome | undefined> {
	const probes = pickProbes(probable, Math.random);
	if (probes.length === 0) {
		await sweep.fetch(inOrder(certain, probable), full);
		return undefined;
	}
	await sweep.fetch(probes, full);
	const { changed, failed } = sweep.counts;
	// Where not every probe was answered, nothing was learnt.
	const sparing = changed === 0 && failed === 0;
	const asked = new Set(probes);
	const others = probable.filter((prefix) => !asked.has(prefix));
	await sweep.fetch(sparing ? certain : inOrder(certain, others), full);
	return { asked: probes.length, changed, spared: sparing ? others.length : 0 };
}

/** Ascending, which is the order that SQLite writes fastest. */
function inOrder(some: readonly Prefix[], others: readonly Prefix[]): readonly Prefix[] {
	if (others.length === 0) return some;
	const all = new Uint32Array(some.length + others.length);
	all.set(some);
	all.set(others, some.length);
	return Array.from(all.sort());
}

/** Whether a source is to be called unavailable, rather than lacking a few ranges. */
function gaveNothing({ requested, failed, skipped }: SyncOutcome, { heard }: Sweep): boolean {
	return failed > 0 && failed === requested && (skipped === 0 || !heard);
}

/** The record of one run in the store. */
class SyncRun {
	readonly #store: StoreWriter;
	readonly #id: number;
	readonly #startedAt: number;

	constructor(store: StoreWriter, source: string, startedAt: number) {
		this.#store = store;
		this.#startedAt = startedAt;
		this.#id = store.beginSync(source, startedAt);
	}

	outcome(
		plan: SyncPlan,
		sweep: Sweep,
		probe: ProbeOutcome | undefined,
		ended: string,
	): SyncOutcome {
		const { changed, unchanged, failed, hashes, bytes } = sweep.counts;
		return {
			requested: changed + unchanged + failed,
			changed,
			unchanged,
			skipped: plan.fresh + (probe?.spared ?? 0),
			failed,
			failures: sweep.failures,
			probe,
			hashes,
			bytes,
			seconds: (Date.now() - this.#startedAt) / 1000,
			rangesHeld: this.#store.reader.holdings().ranges,
			ended,
		};
	}

	finish(outcome: SyncOutcome): void {
		const { requested, changed, unchanged, skipped, failed, ended } = outcome;
		const counts = { requested, changed, unchanged, skipped, failed };
		this.#store.finishSync(this.#id, { ...counts, ended, finishedAt: Date.now() });
	}

	/** For a run that throws: the error itself is what the user is to hear of. */
	tryToFinish(outcome: SyncOutcome): void {
		try {
			this.finish(outcome);
		} catch {
			// On a full disk not even this has room.
		}
	}
}
