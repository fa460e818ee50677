/** Fetching many ranges into the store: so many at a time, judged, and written in batches. */

import { forEachConcurrently } from '../concurrency.ts';
import type { HashKind } from '../range/kind.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import type { RangeSource, Validators } from '../source/source.ts';
import type { RangeCheck } from '../store/reader.ts';
import type { CheckOutcome, StoreWriter } from '../store/writer.ts';
import type { PrefixText } from '../text/units.ts';
import { Backoff } from './fetch/backoff.ts';
import { type Clock, MACHINE_CLOCK } from './fetch/clock.ts';
import { type FetchedRange, fetchRange } from './fetch/fetch-range.ts';
import { OutageWatch, unavailable } from './fetch/outage.ts';
import type { Packers } from './fetch/packers.ts';
import { Judge } from './judge/judge.ts';
import type { SpaceWatch } from './plan/space.ts';
import { SweepTally } from './sweep-tally.ts';

export interface SweepOptions {
	readonly store: StoreWriter;
	readonly source: RangeSource;
	readonly kind: HashKind;
	/** Requests in flight, 1 or more. */
	readonly concurrency: number;
	/** The longest one range may take in all, from its first request on, in milliseconds. */
	readonly timeoutMs: number;
	readonly signal: AbortSignal | undefined;
	/** Called on the way; none of them may throw. */
	readonly onDone?: (() => void) | undefined;
	readonly onRetry?: ((prefix: string, reason: string, delayMs: number) => void) | undefined;
	readonly onFailure?: ((prefix: string, reason: string) => void) | undefined;
	readonly space?: SpaceWatch | undefined;
	readonly packers: Packers;
	/** Take what comes even where it lacks what is held. */
	readonly trustSource?: boolean | undefined;
	/** How retries wait; default the machine's clock. */
	readonly clock?: Clock | undefined;
}

/** Of what was written. */
export interface SweepCounts {
	readonly changed: number;
	/** Of those that changed, the ones that were held before. */
	readonly replaced: number;
	readonly unchanged: number;
	readonly failed: number;
	/** In the ranges that changed. */
	readonly hashes: number;
	/** Received, as it came. */
	readonly bytes: number;
}

export interface RangeFailure {
	/** The range. */
	readonly prefix: PrefixText;
	/** Why it could not be fetched, in words. */
	readonly reason: string;
}

/** A body is packed in 0.3 ms: with one task at a time the threads would wait half of theirs. */
export const TASKS_AHEAD = 8;
/** Outcomes written in one transaction, at most. */
const BATCH = 128;
/** However few there are, outcomes that have waited so long are written with the next one. */
const BATCH_MS = 500;

interface PendingOutcome {
	readonly outcome: CheckOutcome;
	readonly wasHeld: boolean;
}

export class Sweep {
	readonly #options: SweepOptions;
	readonly #judge: Judge;
	readonly #outage = new OutageWatch();
	readonly #clock: Clock;
	readonly #pause: Backoff;
	readonly #failures = new Map<Prefix, string>();
	/** Of what was written: a full disk makes no ranges up. */
	readonly #tally = new SweepTally();
	#pending: PendingOutcome[] = [];
	#pendingSince = 0;
	#asked = 0;
	#bytes = 0;
	#heard = false;

	constructor(options: SweepOptions) {
		this.#options = options;
		this.#clock = options.clock ?? MACHINE_CLOCK;
		this.#pause = new Backoff(this.#clock);
		this.#judge = new Judge(options.store, options.trustSource ?? false, () => this.#write());
	}

	get counts(): SweepCounts {
		const { changed, replaced, unchanged, hashes } = this.#tally;
		const failed = this.#failures.size;
		return { changed, replaced, unchanged, failed, hashes, bytes: this.#bytes };
	}

	/** Ascending. */
	get failures(): RangeFailure[] {
		return [...this.#failures]
			.toSorted(([a], [b]) => a - b)
			.map(([prefix, reason]) => ({ prefix: formatPrefix(prefix), reason }));
	}

	/** Ranges that were asked for and are done with, written or not. */
	get asked(): number {
		return this.#asked;
	}

	/** Whether the source said anything at all. */
	get heard(): boolean {
		return this.#heard;
	}

	/**
	 * Whatever ends it, what was fetched and found right by then is written. Failed ranges do not make
	 * it throw: they are counted and named.
	 *
	 * @param full ask for the body, whatever is held
	 * @throws CredcheckError SOURCE_UNAVAILABLE when the source is gone, OUTPUT when the store cannot
	 *   grow; the signal's reason when it is aborted
	 */
	async fetch(prefixes: readonly Prefix[], full: boolean): Promise<void> {
		const { store, source, kind, concurrency, timeoutMs, onRetry } = this.#options;
		try {
			await forEachConcurrently(
				prefixes,
				concurrency,
				this.#options.signal,
				async (prefix, signal) => {
					const check = store.reader.check(prefix);
					const fetched = await fetchRange(prefix, full ? undefined : this.#validators(check), {
						source,
						kind,
						packers: this.#options.packers,
						storePath: check === undefined ? undefined : store.reader.path,
						pause: this.#pause,
						clock: this.#clock,
						timeoutMs,
						signal,
						onRetry: (at, reason, delayMs) => onRetry?.(formatPrefix(at), reason, delayMs),
					});
					this.#take(fetched, prefix, check);
				},
			);
		} finally {
			this.#write();
		}
	}

	/** Another source's validators mean nothing to this one. */
	#validators(check: RangeCheck | undefined): Validators | undefined {
		return check?.source === this.#options.source.name ? check : undefined;
	}

	#take(fetched: FetchedRange, prefix: Prefix, check: RangeCheck | undefined): void {
		const { source, space, onDone } = this.#options;
		if (fetched.kind === 'fetched' || fetched.kind === 'same') this.#bytes += fetched.bytes;
		const answered = fetched.kind !== 'failed' || fetched.answered;
		this.#heard ||= answered;
		if (this.#pending.length === 0) this.#pendingSince = Date.now();
		const { outcomes, sourceHealth } = this.#judge.judge(fetched, prefix, check);
		this.#asked += 1;
		for (const outcome of outcomes) {
			if (outcome.kind === 'failed' || outcome.kind === 'withdrawn') {
				this.#failures.set(outcome.prefix, outcome.reason);
				this.#options.onFailure?.(formatPrefix(outcome.prefix), outcome.reason);
				continue;
			}
			this.#failures.delete(outcome.prefix);
			if (outcome.kind === 'changed' && check === undefined) {
				space?.noteStored(outcome.packed.byteLength);
			}
		}
		const wasHeld = check !== undefined;
		for (const outcome of outcomes) this.#pending.push({ outcome, wasHeld });
		if (this.#pending.length >= BATCH || Date.now() - this.#pendingSince >= BATCH_MS) {
			this.#write();
			space?.checkNowAndThen();
		}
		onDone?.();
		if (sourceHealth === 'for') this.#outage.noteSuccess();
		else if (sourceHealth === 'against' && source.remote) {
			const gone = this.#outage.noteFailure(answered, this.#clock.now());
			if (gone)
				throw unavailable(source, this.#failures.get(prefix) ?? 'no answer', this.#outage.came);
		}
	}

	#write(): void {
		const pending = this.#pending;
		if (pending.length === 0) return;
		this.#pending = [];
		const outcomes = pending.map(({ outcome }) => outcome);
		this.#options.store.record(outcomes, this.#options.source.name, Date.now());
		for (const { outcome, wasHeld } of pending) this.#tally.count(outcome, wasHeld);
	}
}
