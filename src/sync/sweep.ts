/** Fetching many ranges into the store: so many at a time, judged, and written in batches. */

import { openPool, type WorkerPool } from '../pool.ts';
import type { HashKind } from '../range/kind.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import type { RangeSource, Validators } from '../source/source.ts';
import type { RangeCheck } from '../store/reader.ts';
import type { CheckOutcome, StoreWriter } from '../store/writer.ts';
import { forEachConcurrently } from './concurrently.ts';
import { type FetchedRange, fetchRange } from './fetch-range.ts';
import { Judge } from './judge.ts';
import { OutageWatch, unavailable } from './outage.ts';
import { Pause } from './pause.ts';
import type { SpaceWatch } from './space.ts';

export interface SweepOptions {
	readonly store: StoreWriter;
	readonly source: RangeSource;
	readonly kind: HashKind;
	/** Requests in flight, 1 or more. */
	readonly concurrency: number;
	/** The longest one range may take in all, in milliseconds. */
	readonly timeoutMs: number;
	readonly signal: AbortSignal | undefined;
	/** Called on the way; none of them may throw. */
	readonly onDone?: (() => void) | undefined;
	readonly onRetry?: ((prefix: string, reason: string, delayMs: number) => void) | undefined;
	readonly onFailure?: ((prefix: string, reason: string) => void) | undefined;
	readonly space?: SpaceWatch | undefined;
	/** Instead of one that the sweep opens and closes itself. */
	readonly pool?: (() => WorkerPool) | undefined;
}

export interface SweepCounts {
	readonly changed: number;
	readonly unchanged: number;
	readonly failed: number;
	/** In the ranges that changed. */
	readonly hashes: number;
	/** Received, as it came. */
	readonly bytes: number;
}

export interface RangeFailure {
	readonly prefix: string;
	readonly reason: string;
}

/** Requests in flight when nobody says otherwise. */
export const DEFAULT_CONCURRENCY = 64;
/** The longest one range may take in all when nobody says otherwise. */
export const DEFAULT_TIMEOUT_MS = 120_000;

/** A body is packed in 0.3 ms: with one task at a time the threads would wait half of theirs. */
const TASKS_AHEAD = 8;
/** Outcomes written in one transaction, at most. */
const BATCH = 128;
/** However few there are, outcomes wait no longer than this for the next one to take them along. */
const BATCH_MS = 500;

export class Sweep {
	readonly #options: SweepOptions;
	readonly #judge: Judge;
	readonly #outage = new OutageWatch();
	readonly #pause = new Pause();
	readonly #failures = new Map<Prefix, string>();
	#pool: WorkerPool | undefined;
	#pending: CheckOutcome[] = [];
	#pendingSince = 0;
	#changed = 0;
	#unchanged = 0;
	#hashes = 0;
	#bytes = 0;
	#heard = false;

	constructor(options: SweepOptions) {
		this.#options = options;
		options.store.nameSource(options.source.name);
		this.#judge = new Judge(options.store, () => this.#write());
	}

	get counts(): SweepCounts {
		return {
			changed: this.#changed,
			unchanged: this.#unchanged,
			failed: this.#failures.size,
			hashes: this.#hashes,
			bytes: this.#bytes,
		};
	}

	/** Ascending. */
	get failures(): RangeFailure[] {
		return [...this.#failures]
			.toSorted(([a], [b]) => a - b)
			.map(([prefix, reason]) => ({ prefix: formatPrefix(prefix), reason }));
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
						pool: this.#options.pool ?? (() => this.#ownPool()),
						storePath: check === undefined ? undefined : store.reader.path,
						pause: this.#pause,
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
		this.#options.space?.check();
	}

	async close(): Promise<void> {
		await this.#pool?.close();
	}

	#ownPool(): WorkerPool {
		this.#pool ??= openPool({ tasksAhead: TASKS_AHEAD });
		return this.#pool;
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
		const outcomes = this.#judge.judge(fetched, prefix, check);
		for (const outcome of outcomes) {
			this.#count(outcome);
			if (outcome.kind === 'changed' && check === undefined) {
				space?.noteStored(outcome.packed.byteLength);
			}
		}
		this.#pending.push(...outcomes);
		if (this.#pending.length >= BATCH || Date.now() - this.#pendingSince >= BATCH_MS) {
			this.#write();
			space?.checkNowAndThen();
		}
		onDone?.();
		if (outcomes.every(({ kind }) => kind === 'changed' || kind === 'unchanged')) {
			this.#outage.noteSuccess();
		} else if (this.#outage.noteFailure(answered, Date.now()) && source.remote) {
			throw unavailable(source, this.#failures.get(prefix) ?? 'no answer');
		}
	}

	#count(outcome: CheckOutcome): void {
		if (outcome.kind === 'changed') {
			this.#changed += 1;
			this.#hashes += outcome.hashes;
			return;
		}
		if (outcome.kind === 'unchanged') {
			this.#unchanged += 1;
			return;
		}
		if (outcome.kind === 'withdrawn') {
			this.#changed -= 1;
			this.#hashes -= outcome.hashes;
		}
		this.#failures.set(outcome.prefix, outcome.reason);
		this.#options.onFailure?.(formatPrefix(outcome.prefix), outcome.reason);
	}

	#write(): void {
		const outcomes = this.#pending;
		if (outcomes.length === 0) return;
		this.#pending = [];
		this.#options.store.record(outcomes, this.#options.source.name, Date.now());
	}
}
