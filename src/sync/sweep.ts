/** Fetches many ranges into the store: several at a time, each judged, and written in batches. */

import { forEachConcurrently } from '../concurrency.ts';
import { formatPrefix, PREFIX_COUNT, type Prefix } from '../range/prefix.ts';
import type { StoreReader } from '../store/reader.ts';
import type { CheckOutcome } from '../store/tables/check-outcome.ts';
import type { RangeCheck } from '../store/tables/records.ts';
import type { StoreWriter } from '../store/writer.ts';
import type { PrefixText } from '../text/units.ts';
import { type FetchContext, type FetchedRange, fetchRange } from './fetch/fetch-range.ts';
import { type Failure, OutageWatch, unavailable } from './fetch/outage.ts';
import { SharedPause } from './fetch/shared-pause.ts';
import { Judge } from './judge/judge.ts';
import type { SpaceWatch } from './plan/space.ts';
import { SweepTally, type TallyCounts } from './sweep-tally.ts';
import type { OutcomeWriter } from './write/outcome-writer.ts';

export interface SweepOptions
	extends Pick<FetchContext, 'source' | 'packers' | 'clock' | 'timeoutMs' | 'onRetry'> {
	readonly store: StoreWriter;
	readonly writer: OutcomeWriter;
	/** Requests in flight, 1 or more. */
	readonly concurrency: number;
	readonly signal: AbortSignal | undefined;
	/** Request every body, even of ranges that the store has. */
	readonly full: boolean;
	/** Whether the store is to remember which ranges failed; default true. */
	readonly keepsFailures?: boolean | undefined;
	/** Accept ranges even if they lack stored hashes. */
	readonly trustSource: boolean;
	readonly space?: SpaceWatch;
	/** Called when a range has been dealt with; may not throw, like `onRetry` and `onFailure`. */
	readonly onDone?: () => void;
	readonly onFailure?: ((prefix: string, reason: string) => void) | undefined;
}

/** Only ranges that were written count as changed or unchanged. */
export interface SweepCounts extends TallyCounts {
	readonly failed: number;
	/** Whether the source responded to any request. */
	readonly answered: boolean;
}

export interface RangeFailure {
	/** The range. */
	readonly prefix: PrefixText;
	/** Why it could not be fetched, in words. */
	readonly reason: string;
}

/** Maximum outcomes in one transaction. */
const BATCH = 128;
/** Outcomes that have waited this long are written with the next one, however few they are. */
const BATCH_MS = 500;

export class Sweep {
	readonly #options: SweepOptions;
	readonly #judge: Judge;
	readonly #outage = new OutageWatch();
	readonly #pause: SharedPause;
	readonly #failures = new Map<Prefix, Failure>();
	readonly #tally = new SweepTally();
	#pending: { readonly outcome: CheckOutcome; readonly wasStored: boolean }[] = [];
	#pendingSince = 0;
	/** Ends when the last of the fetched ranges has been dealt with: one after the other is. */
	#turn: Promise<void> = Promise.resolve();
	/** Bytes received, as sent by the source. */
	bytes = 0;
	#answered = false;

	constructor(options: SweepOptions) {
		this.#options = options;
		this.#pause = new SharedPause(options.clock);
		this.#judge = new Judge(options.store.reader, options.trustSource, () => this.#writeAll());
	}

	get counts(): SweepCounts {
		const failed = this.#failures.size;
		return { ...this.#tally.counts, failed, answered: this.#answered };
	}

	/** Ascending. */
	get failures(): RangeFailure[] {
		return [...this.#failures]
			.toSorted(([a], [b]) => a - b)
			.map(([prefix, { reason }]) => ({ prefix: formatPrefix(prefix), reason }));
	}

	/** Of the ranges that failed, that of the first. The last range of a dump may fail in a way of its own. */
	get firstFailure(): Failure | undefined {
		let first: Prefix = PREFIX_COUNT;
		for (const prefix of this.#failures.keys()) first = Math.min(first, prefix);
		return this.#failures.get(first);
	}

	/**
	 * However it ends, the ranges accepted by then are written, unless that is what fails. Failed ranges do not make it
	 * throw: they are in `failures`.
	 *
	 * @throws CredcheckError SOURCE_UNAVAILABLE when the source is down, OUTPUT when the store cannot
	 *   grow; the signal's reason when it is aborted
	 */
	async fetch(prefixes: Iterable<Prefix>): Promise<void> {
		const { store, concurrency, full, source, packers, clock, timeoutMs, onRetry } = this.#options;
		const { reader } = store;
		const { kind } = reader;
		try {
			await forEachConcurrently(
				withChecks(prefixes, reader),
				concurrency,
				this.#options.signal,
				async ({ prefix, check }, signal) => {
					// Validators of another source mean nothing to this one.
					const known = full || check?.source !== source.name ? undefined : check;
					const fetched = await fetchRange(prefix, known, {
						source,
						packers,
						clock,
						timeoutMs,
						onRetry,
						kind,
						storePath: check === undefined ? undefined : reader.path,
						pause: this.#pause,
						signal,
					});
					const handled = this.#turn.then(() => this.#handle(fetched, prefix, check));
					this.#turn = handled.catch(() => undefined);
					await handled;
				},
			);
		} finally {
			await this.#writeAll();
		}
	}

	async #handle(
		fetched: FetchedRange,
		prefix: Prefix,
		check: RangeCheck | undefined,
	): Promise<void> {
		const { source, clock, space, onDone, onFailure } = this.#options;
		if (fetched.kind === 'changed' || fetched.kind === 'same') this.bytes += fetched.bytes;
		const answered = fetched.kind !== 'failed' || fetched.answered;
		this.#answered ||= answered;
		if (this.#pending.length === 0) this.#pendingSince = Date.now();
		const { outcomes, sourceHealth } = await this.#judge.judge(fetched, prefix, check);
		for (const outcome of outcomes) {
			this.#pending.push({ outcome, wasStored: check !== undefined });
			if (outcome.kind === 'failed' || outcome.kind === 'withdrawn') {
				const { reason } = outcome;
				const hint = fetched.kind === 'failed' ? fetched.hint : undefined;
				this.#failures.set(outcome.prefix, { reason, hint });
				onFailure?.(formatPrefix(outcome.prefix), reason);
				continue;
			}
			this.#failures.delete(outcome.prefix);
			if (outcome.kind === 'changed' && check === undefined) {
				space?.noteStored(outcome.packed.byteLength);
			}
		}
		if (this.#pending.length >= BATCH || Date.now() - this.#pendingSince >= BATCH_MS) {
			await this.#write();
			space?.checkNowAndThen();
		}
		onDone?.();
		if (sourceHealth === 'for') this.#outage.noteSuccess();
		else if (sourceHealth === 'against' && source.remote) {
			const isDown = this.#outage.noteFailure(answered, clock.now());
			if (isDown) throw unavailable(source, this.#failures.get(prefix), this.#outage.succeeded);
		}
	}

	async #writeAll(): Promise<void> {
		try {
			await this.#write();
		} finally {
			await this.#options.writer.flush();
		}
	}

	async #write(): Promise<void> {
		const pending = this.#pending;
		if (pending.length === 0) return;
		this.#pending = [];
		const { keepsFailures = true, writer } = this.#options;
		const outcomes = pending
			.map(({ outcome }) => outcome)
			.filter(({ kind }) => keepsFailures || kind !== 'failed');
		// Counted only once they are written, for instance not when the disk is full.
		await writer.write(outcomes, () => {
			for (const { outcome, wasStored } of pending) this.#tally.count(outcome, wasStored);
		});
	}
}

/** Checks that are read at a time: one transaction for each took longer than the reading. */
const CHECKS = 64;

/** Each prefix with the check of its stored range. */
function* withChecks(prefixes: Iterable<Prefix>, reader: StoreReader) {
	const read = (some: readonly Prefix[]) =>
		reader.inOneState(() => some.map((prefix) => ({ prefix, check: reader.check(prefix) })));
	let some: Prefix[] = [];
	for (const prefix of prefixes) {
		some.push(prefix);
		if (some.length < CHECKS) continue;
		yield* read(some);
		some = [];
	}
	yield* read(some);
}
