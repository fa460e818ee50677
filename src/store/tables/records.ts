/** What the tables of a store tell of it. */

import type { ErrorCode } from '../../errors.ts';
import type { Prefix } from '../../range/prefix.ts';

/** What is stored of a range besides its blob. */
export interface RangeCheck {
	/** Milliseconds since 1970. */
	readonly checkedAt: number;
	readonly hashes: number;
	/** The name of the source. */
	readonly source: string;
	readonly etag: string | undefined;
	readonly lastModified: string | undefined;
}

/** Totals over all stored ranges. Times in milliseconds since 1970, undefined in an empty store. */
export interface StoreTotals {
	readonly ranges: number;
	readonly hashes: number;
	readonly oldestCheck: number | undefined;
	readonly newestCheck: number | undefined;
}

/**
 * How the sync ended: `done`; `unchanged` when none of the probed ranges had changed and nothing else was
 * due; or the code of the error that ended it, which is `INCOMPLETE` when ranges failed.
 */
export type SyncEnd = 'done' | 'unchanged' | ErrorCode;

/** What is recorded of a run of sync when it ends. */
export interface FinishedSync {
	/** Milliseconds since 1970. */
	readonly finishedAt: number;
	readonly requested: number;
	readonly changed: number;
	readonly unchanged: number;
	readonly skipped: number;
	readonly failed: number;
	readonly ended: SyncEnd;
}

/** A run of sync as recorded: all of {@link FinishedSync} is null while it runs, or if it was killed. */
export type SyncRecord = { readonly startedAt: number; readonly source: string } & {
	readonly [Field in keyof FinishedSync]: FinishedSync[Field] | null;
};

/** A range whose last fetch failed. */
export interface FailedRange {
	readonly prefix: Prefix;
	readonly reason: string;
	/** The first failure since the last successful fetch, and the last one; milliseconds since 1970. */
	readonly since: number;
	readonly triedAt: number;
}
