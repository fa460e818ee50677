/** One hash at a time: the question a person or a script asks. */

import { CredcheckError } from '../errors.ts';
import { parseHash, prefixOf } from '../range/hash.ts';
import { hashWords, SHA1 } from '../range/kind.ts';
import { findInRange } from '../range/lookup.ts';
import { CountReader } from '../range/packed.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import { openStore } from '../store/reader.ts';
import { checkIsStore } from '../store/schema.ts';
import { refetch } from '../sync/refetch.ts';

export type CheckAnswer =
	| { readonly kind: 'found'; readonly count: number }
	| { readonly kind: 'not_found' }
	/** The store lacks the range, and nobody else was asked. */
	| { readonly kind: 'not_held' }
	/** The source was asked, and did not give the range either. */
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
	 * @param hash 40 hex digits, either case
	 * @throws CredcheckError SOURCE_UNAVAILABLE when there is no such source, STORE_LOCKED when the range
	 *   cannot be kept, INCOMPLETE when the range held is damaged
	 */
	check(hash: string): Promise<CheckAnswer>;
	close(): void;
}

/** @throws CredcheckError STORE_MISSING when there is no store and none may be made */
export function openChecker(options: CheckOptions): HashChecker {
	// Asking online makes a store where there is none.
	let store =
		options.online !== undefined && !checkIsStore(options.store)
			? undefined
			: openStore(options.store);
	const words = new Uint32Array(hashWords(SHA1));

	const answer = (prefix: Prefix): CheckAnswer => {
		const held = store?.range(prefix) ?? { kind: 'missing' };
		if (held.kind === 'missing') return { kind: 'not_held' };
		if (held.kind === 'damaged') {
			throw new CredcheckError(
				'INCOMPLETE',
				`the range ${formatPrefix(prefix)} is damaged in the store`,
				'run credcheck verify --repair',
			);
		}
		const index = findInRange(held.range, words, 0);
		if (index < 0) return { kind: 'not_found' };
		return { kind: 'found', count: new CountReader(held.range).at(index) };
	};

	return {
		async check(hash) {
			if (!parseHash(hash.trim(), SHA1, words, 0)) return { kind: 'not_a_hash' };
			const prefix = prefixOf(words, 0);
			const held = answer(prefix);
			if (held.kind !== 'not_held' || options.online === undefined) return held;
			const [failure] = await refetch([prefix], {
				store: options.store,
				signal: options.signal,
				...options.online,
			});
			if (failure !== undefined) {
				return { kind: 'not_fetched', reason: failure.reason };
			}
			store ??= openStore(options.store);
			return answer(prefix);
		},
		close() {
			store?.close();
		},
	};
}
