/** Fetching ranges by name into the store, whatever it holds of them: for a repair or a single question. */

import { openPool } from '../pool.ts';
import { SHA1 } from '../range/kind.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import { openSource } from '../source/open.ts';
import { openStoreForWriting } from '../store/writer.ts';
import { forEachConcurrently } from './concurrently.ts';
import { fetchRange } from './fetch-range.ts';
import { implausibility, usualSize } from './plausibility.ts';

export interface RefetchOptions {
	/** Path of the store. Made when it is not there. */
	readonly store: string;
	readonly source: string;
	readonly allowHttp?: boolean | undefined;
	readonly signal?: AbortSignal | undefined;
}

export interface RefetchFailure {
	readonly prefix: string;
	readonly reason: string;
}

export interface Refetcher {
	/**
	 * Each range is written as soon as it is there and found right. The store is locked meanwhile.
	 *
	 * @returns the ranges that could not be fetched; all others are in the store
	 * @throws CredcheckError STORE_LOCKED, STORE_MISSING
	 */
	fetch(prefixes: readonly Prefix[]): Promise<RefetchFailure[]>;
	close(): Promise<void>;
}

const CONCURRENCY = 8;
const THREADS = 2;

/** @throws CredcheckError USAGE or SOURCE_UNAVAILABLE when there is no such source */
export async function openRefetcher(options: RefetchOptions): Promise<Refetcher> {
	const { store: storePath, signal: outer } = options;
	const source = await openSource(options.source, SHA1, {
		concurrency: CONCURRENCY,
		allowHttp: options.allowHttp ?? false,
	});
	const pool = openPool({ threads: THREADS });
	return {
		async fetch(prefixes) {
			const failures: RefetchFailure[] = [];
			const store = openStoreForWriting(storePath, SHA1);
			try {
				store.nameSource(source.name);
				const usual = usualSize(store.reader.holdings());
				await forEachConcurrently(prefixes, CONCURRENCY, outer, async (prefix, signal) => {
					const context = { source, kind: SHA1, pool, signal };
					const fetched = await fetchRange(prefix, undefined, context);
					const fail = (reason: string) => {
						failures.push({ prefix: formatPrefix(prefix), reason });
					};
					if (fetched.kind !== 'fetched') {
						fail(fetched.kind === 'failed' ? fetched.reason : 'no body');
						return;
					}
					const { packed, checksum, hashes, validators } = fetched;
					const reason = implausibility(hashes, store.reader.check(prefix)?.hashes, usual);
					if (reason !== undefined) {
						fail(reason);
						return;
					}
					const { etag, lastModified } = validators;
					store.record(
						[{ kind: 'changed', prefix, packed, checksum, hashes, etag, lastModified }],
						source.name,
						Date.now(),
					);
				});
			} finally {
				store.close();
			}
			return failures;
		},
		async close() {
			await pool.close();
			await source.close();
		},
	};
}
