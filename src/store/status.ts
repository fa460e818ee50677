/** What the store holds, how old it is, and what the last sync left undone. */

import { formatPrefix, PREFIX_COUNT } from '../range/prefix.ts';
import { openStore, type SyncEnd, type SyncRecord } from './reader.ts';

export interface StoreStatus {
	readonly path: string;
	/** Of the file and its log. */
	readonly bytes: number;
	readonly algorithm: string;
	/** UTC, ISO 8601. */
	readonly createdAt: string;
	readonly ranges: number;
	/** 1,048,576. */
	readonly rangesTotal: number;
	/** ranges / rangesTotal, 0 to 1. */
	readonly coverage: number;
	readonly hashes: number;
	/** UTC, ISO 8601; null in an empty store. */
	readonly oldestCheck: string | null;
	readonly newestCheck: string | null;
	/** Null before the first. Its `finishedAt` is null when it was cut off. */
	readonly lastSync: {
		readonly startedAt: string;
		readonly finishedAt: string | null;
		readonly source: string;
		readonly requested: number | null;
		readonly changed: number | null;
		readonly unchanged: number | null;
		readonly skipped: number | null;
		readonly failed: number | null;
		readonly ended: SyncEnd | null;
	} | null;
	/** Ranges whose last fetch failed: when that was, and since when each of their fetches has. */
	readonly failures: readonly {
		readonly prefix: string;
		readonly reason: string;
		readonly since: string;
		readonly lastTried: string;
	}[];
}

/** @throws CredcheckError STORE_MISSING, NATIVE_MISSING */
export function readStatus(path: string): StoreStatus {
	const store = openStore(path);
	try {
		const { ranges, hashes, oldestCheck, newestCheck } = store.holdings();
		const lastSync = store.lastSync();
		return {
			path,
			bytes: store.fileBytes(),
			algorithm: store.meta('algorithm') ?? store.kind.name,
			createdAt: store.meta('created_at') ?? '',
			ranges,
			rangesTotal: PREFIX_COUNT,
			coverage: ranges / PREFIX_COUNT,
			hashes,
			oldestCheck: moment(oldestCheck),
			newestCheck: moment(newestCheck),
			lastSync: lastSync === undefined ? null : describeSync(lastSync),
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

function describeSync(record: SyncRecord): StoreStatus['lastSync'] {
	return {
		startedAt: new Date(record.startedAt).toISOString(),
		finishedAt: moment(record.finishedAt),
		source: record.source,
		requested: record.requested ?? null,
		changed: record.changed ?? null,
		unchanged: record.unchanged ?? null,
		skipped: record.skipped ?? null,
		failed: record.failed ?? null,
		ended: record.ended ?? null,
	};
}

function moment(time: number | undefined): string | null {
	return time === undefined ? null : new Date(time).toISOString();
}
