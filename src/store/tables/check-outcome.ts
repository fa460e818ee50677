/** What checking a range against its source may result in: what a sync hands to the store to be written. */

import type { CountChange } from '../../range/count-bins.ts';
import type { Prefix } from '../../range/prefix.ts';

/** A valid body. */
export interface ValidBody {
	readonly hashes: number;
	/** See `bodyFingerprint`. */
	readonly head: number;
}

/** A valid body that is not stored yet. */
export interface NewBody extends ValidBody {
	readonly packed: Uint8Array;
	readonly checksum: Uint8Array;
	/** The checksum of the stored body that it was compared with; undefined if there was none. */
	readonly replaces: Uint8Array | undefined;
	/** How its counts differ from those of that body. */
	readonly change: CountChange;
}

/** A range whose body was received. */
interface ReceivedRange {
	readonly prefix: Prefix;
	readonly etag?: string | undefined;
	readonly lastModified?: string | undefined;
}

/** The result of one check of a range. */
export type CheckOutcome =
	| ({ readonly kind: 'changed' } & NewBody & ReceivedRange)
	/** The source reported no change (304): the blob and its validators stay. */
	| { readonly kind: 'unchanged'; readonly prefix: Prefix }
	/** The body equals the stored one: only the validators are replaced. */
	| ({ readonly kind: 'same' } & ValidBody & ReceivedRange)
	/** The stored range, if any, stays. */
	| { readonly kind: 'failed'; readonly prefix: Prefix; readonly reason: string }
	/** The stored body turned out to belong to another range: it is deleted, and the range counts as failed. */
	| { readonly kind: 'withdrawn'; readonly prefix: Prefix; readonly reason: string };

type StoredOutcome = Exclude<CheckOutcome, { readonly kind: 'failed' | 'withdrawn' }>;

/** Whether the range is in the store now. */
export function isStored(outcome: CheckOutcome): outcome is StoredOutcome {
	return outcome.kind !== 'failed' && outcome.kind !== 'withdrawn';
}
