/** Fetches one range: requests it, has it packed, and retries until it is valid or the attempts are used up. */

import { formatPrefix, type Prefix } from '../../range/prefix.ts';
import type { RangeReply, RangeSource, Validators } from '../../source/source.ts';
import type { Clock } from './clock.ts';
import type { Failure } from './outage.ts';
import type { PackedBody, PackInput } from './pack-task.ts';
import type { Packers } from './packers.ts';
import { MAX_PAUSE_MS, type SharedPause } from './shared-pause.ts';

export type FetchedRange =
	| (PackedBody &
			Validators & {
				/** Bytes of the body as received. */
				readonly bytes: number;
			})
	/** The source reports that the stored range is current. */
	| { readonly kind: 'unchanged' }
	/** `answered` is false where the source did not respond, or only to limit the rate of requests. */
	| (Failure & { readonly kind: 'failed'; readonly answered: boolean });

export interface FetchContext extends Pick<PackInput, 'kind' | 'storePath'> {
	readonly source: RangeSource;
	readonly packers: Packers;
	readonly pause: SharedPause;
	readonly clock: Clock;
	/** Time limit for one range, from its first request on, in milliseconds. */
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
	readonly onRetry?: ((prefix: string, reason: string, delayMs: number) => void) | undefined;
}

/** Maximum number of requests for one range, the first included. */
const MAX_ATTEMPTS = 4;
/** Upper bound of the first wait; the bound doubles with each retry. */
const BASE_DELAY_MS = 300;
/** A range is retried only if at least this share of its time limit remains. */
const MIN_TIME_LEFT = 0.1;

/**
 * Never rejects for an error of the source. Rejects when the signal is aborted, and with what `packBodiesTask` throws
 * when the store cannot be read.
 *
 * @param known validators to send; undefined to request the body whatever is stored
 */
export async function fetchRange(
	prefix: Prefix,
	known: Validators | undefined,
	context: FetchContext,
): Promise<FetchedRange> {
	const { source, signal, pause, clock } = context;
	await pause.wait(signal, MAX_PAUSE_MS);
	const deadline = clock.now() + context.timeoutMs;
	let previous: Failure | undefined;
	for (let attempt = 1; ; attempt += 1) {
		const outcome = await tryOnce(prefix, known, deadline - clock.now(), context);
		signal.throwIfAborted();
		if (outcome.kind !== 'failed') return outcome;
		const { retry, afterMs = 0, throttled = false } = outcome;
		// The reason of an attempt cut off by the time limit is less useful than the one before it.
		const late = clock.now() >= deadline;
		const { reason, hint } = (late ? previous : undefined) ?? outcome;
		previous = { reason, hint };
		if (throttled) pause.request(afterMs);
		const requestedMs = Math.max(Math.min(afterMs, MAX_PAUSE_MS), pause.remainingMs());
		// Full jitter, so that many clients that failed together do not come back together.
		const wait = requestedMs + Math.random() * BASE_DELAY_MS * 2 ** (attempt - 1);
		const left = deadline - clock.now() - wait;
		const again =
			source.remote && retry && attempt < MAX_ATTEMPTS && left > context.timeoutMs * MIN_TIME_LEFT;
		// A source that throttles every request for good is as good as down.
		if (!again) return { kind: 'failed', reason, hint, answered: outcome.answered && !throttled };
		context.onRetry?.(formatPrefix(prefix), reason, wait);
		await clock.wait(wait, signal);
		await pause.wait(signal, deadline - clock.now());
	}
}

type Attempt =
	| Exclude<FetchedRange, { kind: 'failed' }>
	| (Extract<RangeReply, { kind: 'failed' }> & Failure);

async function tryOnce(
	prefix: Prefix,
	known: Validators | undefined,
	withinMs: number,
	{ source, kind, packers, storePath, signal }: FetchContext,
): Promise<Attempt> {
	const reply = await source.fetch(prefix, known, signal, withinMs);
	if (reply.kind !== 'body') return reply;
	const { body, validators } = reply;
	const bytes = body.bytes.byteLength;
	const result = await packers.pack({ prefix, kind, body, storePath });
	return result.kind === 'refused'
		? { ...result, kind: 'failed', answered: true, retry: true }
		: { ...result, ...validators, bytes };
}
