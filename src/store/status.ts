/** Reads the state of the store: what is in it, how old it is, and what the last sync left undone. */

import type { HashKindName } from '../range/kind.ts';
import { formatPrefix, PREFIX_COUNT } from '../range/prefix.ts';
import { shownUrl } from '../text/secrets.ts';
import type { Bytes, Count, PrefixText, Share, UtcTime } from '../text/units.ts';
import { openStore } from './open-store.ts';
import type { SyncEnd } from './tables/records.ts';

/** What is in the store, how old it is, and what the last sync left undone. */
export interface StoreStatus {
	/** The path of the store, as given. */
	readonly path: string;
	/** Size of the store on disk: the database and its write-ahead log. */
	readonly bytes: Bytes;
	/** The kind of hashes in the store. */
	readonly algorithm: HashKindName;
	/** When the store was created. */
	readonly createdAt: UtcTime;
	/** Ranges in the store. */
	readonly ranges: Count;
	/** Ranges there are: 1,048,576. */
	readonly rangesTotal: Count;
	/** Share of all ranges that are in the store: ranges / rangesTotal. */
	readonly coverage: Share;
	/** Hashes in the store. */
	readonly hashes: Count;
	/** When the range checked longest ago was last checked against its source; null in an empty store. */
	readonly oldestCheck: UtcTime | null;
	/** When the range checked most recently was last checked against its source; null in an empty store. */
	readonly newestCheck: UtcTime | null;
	/** The last sync; null before the first. */
	readonly lastSync: LastSync | null;
	/** Ranges whose last fetch failed. */
	readonly failures: readonly LastingFailure[];
}

/** The figures are null while a sync runs, and stay so if it was killed. */
export interface LastSync {
	/** When the sync began. */
	readonly startedAt: UtcTime;
	/** When the sync ended; null while it runs, and if it was killed. */
	readonly finishedAt: UtcTime | null;
	/** Where ranges came from: a URL without its query, or a path. */
	readonly source: string;
	/** Ranges requested: changed + unchanged + failed. */
	readonly requested: Count | null;
	/** Ranges that were new or had changed. */
	readonly changed: Count | null;
	/** Ranges that had not changed. */
	readonly unchanged: Count | null;
	/** Ranges not requested: fresh enough, or skipped because none of the probed ranges had changed. */
	readonly skipped: Count | null;
	/** Ranges that could not be fetched. */
	readonly failed: Count | null;
	readonly ended: SyncEnd | null;
}

export interface LastingFailure {
	/** The range. */
	readonly prefix: PrefixText;
	/** Why the last fetch failed, in words. */
	readonly reason: string;
	/** The first failure since the range was last fetched. */
	readonly since: UtcTime;
	/** The last failure. */
	readonly lastTried: UtcTime;
}

/**
 * @param kind of hashes that the store must have; by default any
 * @throws CredcheckError STORE_MISSING, NATIVE_MISSING, USAGE when the store has hashes of another kind
 */
export function readStatus(path: string, kind?: HashKindName): StoreStatus {
	const store = openStore(path, kind);
	try {
		const { ranges, hashes, oldestCheck, newestCheck } = store.totals();
		const lastSync = store.lastSync();
		return {
			path,
			bytes: store.fileBytes(),
			algorithm: store.kind.name,
			createdAt: store.meta('created_at') ?? '',
			ranges,
			rangesTotal: PREFIX_COUNT,
			coverage: ranges / PREFIX_COUNT,
			hashes,
			oldestCheck: isoTime(oldestCheck),
			newestCheck: isoTime(newestCheck),
			lastSync:
				lastSync === undefined
					? null
					: {
							...lastSync,
							// A store may come from elsewhere: what a sync hides before it stores is hidden here, too.
							source: shownUrl(lastSync.source),
							startedAt: new Date(lastSync.startedAt).toISOString(),
							finishedAt: isoTime(lastSync.finishedAt),
						},
			failures: store.failures().map(({ prefix, reason, since, triedAt }) => ({
				prefix: formatPrefix(prefix),
				reason,
				since: new Date(since).toISOString(),
				lastTried: new Date(triedAt).toISOString(),
			})),
		};
	} finally {
		store.close();
	}
}

export function isoTime(time: number | null | undefined): string | null {
	return time == null ? null : new Date(time).toISOString();
}
