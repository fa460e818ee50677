/** Fetching ranges by name into the store, whatever it holds of them: for a repair or a single question. */

import { SHA1 } from '../range/kind.ts';
import type { Prefix } from '../range/prefix.ts';
import { openSource } from '../source/open.ts';
import { openStoreForWriting } from '../store/writer.ts';
import { DEFAULT_TIMEOUT_MS } from './defaults.ts';
import { openPackers } from './fetch/packers.ts';
import { type RangeFailure, Sweep } from './sweep.ts';

export interface RefetchOptions {
	/** Path of the store. Made when it is not there. */
	readonly store: string;
	readonly source: string;
	readonly allowHttp?: boolean | undefined;
	readonly signal?: AbortSignal | undefined;
}

export interface Refetcher {
	/**
	 * Each range is written as soon as it is there and found right. The store is locked meanwhile.
	 *
	 * @returns the ranges that could not be fetched; all others are in the store
	 * @throws CredcheckError STORE_LOCKED, STORE_MISSING, SOURCE_UNAVAILABLE when the source is gone
	 */
	fetch(prefixes: readonly Prefix[]): Promise<RangeFailure[]>;
	close(): Promise<void>;
}

const CONCURRENCY = 8;
const THREADS = 2;

/** @throws CredcheckError USAGE or SOURCE_UNAVAILABLE when there is no such source */
export async function openRefetcher(options: RefetchOptions): Promise<Refetcher> {
	const source = await openSource(options.source, SHA1, {
		concurrency: CONCURRENCY,
		allowHttp: options.allowHttp ?? false,
	});
	let most = 0;
	const packers = openPackers(() => most, { threads: THREADS });
	return {
		async fetch(prefixes) {
			most = Math.max(most, prefixes.length);
			const store = openStoreForWriting(options.store, SHA1);
			try {
				const sweep = new Sweep({
					store,
					source,
					kind: SHA1,
					concurrency: CONCURRENCY,
					timeoutMs: DEFAULT_TIMEOUT_MS,
					signal: options.signal,
					packers,
				});
				await sweep.fetch(prefixes, true);
				return sweep.failures;
			} finally {
				store.close();
			}
		},
		async close() {
			await packers.close();
			await source.close();
		},
	};
}
