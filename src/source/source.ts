/**
 * Where ranges come from. One interface, three kinds: an HTTP endpoint, a folder of range files, one
 * sorted dump file. A source hands over what it was sent, undecoded; what it is worth is judged later.
 */

import type { Prefix, PrefixInterval, PrefixSet } from '../range/prefix.ts';
import type { LineForm } from '../range/wire.ts';

/** What a source said about the version of a body; sent back as it came. */
export interface Validators {
	readonly etag?: string | undefined;
	readonly lastModified?: string | undefined;
}

export type BodyEncoding = 'identity' | 'gzip' | 'br';

/** A body as it came, with what is needed to read it. */
export interface RangeBody {
	/** Owns its memory, so that it can be handed to another thread without a copy. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly encoding: BodyEncoding;
	readonly form: LineForm;
}

export type RangeReply =
	| { readonly kind: 'body'; readonly body: RangeBody; readonly validators: Validators }
	/** The validators that were sent still hold. */
	| { readonly kind: 'unchanged' }
	/**
	 * `reason` is a few words. `answered` says whether the source said anything at all, `retry` whether
	 * the same request may succeed later, `afterMs` how long it asked to be left alone, `throttled` that
	 * it asks so of every request and not of this one.
	 */
	| {
			readonly kind: 'failed';
			readonly reason: string;
			readonly answered: boolean;
			readonly retry: boolean;
			readonly afterMs?: number | undefined;
			readonly throttled?: boolean;
	  };

export interface RangeSource {
	/** As shown and as recorded in the store. Never holds a credential. */
	readonly name: string;
	/** Whether asking again may bring something else: a file stays what it is. */
	readonly remote: boolean;
	/**
	 * The prefixes within the interval for which this source says it has a range.
	 *
	 * @param signal ends the search; it then rejects with the signal's reason
	 */
	offered(within: PrefixInterval, signal?: AbortSignal): Promise<PrefixSet>;
	/**
	 * Fetches one range. What the source did wrong with it is a `failed` reply; it rejects only where
	 * there turns out to be no source at all.
	 *
	 * @param known validators of the version that is held; without them the answer is never `unchanged`
	 * @param signal ends the request at once; the reply is then `failed` and means nothing
	 * @param withinMs the longest the request may take; a source may allow less
	 */
	fetch(
		prefix: Prefix,
		known: Validators | undefined,
		signal: AbortSignal,
		withinMs?: number,
	): Promise<RangeReply>;
	close(): Promise<void>;
}

/** A reply that asking again would not change. */
export function refused(reason: string): RangeReply {
	return { kind: 'failed', reason, answered: true, retry: false };
}
