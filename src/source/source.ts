/**
 * Where ranges come from: an HTTP endpoint, a folder of range files, or one sorted dump file. A source
 * returns bodies as received; the sync decodes and validates them.
 */

import type { Prefix, PrefixSet } from '../range/prefix.ts';
import type { LineForm } from '../range/wire.ts';
import type { RequestFailed } from './connection.ts';

/** The ETag and date that came with a body; sent back unchanged to find out whether it has changed. */
export interface Validators {
	readonly etag?: string | undefined;
	readonly lastModified?: string | undefined;
}

export type BodyEncoding = 'identity' | 'gzip' | 'br';

/** A body as received, with what is needed to read it. */
export interface RangeBody {
	/** Owns its memory, so that it can be transferred to another thread without a copy. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly encoding: BodyEncoding;
	readonly form: LineForm;
	/** Whether another program than the range API may have written it, a little differently; default false. */
	readonly untidy?: boolean;
}

export type RangeReply =
	| { readonly kind: 'body'; readonly body: RangeBody; readonly validators: Validators }
	/** The validators that were sent are still current. */
	| { readonly kind: 'unchanged' }
	/**
	 * `afterMs` is how long the source requests to wait; `throttled` means that this applies to all
	 * requests, not only to this one.
	 */
	| (RequestFailed & { readonly afterMs?: number | undefined; readonly throttled?: boolean });

export interface RangeSource {
	/** As shown and as recorded in the store: of a URL, as `shownUrl` has it. */
	readonly name: string;
	/** Whether another attempt may return something else: a file does not change. */
	readonly remote: boolean;
	/**
	 * The prefixes whose ranges this source has, as far as it knows without fetching them.
	 *
	 * @param signal ends the search, which then rejects with the signal's reason
	 */
	offered(signal?: AbortSignal): Promise<PrefixSet>;
	/**
	 * Fetches one range. An error of the source is a `failed` reply; rejects only if the source turns
	 * out to be unusable as a whole.
	 *
	 * @param known validators of the stored version; without them the reply is never `unchanged`
	 * @param signal ends the request at once; the reply is then `failed` and means nothing
	 * @param withinMs time limit for the request; a source may have a lower one
	 */
	fetch(
		prefix: Prefix,
		known: Validators | undefined,
		signal: AbortSignal,
		withinMs?: number,
	): Promise<RangeReply>;
	/** What the user should know of the source as a whole, once `offered` has searched it; default nothing. */
	warnings?(): readonly string[];
	/** Bytes of an average range as text, once `offered` has searched the source; undefined while they are not known. */
	averageBytes?(): number | undefined;
	close(): Promise<void>;
}

/** A reply that another attempt would not change. */
export function refused(reason: string): RangeReply {
	return { kind: 'failed', reason, answered: true, retry: false };
}
