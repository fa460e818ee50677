/** One run of sync: plan, probe, sweep, and the record of it. */

import { CredcheckError } from '../errors.ts';
import type { Prefix, PrefixSet } from '../range/prefix.ts';
import type { SyncEnd } from '../store/reader.ts';
import type { Bytes, Count, Seconds } from '../text/units.ts';
import { unavailable } from './fetch/outage.ts';
import { openPackers } from './fetch/packers.ts';
import { planSync, type SyncPlan } from './plan/plan.ts';
import { pickProbes } from './plan/probe.ts';
import { type SpaceNeed, SpaceWatch } from './plan/space.ts';
import { type RangeFailure, Sweep, type SweepOptions, TASKS_AHEAD } from './sweep.ts';

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
	readonly onAborted?: (outcome: SyncOutcome) => void;
}

/** What asking a few ranges first came to. */
export interface ProbeOutcome {
	/** Ranges asked for first. */
	readonly asked: Count;
	/** Of those, ranges that had changed. */
	readonly changed: Count;
	/** Other ranges that were left alone because none of these had changed. */
	readonly spared: Count;
}

export interface SyncOutcome {
	/** Ranges asked for: changed + unchanged + failed. */
	readonly requested: Count;
	/** Ranges that were new or had changed, and are now stored. */
	readonly changed: Count;
	/** Ranges that had not changed since they were stored. */
	readonly unchanged: Count;
	/** Ranges left alone: fresh enough, or spared by the probe. */
	readonly skipped: Count;
	/** Ranges that could not be fetched; what was held of them is kept. */
	readonly failed: Count;
	/** The ranges that could not be fetched, and why. */
	readonly failures: readonly RangeFailure[];
	/** Undefined when none was made: not asked for, or too few ranges for it to spare any. */
	readonly probe: ProbeOutcome | undefined;
	/** Hashes in the ranges that changed. */
	readonly hashes: Count;
	/** Received from the source, compressed where it was sent so. */
	readonly bytes: Bytes;
	/** How long the run took. */
	readonly seconds: Seconds;
	/** Ranges in the store after the run, of 1,048,576. */
	readonly rangesHeld: Count;
	readonly ended: SyncEnd;
}

/** What to ask for, of what was asked for by name. */
export interface RunOptions {
	readonly maxAgeMs: number;
	readonly sweepEveryMs: number;
	readonly full: boolean;
	readonly ifChanged: boolean;
}

type RunContext = Omit<SweepOptions, 'packers' | 'space' | 'onDone' | 'onRetry' | 'onFailure'>;

export class SyncRun {
	readonly #context: RunContext;
	readonly #events: SyncEvents;
	readonly #startedAt: number;
	readonly #id: number;
	readonly #packers = openPackers(() => this.#total, { tasksAhead: TASKS_AHEAD });
	readonly #sweep: Sweep;
	readonly #space: SpaceWatch;
	#fresh = 0;
	/** Ranges that may still be asked for, and those that were. */
	#total = 0;
	#probe: ProbeOutcome | undefined;

	/** @param startedAt milliseconds since 1970 */
	constructor(context: RunContext, events: SyncEvents, startedAt: number) {
		const { store, source } = context;
		this.#context = context;
		this.#events = events;
		this.#startedAt = startedAt;
		this.#id = store.beginSync(source.name, startedAt);
		const { ranges } = store.reader.totals();
		this.#space = new SpaceWatch(store.reader.path, {
			ranges,
			bytes: store.reader.fileBytes(),
		});
		this.#sweep = new Sweep({
			...context,
			packers: this.#packers,
			space: this.#space,
			onRetry: events.onRetry,
			onFailure: events.onFailure,
			onDone: () => {
				const { asked, counts } = this.#sweep;
				events.onProgress?.({ done: asked, total: this.#total, bytes: counts.bytes });
			},
		});
	}

	/**
	 * @throws CredcheckError SOURCE_UNAVAILABLE, OUTPUT; the signal's reason when it is aborted. The
	 *   record of the run then says so.
	 */
	async run(asked: PrefixSet, options: RunOptions): Promise<SyncOutcome> {
		const { store, source, signal } = this.#context;
		try {
			await this.#ask(this.#plan(asked, options), options.full);
			const outcome = this.#outcome();
			if (this.#gaveNothing(outcome)) {
				throw unavailable(source, outcome.failures.at(-1)?.reason ?? 'no answer', false);
			}
			store.finishSync(this.#id, recordOf(outcome));
			return outcome;
		} catch (error) {
			const interrupted = signal?.aborted && !(error instanceof CredcheckError);
			const code = error instanceof CredcheckError ? error.code : 'INTERNAL';
			this.#breakOff(interrupted ? 'INTERRUPTED' : code);
			throw error;
		} finally {
			await this.#packers.close();
		}
	}

	#plan(asked: PrefixSet, { maxAgeMs, sweepEveryMs, full, ifChanged }: RunOptions): SyncPlan {
		const { store } = this.#context;
		const plan = planSync({
			asked,
			checkTimes: store.reader.checkTimes(),
			now: this.#startedAt,
			interruptedAt: this.#brokenOffAt(),
			failed: new Set(store.reader.failures().map(({ prefix }) => prefix)),
			maxAgeMs: full ? 0 : maxAgeMs,
			sweepEveryMs: ifChanged ? sweepEveryMs : 0,
		});
		this.#fresh = plan.fresh;
		this.#total = plan.required.length + plan.optional.length;
		this.#space.expect(plan.missing);
		this.#events.onPlan?.(this.#total, this.#space.need());
		this.#space.check();
		return plan;
	}

	async #ask({ required, optional }: SyncPlan, full: boolean): Promise<void> {
		const probes = pickProbes(optional, Math.random);
		if (probes.length === 0) return await this.#askAll(mergeAscending(required, optional), full);
		const chosen = new Set(probes);
		const others = optional.filter((prefix) => !chosen.has(prefix));
		await this.#sweep.fetch(probes, full);
		const { replaced, failed } = this.#sweep.counts;
		this.#probe = { asked: probes.length, changed: replaced, spared: 0 };
		// Where not every probe was answered, nothing was learnt.
		if (replaced > 0 || failed > 0) {
			return await this.#askAll(mergeAscending(required, others), full);
		}
		await this.#sweep.fetch(required, full);
		if (this.#sweep.counts.replaced > 0) return await this.#askAll(others, full);
		this.#total -= others.length;
		this.#probe = { ...this.#probe, spared: others.length };
	}

	/** What was checked before this may have changed since, whatever a probe finds. */
	#brokenOffAt(): number {
		return Number(this.#context.store.reader.meta('sweep_begun_at') ?? 0);
	}

	/** A sweep is marked as begun until it finishes; an earlier mark stays while some range was last checked before it. */
	async #askAll(prefixes: readonly Prefix[], full: boolean): Promise<void> {
		const { store } = this.#context;
		const before = this.#brokenOffAt();
		store.setMeta('sweep_begun_at', String(this.#startedAt));
		await this.#sweep.fetch(prefixes, full);
		const older = before > 0 && (store.reader.totals().oldestCheck ?? before) < before;
		store.setMeta('sweep_begun_at', older ? String(before) : undefined);
	}

	#outcome(broken?: SyncEnd): SyncOutcome {
		const { changed, unchanged, failed, hashes, bytes } = this.#sweep.counts;
		const spared = this.#probe?.spared ?? 0;
		const quiet = spared > 0 && changed === 0;
		return {
			requested: changed + unchanged + failed,
			changed,
			unchanged,
			skipped: this.#fresh + spared,
			failed,
			failures: this.#sweep.failures,
			probe: this.#probe,
			hashes,
			bytes,
			seconds: (Date.now() - this.#startedAt) / 1000,
			rangesHeld: this.#context.store.reader.totals().ranges,
			ended: broken ?? (failed > 0 ? 'INCOMPLETE' : quiet ? 'unchanged' : 'done'),
		};
	}

	/** Whether a source is to be called unavailable, rather than lacking a few ranges. */
	#gaveNothing({ requested, failed, skipped }: SyncOutcome): boolean {
		return failed > 0 && failed === requested && (skipped === 0 || !this.#sweep.heard);
	}

	/** Tells what the run came to, as far as that can still be told. */
	#breakOff(ended: SyncEnd): void {
		try {
			const outcome = this.#outcome(ended);
			this.#events.onAborted?.(outcome);
			this.#context.store.finishSync(this.#id, recordOf(outcome));
		} catch {
			// On a full disk not even this has room. The error itself is what the user is to hear of.
		}
	}
}

function recordOf({ requested, changed, unchanged, skipped, failed, ended }: SyncOutcome) {
	return { requested, changed, unchanged, skipped, failed, ended, finishedAt: Date.now() };
}

/** Ascending, which is the order that SQLite writes fastest. */
function mergeAscending(some: readonly Prefix[], others: readonly Prefix[]): readonly Prefix[] {
	if (others.length === 0) return some;
	const all = new Uint32Array(some.length + others.length);
	all.set(some);
	all.set(others, some.length);
	return Array.from(all.sort());
}
