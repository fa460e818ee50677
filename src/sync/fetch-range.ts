/** Fetching one range until it is right or given up: ask, decode, validate, and back off in between. */

import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerPool } from '../pool.ts';
import type { HashKind } from '../range/kind.ts';
import type { Prefix } from '../range/prefix.ts';
import type { RangeReply, RangeSource, Validators } from '../source/source.ts';

export type FetchedRange =
	| {
			readonly kind: 'fetched';
			readonly packed: Uint8Array;
			readonly checksum: Uint8Array;
			readonly hashes: number;
			readonly validators: Validators;
			/** Bytes of the body as it came. */
			readonly bytes: number;
	  }
	| { readonly kind: 'unchanged' }
	/** `answered` is false where the source said nothing at all. */
	| { readonly kind: 'failed'; readonly reason: string; readonly answered: boolean };

export interface FetchContext {
	readonly source: RangeSource;
	readonly kind: HashKind;
	readonly pool: WorkerPool;
	readonly signal: AbortSignal;
	readonly onRetry?: ((prefix: Prefix, reason: string, delayMs: number) => void) | undefined;
}

/** Requests for one range in all. */
const ATTEMPTS = 4;
/** The first wait is up to this, each further one up to twice the one before. */
const BASE_DELAY_MS = 300;
/** However long a source asks to be left alone, one range waits no longer. */
const MAX_RETRY_AFTER_MS = 60_000;

/** Never rejects for what the source did; rejects when the signal is aborted. */
export async function fetchRange(
	prefix: Prefix,
	known: Validators | undefined,
	context: FetchContext,
): Promise<FetchedRange> {
	const { source, signal } = context;
	for (let attempt = 1; ; attempt += 1) {
		const outcome = await tryOnce(prefix, known, context);
		signal.throwIfAborted();
		if (outcome.kind !== 'failed') return outcome;
		if (!source.remote || !outcome.retry || attempt === ATTEMPTS) {
			return { kind: 'failed', reason: outcome.reason, answered: outcome.answered };
		}
		const wait = delayBefore(attempt, outcome.afterMs, Math.random());
		context.onRetry?.(prefix, outcome.reason, wait);
		await delay(wait, undefined, { signal });
	}
}

type Attempt = Exclude<FetchedRange, { kind: 'failed' }> | Extract<RangeReply, { kind: 'failed' }>;

async function tryOnce(
	prefix: Prefix,
	known: Validators | undefined,
	{ source, kind, pool, signal }: FetchContext,
): Promise<Attempt> {
	const reply = await source.fetch(prefix, known, signal);
	if (reply.kind !== 'body') return reply;
	const bytes = reply.body.bytes.byteLength;
	const task = { prefix, kind: kind.name, body: reply.body };
	const result = await pool.run('packBody', task, { transfer: [reply.body.bytes.buffer] });
	if (!result.ok) return { kind: 'failed', reason: result.reason, answered: true, retry: true };
	const { packed, checksum, hashes } = result;
	return { kind: 'fetched', packed, checksum, hashes, validators: reply.validators, bytes };
}

/**
 * Full jitter: anything up to a bound that doubles with each attempt, so that many clients that
 * failed together do not come back together. A wait that the source asked for is kept, up to a bound.
 *
 * @param chance 0 to 1
 */
function delayBefore(attempt: number, askedMs: number | undefined, chance: number): number {
	const jitter = chance * BASE_DELAY_MS * 2 ** (attempt - 1);
	return Math.min(askedMs ?? 0, MAX_RETRY_AFTER_MS) + jitter;
}
