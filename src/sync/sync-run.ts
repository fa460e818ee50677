/** One run of sync: plan, probe, sweep, and the record of the run. */

import { CredcheckError } from '../errors.ts';
import type { HashKindName } from '../range/kind.ts';
import { type Prefix, PrefixSet } from '../range/prefix.ts';
import type { SyncEnd } from '../store/tables/records.ts';
import type { Bytes, Count, Seconds } from '../text/units.ts';
import { unavailable } from './fetch/outage.ts';
import { MAX_WITHOUT_THREADS, Packers } from './fetch/packers.ts';
import { planSync, type SyncPlan } from './plan/plan.ts';
import { pickProbes } from './plan/probe.ts';
import { type SpaceNeed, SpaceWatch } from './plan/space.ts';
import { recountIfUnknown } from './recount.ts';
import { type RangeFailure, Sweep, type SweepOptions } from './sweep.ts';
import { OutcomeWriter } from './write/outcome-writer.ts';

export interface SyncProgress {
	readonly done: number;
	readonly total: number;
	/** Bytes received, as sent by the source. */
	readonly bytes: number;
}

/** Called during the run; none of them may throw. */
export interface SyncEvents {
	/** Before the first request: the maximum number of ranges to request, and the disk space they may need. */
	readonly onPlan?: (due: number, space: SpaceNeed) => void;
	readonly onProgress?: (progress: SyncProgress) => void;
	readonly onRetry?: (prefix: string, reason: string, delayMs: number) => void;
	readonly onFailure?: (prefix: string, reason: string) => void;
	/** What the user should know of the source as a whole, such as that it has no ranges beyond some prefix. */
	readonly onWarning?: (message: string) => void;
	/** The outcome of a run that is about to throw; not called if the store could not be opened. */
	readonly onAborted?: (outcome: SyncOutcome) => void;
}

/** The result of requesting a few ranges first. */
export interface ProbeOutcome {
	/** Ranges requested first. */
	readonly asked: Count;
	/** How many of these had changed. */
	readonly changed: Count;
	/** Other ranges that were skipped because none of these had changed. */
	readonly spared: Count;
}

export interface SyncOutcome {
	/** Ranges requested: changed + unchanged + failed. */
	readonly requested: Count;
	/** Ranges that were new or had changed, and are now stored. */
	readonly changed: Count;
	/** Ranges that had not changed since they were stored. */
	readonly unchanged: Count;
	/** Ranges not requested: checked recently, or spared by the probe. */
	readonly skipped: Count;
	/** Ranges that could not be fetched; stored copies of them are kept. */
	readonly failed: Count;
	/** The ranges that could not be fetched, and why. */
	readonly failures: readonly RangeFailure[];
	/** Undefined without a probe: not requested, or too few ranges for it to spare any. */
	readonly probe: ProbeOutcome | undefined;
	/** Hashes in the ranges that changed. */
	readonly hashes: Count;
	/** Received from the source, before decompression. */
	readonly bytes: Bytes;
	/** How long the run took. */
	readonly seconds: Seconds;
	/** Ranges in the store after the run, of 1,048,576. */
	readonly rangesHeld: Count;
	/** The kind of hashes in the store. */
	readonly algorithm: HashKindName;
	readonly ended: SyncEnd;
}

export interface RunOptions
	extends Omit<SweepOptions, 'packers' | 'writer' | 'space' | 'onDone' | 'onRetry' | 'onFailure'> {
	readonly events: SyncEvents;
	/** Milliseconds since 1970. */
	readonly startedAt: number;
	readonly maxAgeMs: number;
	readonly sweepEveryMs: number;
	readonly ifChanged: boolean;
}

/** Up to eight bodies are packed in 3 ms: with one task at a time the threads would wait for the next. */
const TASKS_AHEAD = 2;

export class SyncRun {
	readonly #options: RunOptions;
	readonly #id: number;
	readonly #packers = new Packers(() => this.#total, { tasksAhead: TASKS_AHEAD });
	readonly #writer: OutcomeWriter;
	readonly #sweep: Sweep;
	readonly #space: SpaceWatch;
	/** Ranges that are skipped because they were checked recently. */
	#fresh = 0;
	#done = 0;
	/** Ranges that the store lacks. */
	#missing = 0;
	/** Ranges done and those that may still be requested. */
	#total = 0;
	#probe: ProbeOutcome | undefined;

	constructor(options: RunOptions) {
		const { store, source, startedAt, events } = options;
		this.#options = options;
		this.#id = store.beginSync(source.name, startedAt);
		const stored = {
			ranges: store.reader.totals().ranges,
			bytes: store.reader.fileBytes(),
		};
		this.#space = new SpaceWatch(
			store.reader.path,
			store.reader.kind,
			stored,
			source.averageBytes?.(),
		);
		this.#writer = new OutcomeWriter(store, source.name);
		this.#sweep = new Sweep({
			...options,
			packers: this.#packers,
			writer: this.#writer,
			space: this.#space,
			onRetry: events.onRetry,
			onFailure: events.onFailure,
			onDone: () => {
				this.#done += 1;
				const { bytes } = this.#sweep;
				events.onProgress?.({ done: this.#done, total: this.#total, bytes });
			},
		});
	}

	/**
	 * @throws CredcheckError SOURCE_UNAVAILABLE, OUTPUT; the signal's reason when it is aborted. The
	 *   record of the run then shows why it ended.
	 */
	async run(prefixes: PrefixSet): Promise<SyncOutcome> {
		const { store, source, signal } = this.#options;
		try {
			await this.#fetch(this.#plan(prefixes));
			const outcome = this.#outcome();
			const { requested, failed, skipped } = outcome;
			const allFailed = failed > 0 && failed === requested;
			if (allFailed && (skipped === 0 || !this.#sweep.counts.answered)) {
				throw unavailable(source, this.#sweep.firstFailure, false);
			}
			await recountIfUnknown(store, signal);
			store.finishSync(this.#id, { ...outcome, finishedAt: Date.now() });
			return outcome;
		} catch (error) {
			const unexpected = signal?.aborted ? 'INTERRUPTED' : 'INTERNAL';
			this.#reportAborted(error instanceof CredcheckError ? error.code : unexpected);
			throw error;
		} finally {
			await Promise.all([this.#packers.close(), this.#writer.close()]);
		}
	}

	#plan(prefixes: PrefixSet): SyncPlan {
		const { store, maxAgeMs, sweepEveryMs, full, ifChanged, startedAt, events } = this.#options;
		const plan = planSync(store.reader, {
			prefixes,
			now: startedAt,
			interruptedAt: this.#interruptedAt(),
			maxAgeMs: full ? 0 : maxAgeMs,
			sweepEveryMs: ifChanged ? sweepEveryMs : 0,
		});
		this.#fresh = plan.fresh;
		this.#total = plan.required.length + plan.optional.length;
		this.#missing = plan.missing;
		this.#space.expect(plan.missing);
		events.onPlan?.(this.#total, this.#space.need());
		this.#space.check();
		return plan;
	}

	async #fetch({ required, optional }: SyncPlan): Promise<void> {
		const probes = pickProbes(optional, Math.random);
		if (probes.length === 0) return await this.#fetchAll(required, optional);
		const probed = new Set(probes);
		const others = optional.filter((prefix) => !probed.has(prefix));
		await this.#sweep.fetch(probes);
		const { replaced, failed } = this.#sweep.counts;
		this.#probe = { asked: probes.length, changed: replaced, spared: 0 };
		// An incomplete probe shows nothing.
		if (replaced > 0 || failed > 0) return await this.#fetchAll(required, others);
		await this.#startThreads(required.length);
		await this.#sweep.fetch(required);
		if (this.#sweep.counts.replaced > 0) return await this.#fetchAll([], others);
		this.#total -= others.length;
		this.#probe = { ...this.#probe, spared: others.length };
	}

	/** Before the first request: it takes the event loop a while. */
	async #startThreads(ranges: number): Promise<void> {
		if (this.#missing > MAX_WITHOUT_THREADS) await this.#packers.pool.open();
		if (ranges > MAX_WITHOUT_THREADS) await this.#writer.useThread();
	}

	/**
	 * A sweep is marked as begun until it finishes. The mark of an earlier one stays while some range was
	 * last checked before it.
	 */
	async #fetchAll(some: readonly Prefix[], others: readonly Prefix[]): Promise<void> {
		const { store, startedAt } = this.#options;
		await this.#startThreads(some.length + others.length);
		const before = this.#interruptedAt();
		store.setMeta('sweep_begun_at', String(startedAt));
		// A set iterates in ascending order, in which SQLite writes fastest. Sorting a million numbers takes 30 MB.
		const all = new PrefixSet();
		for (const prefix of some) all.add(prefix);
		for (const prefix of others) all.add(prefix);
		await this.#sweep.fetch(all);
		const isOpen = before > 0 && (store.reader.totals().oldestCheck ?? before) < before;
		store.setMeta('sweep_begun_at', isOpen ? String(before) : undefined);
	}

	/**
	 * When an unfinished sweep began, milliseconds since 1970, or 0. Ranges checked before may have changed
	 * since, whatever a probe finds.
	 */
	#interruptedAt(): number {
		return Number(this.#options.store.reader.meta('sweep_begun_at') ?? 0);
	}

	#outcome(ended?: SyncEnd): SyncOutcome {
		const { changed, unchanged, failed, hashes } = this.#sweep.counts;
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
			bytes: this.#sweep.bytes,
			seconds: (Date.now() - this.#options.startedAt) / 1000,
			rangesHeld: this.#options.store.reader.totals().ranges,
			algorithm: this.#options.store.reader.kind.name,
			ended: ended ?? (failed > 0 ? 'INCOMPLETE' : quiet ? 'unchanged' : 'done'),
		};
	}

	/** Reports and records the outcome, as far as possible. */
	#reportAborted(ended: SyncEnd): void {
		try {
			const outcome = this.#outcome(ended);
			this.#options.events.onAborted?.(outcome);
			this.#options.store.finishSync(this.#id, { ...outcome, finishedAt: Date.now() });
		} catch {
			// A full disk may prevent even this. The original error is the one to throw.
		}
	}
}
