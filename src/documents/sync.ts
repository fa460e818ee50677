/** A sync, as JSON. */

import type { ProbeOutcome, SyncOutcome } from '../sync/sync-run.ts';
import type { PrefixText } from '../text/units.ts';

/**
 * What `credcheck sync --json` prints on stdout: what the run did. A run that ends early prints it too,
 * before the error, unless it ended before it opened its store.
 */
export interface SyncDocument extends Omit<SyncOutcome, 'probe'> {
	/** Which document this is. */
	readonly type: 'sync';
	/** The prefixes of `failures`: the ranges that could not be fetched. */
	readonly failedPrefixes: readonly PrefixText[];
	/** The result of probing a few ranges first; null if there was no probe. */
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
