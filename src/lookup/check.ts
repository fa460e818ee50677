/** One hash at a time: the question a person or a script asks. */

import { CredcheckError } from '../errors.ts';
import { parseHash, prefixOf } from '../range/hash.ts';
import { hashWords, SHA1 } from '../range/kind.ts';
import { findInRange } from '../range/lookup.ts';
import { CountReader } from '../range/packed.ts';
import { formatPrefix } from '../range/prefix.ts';
import { openStore } from '../store/reader.ts';
import { checkIsStore } from '../store/schema.ts';
import type { Refetcher } from '../sync/refetch.ts';
import type { RangeFailure } from '../sync/sweep.ts';

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
	 * Calls may overlap.
	 *
	 * @param hash 40 hex digits, either case
	 * @throws CredcheckError SOURCE_UNAVAILABLE when there is no such source, STORE_LOCKED when a range
	 *   cannot be kept, INCOMPLETE when the range held is damaged
	 */
	check(hash: string): Promise<CheckAnswer>;
	close(): Promise<void>;
}

/** @throws CredcheckError STORE_MISSING when there is no store and none may be made */
export function openChecker(options: CheckOptions): HashChecker {
	const { online } = options;
	// Asking online makes a store where there is none.
	const mayLack = online !== undefined && !checkIsStore(options.store);
	let store = mayLack ? undefined : openStore(options.store);
	let refetcher: Promise<Refetcher> | undefined;
	let turn: Promise<unknown> = Promise.resolve();

	const lookUp = (words: Uint32Array): CheckAnswer => {
		const prefix = prefixOf(words, 0);
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

	/** Loaded when it is asked for: most runs stay offline. */
	const openOnline = async (source: NonNullable<CheckOptions['online']>): Promise<Refetcher> => {
		const { openRefetcher } = await import('../sync/refetch.ts');
		return await openRefetcher({ store: options.store, signal: options.signal, ...source });
	};

	const askOnline = async (
		source: NonNullable<CheckOptions['online']>,
		words: Uint32Array,
	): Promise<CheckAnswer> => {
		// Another call may have fetched it meanwhile.
		const held = lookUp(words);
		if (held.kind !== 'not_held') return held;
		refetcher ??= openOnline(source);
		const failures: RangeFailure[] = await (await refetcher).fetch([prefixOf(words, 0)]);
		store ??= openStore(options.store);
		const [failure] = failures;
		return failure === undefined ? lookUp(words) : { kind: 'not_fetched', reason: failure.reason };
	};

	return {
		async check(hash) {
			const words = new Uint32Array(hashWords(SHA1));
			if (!parseHash(hash.trim(), SHA1, words, 0)) return { kind: 'not_a_hash' };
			const held = lookUp(words);
			if (held.kind !== 'not_held' || online === undefined) return held;
			// One at a time: each holds the lock of the store.
			const answer = turn.then(() => askOnline(online, words));
			turn = answer.catch(() => undefined);
			return await answer;
		},
		async close() {
			await turn;
			await (await refetcher?.catch(() => undefined))?.close();
			store?.close();
		},
	};
}
