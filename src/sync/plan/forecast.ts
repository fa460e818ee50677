/** Which ranges a sync would request now, from the store alone, without any request. */

import type { HashKindName } from '../../range/kind.ts';
import { ALL_PREFIXES, type PrefixInterval, PrefixSet } from '../../range/prefix.ts';
import { openStore } from '../../store/open-store.ts';
import type { Count } from '../../text/units.ts';
import { DEFAULT_MAX_AGE_MS } from '../defaults.ts';
import { planSync } from './plan.ts';

export interface ForecastOptions {
	/** Path of the store. */
	readonly store: string;
	/** The kind of hashes that it must have; default any. */
	readonly kind?: HashKindName | undefined;
	/** As for the sync; default 12 hours. */
	readonly maxAgeMs?: number | undefined;
	/** As for the sync; default all. */
	readonly prefixes?: PrefixInterval | undefined;
}

/** What a sync with the same options would request: the ranges of `missing` and `stale`. */
export interface SyncForecast {
	/** Ranges that the store lacks. */
	readonly missing: Count;
	/** Stored ranges that were checked too long ago, or whose last fetch failed. */
	readonly stale: Count;
	/** Stored ranges that would be skipped. */
	readonly fresh: Count;
}

/** @throws CredcheckError STORE_MISSING, NATIVE_MISSING */
export function forecastSync(options: ForecastOptions): SyncForecast {
	const store = openStore(options.store, options.kind);
	try {
		const { required, fresh, missing } = planSync(store, {
			prefixes: PrefixSet.of(options.prefixes ?? ALL_PREFIXES),
			now: Date.now(),
			maxAgeMs: options.maxAgeMs ?? DEFAULT_MAX_AGE_MS,
		});
		return { missing, stale: required.length - missing, fresh };
	} finally {
		store.close();
	}
}
