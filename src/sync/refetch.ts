/** Fetching ranges by name into the store, whatever it holds of them: for a repair or a single question. */

import { openPool } from '../pool.ts';
import { SHA1 } from '../range/kind.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import { openSource } from '../source/open.ts';
import { openStoreForWriting } from '../store/writer.ts';
import { forEachConcurrently } from './concurrently.ts';
import { fetchRange } from './fetch-range.ts';

export interface RefetchOptions {
	readonly store: string;
	readonly source: string;
	readonly allowHttp?: boolean | undefined;
	readonly concurrency?: number | undefined;
	readonly signal?: AbortSignal | undefined;
}

export interface RefetchFailure {
	readonly prefix: string;
	readonly reason: string;
}

/**
 * Each range is written as soon as it is there and found right.
 *
 * @returns the ranges that could not be fetched; all others are in the store
 * @throws CredcheckError as {@link openSource} and {@link openStoreForWriting} do
 */
export async function refetch(
	prefixes: readonly Prefix[],
	options: RefetchOptions,
): Promise<RefetchFailure[]> {
	const concurrency = options.concurrency ?? 8;
	const allowHttp = options.allowHttp ?? false;
	const source = await openSource(options.source, SHA1, { concurrency, allowHttp });
	const failures: RefetchFailure[] = [];
	try {
		const store = openStoreForWriting(options.store, SHA1);
		const pool = openPool(Math.min(prefixes.length, 2));
		try {
			store.nameSource(source.name);
			await forEachConcurrently(prefixes, concurrency, options.signal, async (prefix, signal) => {
				const context = { source, kind: SHA1, pool, signal };
				const fetched = await fetchRange(prefix, undefined, context);
				if (fetched.kind !== 'fetched') {
					const reason = fetched.kind === 'failed' ? fetched.reason : 'no body';
					failures.push({ prefix: formatPrefix(prefix), reason });
					return;
				}
				const { packed, checksum, hashes, validators } = fetched;
				const { etag, lastModified } = validators;
				store.record(
					[{ kind: 'changed', prefix, packed, checksum, hashes, etag, lastModified }],
					source.name,
					Date.now(),
				);
			});
		} finally {
			await pool.close();
			store.close();
		}
	} finally {
		await source.close();
	}
	return failures;
}
