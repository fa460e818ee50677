/** Looks up single hashes in the store and, on request, fetches a missing range first. */

import { CredcheckError } from '../errors.ts';
import { parseHash, prefixOf } from '../range/hash.ts';
import { hashWords, SHA1 } from '../range/kind.ts';
import { RangeSearch } from '../range/lookup.ts';
import { CountReader } from '../range/packed.ts';
import { formatPrefix } from '../range/prefix.ts';
import { assertProxy } from '../source/open.ts';
import { openStore } from '../store/reader.ts';
import { checkIsStore } from '../store/schema.ts';
import type { Refetcher } from '../sync/refetch.ts';

export type CheckAnswer =
	| { readonly kind: 'found'; readonly count: number }
	| { readonly kind: 'not_found' }
	/** The store lacks the range, and there is no `online` source. */
	| { readonly kind: 'not_held' }
	/** The store lacks the range, and it could not be fetched. */
	| { readonly kind: 'not_fetched'; readonly reason: string }
	| { readonly kind: 'not_a_hash' };

export interface CheckOptions {
	/** Path of the store. */
	readonly store: string;
	/** Where to fetch a range that the store lacks. Only its prefix is sent. */
	readonly online?: { readonly source: string; readonly allowHttp?: boolean } | undefined;
	/** Ends a fetch under way. */
	readonly signal?: AbortSignal | undefined;
}

export interface HashChecker {
	/**
	 * Calls may overlap.
	 *
	 * @param hash 40 hex digits, either case
	 * @throws CredcheckError SOURCE_UNAVAILABLE when the source is missing or down, STORE_LOCKED when a
	 *   range cannot be stored, INCOMPLETE when the stored range is damaged
	 */
	check(hash: string): Promise<CheckAnswer>;
	close(): Promise<void>;
}

/**
 * @throws CredcheckError STORE_MISSING when there is no store and no `online` source to create one from, USAGE when the
 *   environment names something that cannot be used as a proxy
 */
export function openChecker({ store: path, online, signal }: CheckOptions): HashChecker {
	if (online !== undefined) assertProxy(online.source);
	let store = online !== undefined && !checkIsStore(path) ? undefined : openStore(path);
	let refetcher: Promise<Refetcher> | undefined;
	let lastFetch: Promise<unknown> = Promise.resolve();

	const lookUp = (words: Uint32Array): CheckAnswer => {
		const prefix = prefixOf(words, 0);
		const stored = store?.range(prefix) ?? { kind: 'missing' };
		if (stored.kind === 'missing') return { kind: 'not_held' };
		if (stored.kind === 'damaged') {
			throw new CredcheckError(
				'INCOMPLETE',
				`the range ${formatPrefix(prefix)} is damaged in the store`,
				'run credcheck verify --repair',
			);
		}
		const index = new RangeSearch(stored.range).find(words, 0);
		if (index < 0) return { kind: 'not_found' };
		return { kind: 'found', count: new CountReader(stored.range).at(index) };
	};

	return {
		async check(hash) {
			const words = new Uint32Array(hashWords(SHA1));
			if (!parseHash(hash.trim(), SHA1, words, 0)) return { kind: 'not_a_hash' };
			const stored = lookUp(words);
			if (stored.kind !== 'not_held' || online === undefined) return stored;
			// One at a time, since each fetch locks the store.
			const answer = lastFetch.then(async (): Promise<CheckAnswer> => {
				// An earlier call may have fetched the range meanwhile.
				const now = lookUp(words);
				if (now.kind !== 'not_held') return now;
				// Loaded on demand, since most runs stay offline.
				refetcher ??= import('../sync/refetch.ts').then(({ openRefetcher }) =>
					openRefetcher({ store: path, signal, ...online }),
				);
				const [failure] = await (await refetcher).fetch([prefixOf(words, 0)]);
				store ??= openStore(path);
				return failure === undefined
					? lookUp(words)
					: { kind: 'not_fetched', reason: failure.reason };
			});
			lastFetch = answer.catch(() => undefined);
			return await answer;
		},
		async close() {
			await lastFetch;
			await (await refetcher?.catch(() => undefined))?.close();
			store?.close();
		},
	};
}
