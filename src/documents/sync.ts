/** A sync, as JSON. */

import type { ProbeOutcome, SyncOutcome } from '../sync/sync-run.ts';
import type { PrefixText } from '../text/units.ts';

/**
 * What `credcheck sync --json` prints on stdout: what the run did. Also printed, before the error, by a
 * run that ends early, unless it never got to its store.
 */
export interface SyncDocument extends Omit<SyncOutcome, 'probe'> {
	/** Which document this is. */
	readonly type: 'sync';
	/** The ranges that could not be fetched, as `failures` has them. */
	readonly failedPrefixes: readonly PrefixText[];
	/** What asking a few ranges first came to; null when it was not done. */
	readonly probe: ProbeOutcome | null;
}

export function syncDocument({ probe, ...outcome }: SyncOutcome): SyncDocument {
	const { requested, changed, unchanged, skipped, failed, failures, ...rest } = outcome;
	return {
		type: 'sync',
		requested,
		changed,
		unchanged,
		skipped,
		failed,
		failedPrefixes: failures.map(({ prefix }) => prefix),
		failures,
		probe: probe ?? null,
		...rest,
	};
}
