/** Fetches given ranges into the store, whether or not it has them: for a repair or a single lookup. */

import type { HashKindName } from '../range/kind.ts';
import type { Prefix } from '../range/prefix.ts';
import { openSource } from '../source/open.ts';
import { kindOfStore } from '../store/store-kind.ts';
import { openStoreForWriting } from '../store/writer.ts';
import { DEFAULT_TIMEOUT_MS } from './defaults.ts';
import { MACHINE_CLOCK } from './fetch/clock.ts';
import { Packers } from './fetch/packers.ts';
import { recountIfUnknown } from './recount.ts';
import { type RangeFailure, Sweep } from './sweep.ts';
import { OutcomeWriter } from './write/outcome-writer.ts';

export interface RefetchOptions {
	/** Path of the store. Created if it does not exist. */
	readonly store: string;
	/** The kind of hashes; default that of the store, and `sha1` for a new one. */
	readonly kind?: HashKindName | undefined;
	readonly source: string;
	readonly allowHttp?: boolean | undefined;
	/** Whether the store is to remember which of them failed; default true. */
	readonly keepsFailures?: boolean | undefined;
	readonly signal?: AbortSignal | undefined;
}

export interface Refetcher {
	/**
	 * Holds the lock of the store until it returns.
	 *
	 * @returns the ranges that could not be fetched; all others are in the store
	 * @throws CredcheckError STORE_LOCKED, STORE_MISSING, SOURCE_UNAVAILABLE when the source is down
	 */
	fetch(prefixes: readonly Prefix[]): Promise<RangeFailure[]>;
	close(): Promise<void>;
}

const CONCURRENCY = 8;
const THREADS = 2;

/** @throws CredcheckError USAGE or SOURCE_UNAVAILABLE when the source cannot be opened */
export async function openRefetcher(options: RefetchOptions): Promise<Refetcher> {
	const { allowHttp, keepsFailures, signal } = options;
	const kind = kindOfStore(options.store, options.kind);
	const source = await openSource(options.source, kind, { concurrency: CONCURRENCY, allowHttp });
	let most = 0;
	const packers = new Packers(() => most, { threads: THREADS });
	return {
		async fetch(prefixes) {
			most = Math.max(most, prefixes.length);
			const store = openStoreForWriting(options.store, kind, { replacesLost: true });
			const writer = new OutcomeWriter(store, source.name);
			try {
				const sweep = new Sweep({
					store,
					writer,
					source,
					packers,
					concurrency: CONCURRENCY,
					timeoutMs: DEFAULT_TIMEOUT_MS,
					clock: MACHINE_CLOCK,
					full: true,
					keepsFailures,
					trustSource: false,
					signal,
				});
				await sweep.fetch(prefixes);
				await recountIfUnknown(store, signal);
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
