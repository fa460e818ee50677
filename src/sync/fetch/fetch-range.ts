/** Fetching one range until it is right or given up: ask, decode, validate, and back off in between. */

import { CredcheckError } from '../../errors.ts';
import type { HashKind } from '../../range/kind.ts';
import type { Prefix } from '../../range/prefix.ts';
import type { RangeReply, RangeSource, Validators } from '../../source/source.ts';
import { type Backoff, MAX_BACKOFF_MS } from './backoff.ts';
import type { Clock } from './clock.ts';
import { packTask } from './pack-task.ts';
import type { Packers } from './packers.ts';

export type FetchedRange =
	| {
			readonly kind: 'fetched';
			readonly packed: Uint8Array;
			readonly checksum: Uint8Array;
			readonly hashes: number;
			/** See `bodyFingerprint`. */
			readonly head: number;
			/** Of the suffixes held, how many are in it; undefined when none are held whole. */
			readonly retained: number | undefined;
			readonly validators: Validators;
			/** Bytes of the body as it came. */
			readonly bytes: number;
	  }
	/** The body is what is held. */
	| {
			readonly kind: 'same';
			readonly hashes: number;
			readonly head: number;
			readonly validators: Validators;
			readonly bytes: number;
	  }
	/** The source says that what is held still stands. */
	| { readonly kind: 'unchanged' }
	/** `answered` is false where the source said nothing, or only that it is asked too much. */
	| { readonly kind: 'failed'; readonly reason: string; readonly answered: boolean };

export interface FetchContext {
	readonly source: RangeSource;
	readonly kind: HashKind;
	/** Opened when the first body has come: a refresh that finds nothing new needs no threads. */
	readonly packers: Packers;
	/** Where the range is held, to compare it with what comes; undefined when it is not. */
	readonly storePath: string | undefined;
	readonly pause: Backoff;
	readonly clock: Clock;
	/** The longest one range may take in all, from its first request on, in milliseconds. */
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
	readonly onRetry?: ((prefix: Prefix, reason: string, delayMs: number) => void) | undefined;
}

/** Maximum number of requests for one range, the first included. */
const MAX_ATTEMPTS = 4;
/** Upper bound of the first wait; the bound doubles with each retry. */
const BASE_DELAY_MS = 300;
/** A range is retried only if at least this share of its time limit remains. */
const MIN_TIME_LEFT = 0.1;

/**
 * Never rejects for what the source did; rejects when the signal is aborted, and with OUTPUT when there
 * is no store any more.
 *
 * @param known validators to ask with; undefined asks for the body whatever is held
 */
export async function fetchRange(
	prefix: Prefix,
	known: Validators | undefined,
	context: FetchContext,
): Promise<FetchedRange> {
	const { source, signal, pause, clock } = context;
	await pause.wait(signal, MAX_BACKOFF_MS);
	const deadline = clock.now() + context.timeoutMs;
	let reasonBefore: string | undefined;
	for (let attempt = 1; ; attempt += 1) {
		const outcome = await tryOnce(prefix, known, deadline - clock.now(), context);
		signal.throwIfAborted();
		if (outcome.kind !== 'failed') return outcome;
		const { retry, afterMs = 0, throttled = false } = outcome;
		// A try that was cut off by the end of the range's time tells less than the one before it.
		const late = clock.now() >= deadline;
		const reason = (late ? reasonBefore : undefined) ?? outcome.reason;
		// A source that puts everybody off for ever is as good as gone.
		const answered = outcome.answered && !throttled;
		reasonBefore = reason;
		if (throttled) pause.request(afterMs);
		const asked = Math.max(Math.min(afterMs, MAX_BACKOFF_MS), pause.remainingMs());
		const wait = asked + jitter(attempt);
		const left = deadline - clock.now() - wait;
		const again =
			source.remote && retry && attempt < MAX_ATTEMPTS && left > context.timeoutMs * MIN_TIME_LEFT;
		if (!again) return { kind: 'failed', reason, answered };
		context.onRetry?.(prefix, reason, wait);
		await clock.wait(wait, signal);
		await pause.wait(signal, deadline - clock.now());
	}
}

type Attempt = Exclude<FetchedRange, { kind: 'failed' }> | Extract<RangeReply, { kind: 'failed' }>;

async function tryOnce(
	prefix: Prefix,
	known: Validators | undefined,
	withinMs: number,
	{ source, kind, packers, storePath, signal }: FetchContext,
): Promise<Attempt> {
	const reply = await source.fetch(prefix, known, signal, withinMs);
	if (reply.kind !== 'body') return reply;
	const bytes = reply.body.bytes.byteLength;
	const { validators } = reply;
	const task = { prefix, kind: kind.name, body: reply.body, storePath };
	const pool = await packers.open();
	const result = await pool.run(packTask, task, { transfer: [reply.body.bytes.buffer] });
	if (result.kind === 'unreadable') {
		throw new CredcheckError(
			'OUTPUT',
			`the store ${storePath} cannot be read any more`,
			'it may have been removed or replaced: find out what did that, then run the same command again',
		);
	}
	if (result.kind === 'refused') {
		return { kind: 'failed', reason: result.reason, answered: true, retry: true };
	}
	if (result.kind === 'same') return { ...result, validators, bytes };
	return { ...result, kind: 'fetched', validators, bytes };
}

/**
 * Full jitter: anything up to a bound that doubles with each attempt, so that many clients that
 * failed together do not come back together.
 */
function jitter(attempt: number): number {
	return Math.random() * BASE_DELAY_MS * 2 ** (attempt - 1);
}
