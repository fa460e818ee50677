/** Brings the store up to date: plan, fetch, validate, write. */

import { CredcheckError, checkBound } from '../errors.ts';
import { openPool } from '../pool.ts';
import { type HashKind, SHA1 } from '../range/kind.ts';
import {
	ALL_PREFIXES,
	formatPrefix,
	type Prefix,
	type PrefixInterval,
	type PrefixSet,
} from '../range/prefix.ts';
import { openSource } from '../source/open.ts';
import type { RangeSource, Validators } from '../source/source.ts';
import type { RangeCheck } from '../store/reader.ts';
import { type CheckOutcome, openStoreForWriting, type StoreWriter } from '../store/writer.ts';
import { forEachConcurrently } from './concurrently.ts';
import { type FetchedRange, fetchRange } from './fetch-range.ts';
import { OutageWatch } from './outage.ts';
import { planSync, wantedPrefixes } from './plan.ts';
import { implausibility, usualSize } from './plausibility.ts';

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
	/** Requests in flight, 1 or more; default 64. */
	readonly concurrency?: number | undefined;
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
	readonly onProgress?: (progress: SyncProgress) => void;
	readonly onRetry?: (prefix: string, reason: string, delayMs: number) => void;
	readonly onFailure?: (prefix: string, reason: string) => void;
}

export interface SyncOutcome {
	/** changed + unchanged + failed. */
	readonly requested: number;
	readonly changed: number;
	readonly unchanged: number;
	readonly skipped: number;
	readonly failed: number;
	readonly failures: readonly { readonly prefix: string; readonly reason: string }[];
	/** In the ranges that changed. */
	readonly hashes: number;
	/** Received, as it came. */
	readonly bytes: number;
	readonly seconds: number;
	/** Ranges in the store after the run. */
	readonly rangesHeld: number;
}

export const DEFAULT_MAX_AGE_MS: number = 12 * 3_600_000;
export const DEFAULT_CONCURRENCY = 64;

/** A body is packed in 0.3 ms: with one task at a time the threads would wait half of theirs. */
const TASKS_AHEAD = 8;
/** Outcomes written in one transaction, at most. */
const BATCH = 128;
/** However few there are, outcomes wait no longer than this for the next one to take them along. */
const BATCH_MS = 500;

/**
 * Failed ranges do not make it throw: they are counted and named in the outcome.
 *
 * @throws CredcheckError SOURCE_UNAVAILABLE, STORE_MISSING, STORE_LOCKED, USAGE; the signal's reason
 *   when it is aborted. What was written before stays written.
 */
export async function sync(options: SyncOptions, events: SyncEvents = {}): Promise<SyncOutcome> {
	const startedAt = Date.now();
	const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
	checkBound('concurrency', concurrency, 1);
	checkBound('maxAgeMs', options.maxAgeMs, 0);
	const kind = SHA1;
	const source = await openSource(options.source, kind, {
		concurrency,
		allowHttp: options.allowHttp ?? false,
	});
	try {
		const wanted = wantedPrefixes(options.prefixes, options.needed);
		const asked = wanted ?? (await source.offered(ALL_PREFIXES, options.signal));
		options.signal?.throwIfAborted();
		const store = openStoreForWriting(options.store, kind);
		try {
			const maxAgeMs = options.maxAgeMs ?? DEFAULT_MAX_AGE_MS;
			const plan = planSync({
				asked,
				checkTimes: store.reader.checkTimes(),
				freshSince: options.full ? Number.POSITIVE_INFINITY : startedAt - maxAgeMs,
			});
			const run = new SyncRun(store, source, startedAt, plan.due.length, events);
			await run.fetchAll(plan.due, kind, concurrency, options.full ?? false, options.signal);
			return run.finish(plan.skipped);
		} finally {
			store.close();
		}
	} finally {
		await source.close();
	}
}

/** A range that was asked for. */
interface Asked {
	readonly prefix: Prefix;
	/** What is held of it. */
	readonly check: RangeCheck | undefined;
	readonly full: boolean;
}

/** The counts of one run, and the outcomes that wait to be written. */
class SyncRun {
	readonly #store: StoreWriter;
	readonly #source: RangeSource;
	readonly #startedAt: number;
	readonly #total: number;
	readonly #events: SyncEvents;
	readonly #id: number;
	readonly #failures: { prefix: Prefix; reason: string }[] = [];
	#pending: CheckOutcome[] = [];
	#pendingSince = 0;
	#changed = 0;
	#unchanged = 0;
	#hashes = 0;
	#bytes = 0;
	readonly #outage = new OutageWatch();
	readonly #usualSize: number;

	constructor(
		store: StoreWriter,
		source: RangeSource,
		startedAt: number,
		total: number,
		events: SyncEvents,
	) {
		this.#store = store;
		this.#source = source;
		this.#startedAt = startedAt;
		this.#total = total;
		this.#events = events;
		store.nameSource(source.name);
		this.#id = store.beginSync(source.name, startedAt);
		this.#usualSize = usualSize(store.reader.holdings());
	}

	/** Whatever ends it, what was fetched and found right by then is written. */
	async fetchAll(
		due: readonly Prefix[],
		kind: HashKind,
		concurrency: number,
		full: boolean,
		outer: AbortSignal | undefined,
	): Promise<void> {
		if (due.length === 0) return;
		const pool = openPool({ tasksAhead: TASKS_AHEAD });
		const onRetry = (prefix: Prefix, reason: string, delayMs: number) =>
			this.#events.onRetry?.(formatPrefix(prefix), reason, delayMs);
		try {
			await forEachConcurrently(due, concurrency, outer, async (prefix, signal) => {
				const context = { source: this.#source, kind, pool, signal, onRetry };
				const check = this.#store.reader.check(prefix);
				const known = full ? undefined : this.#usableValidators(check);
				this.#take(await fetchRange(prefix, known, context), { prefix, check, full });
			});
		} finally {
			await pool.close();
			this.#flush();
		}
	}

	/** Another source's validators mean nothing to this one. */
	#usableValidators(check: RangeCheck | undefined): Validators | undefined {
		return check?.source === this.#source.name ? check : undefined;
	}

	#take(fetched: FetchedRange, asked: Asked): void {
		const { prefix } = asked;
		const outcome = this.#judge(fetched, asked);
		let gone = false;
		if (outcome.kind === 'failed') {
			this.#failures.push({ prefix, reason: outcome.reason });
			this.#events.onFailure?.(formatPrefix(prefix), outcome.reason);
			const answered = fetched.kind !== 'failed' || fetched.answered;
			gone = this.#outage.noteFailure(answered, Date.now());
		} else {
			this.#outage.noteSuccess();
			if (outcome.kind === 'unchanged') this.#unchanged += 1;
			else {
				this.#changed += 1;
				this.#hashes += outcome.hashes;
			}
		}
		if (fetched.kind === 'fetched') this.#bytes += fetched.bytes;
		if (this.#pending.length === 0) this.#pendingSince = Date.now();
		this.#pending.push(outcome);
		if (this.#pending.length >= BATCH || Date.now() - this.#pendingSince >= BATCH_MS) this.#flush();
		this.#events.onProgress?.({
			done: this.#changed + this.#unchanged + this.#failures.length,
			total: this.#total,
			bytes: this.#bytes,
		});
		if (this.#source.remote && gone) throw this.#unavailable();
	}

	#judge(fetched: FetchedRange, { prefix, check, full }: Asked): CheckOutcome {
		if (fetched.kind === 'failed') return { kind: 'failed', prefix, reason: fetched.reason };
		if (fetched.kind === 'unchanged') return { kind: 'unchanged', prefix, validators: 'kept' };
		const { packed, checksum, hashes } = fetched;
		const reason = implausibility(hashes, check?.hashes, this.#usualSize);
		if (reason !== undefined) return { kind: 'failed', prefix, reason };
		const validators = {
			etag: fetched.validators.etag,
			lastModified: fetched.validators.lastModified,
		};
		if (check !== undefined && this.#store.checksum(prefix)?.equals(checksum)) {
			// A full run also mends a blob that is no longer what its checksum says.
			const whole = !full || this.#store.reader.range(prefix).kind === 'range';
			if (whole) return { kind: 'unchanged', prefix, validators };
		}
		return { kind: 'changed', prefix, packed, checksum, hashes, ...validators };
	}

	#flush(): void {
		const outcomes = this.#pending;
		this.#pending = [];
		if (outcomes.length > 0) this.#store.record(outcomes, this.#source.name, Date.now());
	}

	#unavailable(): CredcheckError {
		const [failure] = this.#failures.slice(-1);
		return new CredcheckError(
			'SOURCE_UNAVAILABLE',
			`${this.#source.name} gives no ranges: ${failure?.reason ?? 'no answer'}`,
			this.#source.remote
				? 'is the address right, and is there a proxy or a captive portal in between?'
				: 'a range file holds SUFFIX:COUNT lines in order, a dump HASH:COUNT lines',
		);
	}

	/** @throws CredcheckError SOURCE_UNAVAILABLE when nothing came of all that was asked for */
	finish(skipped: number): SyncOutcome {
		const failed = this.#failures.length;
		const counts = {
			requested: this.#changed + this.#unchanged + failed,
			changed: this.#changed,
			unchanged: this.#unchanged,
			skipped,
			failed,
		};
		const finishedAt = Date.now();
		this.#store.finishSync(this.#id, { ...counts, finishedAt });
		if (failed > 0 && failed === counts.requested && skipped === 0) throw this.#unavailable();
		return {
			...counts,
			failures: this.#failures
				.toSorted((a, b) => a.prefix - b.prefix)
				.map(({ prefix, reason }) => ({ prefix: formatPrefix(prefix), reason })),
			hashes: this.#hashes,
			bytes: this.#bytes,
			seconds: (finishedAt - this.#startedAt) / 1000,
			rangesHeld: this.#store.reader.holdings().ranges,
		};
	}
}
