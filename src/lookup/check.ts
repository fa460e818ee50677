/** Looks up single hashes in the store and, on request, fetches a missing range first. */

import { isUtf8 } from 'node:buffer';
import { CredcheckError } from '../errors.ts';
import { parseHash, prefixOf } from '../range/hash.ts';
import { type HashKind, type HashKindName, hashWords, kindNamed } from '../range/kind.ts';
import { RangeSearch } from '../range/lookup.ts';
import { CountReader } from '../range/packed.ts';
import { hashOfPassword } from '../range/password.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import { assertProxy } from '../source/open.ts';
import { checkIsStore } from '../store/file/header.ts';
import { openStore } from '../store/open-store.ts';
import type { StoreReader } from '../store/reader.ts';
import type { StoredRange } from '../store/tables/range-blobs.ts';
import type { Refetcher } from '../sync/refetch.ts';

export type CheckAnswer =
	| { readonly kind: 'found'; readonly count: number }
	| { readonly kind: 'not_found' }
	/** The store lacks the range, and there is no `online` source. */
	| { readonly kind: 'not_held' }
	/** The store lacks the range, and it could not be fetched. */
	| { readonly kind: 'not_fetched'; readonly reason: string }
	| { readonly kind: 'not_a_hash' }
	/** A password that cannot be read: it is not UTF-8, or characters of it were lost before. */
	| { readonly kind: 'unreadable' };

export interface CheckOptions {
	/** Path of the store. */
	readonly store: string;
	/** The kind of hashes; default that of the store, and `sha1` for a new one. */
	readonly kind?: HashKindName | undefined;
	/** Where to fetch a range that the store lacks. Only its prefix is sent. */
	readonly online?: { readonly source: string; readonly allowHttp?: boolean } | undefined;
	/** Ends a fetch under way. */
	readonly signal?: AbortSignal | undefined;
}

export interface HashChecker {
	/** The kind of hashes that it looks up. */
	readonly kind: HashKind;
	/**
	 * Calls may overlap.
	 *
	 * @param hash hex digits of either case: 40 of SHA-1, 32 of NTLM
	 * @throws CredcheckError SOURCE_UNAVAILABLE when the source is missing or down, STORE_LOCKED when a
	 *   range cannot be stored, INCOMPLETE when the stored range or the totals of the store are damaged
	 */
	check(hash: string): Promise<CheckAnswer>;
	/**
	 * As `check`, for a password. Its SHA-1 is that of its bytes, or of the UTF-8 of text. If these are not found and
	 * not UTF-8, the password may be in another encoding, and is `unreadable`; so is any such password for NTLM.
	 */
	checkPassword(password: string | Uint8Array): Promise<CheckAnswer>;
	close(): Promise<void>;
}

/**
 * @throws CredcheckError STORE_MISSING when there is no store and no `online` source to create one from, USAGE
 *   when the store has hashes of another kind, or the environment names something that cannot be used as a proxy,
 *   INCOMPLETE when the totals of the store are not as they were written
 */
export function openChecker({
	store: path,
	online,
	signal,
	...options
}: CheckOptions): HashChecker {
	if (online !== undefined) assertProxy(online.source);
	let store =
		online !== undefined && !checkIsStore(path) ? undefined : openProved(path, options.kind);
	const kind = store?.kind ?? kindNamed(options.kind ?? 'sha1');
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

	const checker: HashChecker = {
		kind,
		async check(hash) {
			const words = new Uint32Array(hashWords(kind));
			if (!parseHash(hash.trim(), kind, words, 0)) return { kind: 'not_a_hash' };
			const stored = lookUp(words);
			if (stored.kind !== 'not_held' || online === undefined) return stored;
			// One at a time, since each fetch locks the store.
			const answer = lastFetch.then(async (): Promise<CheckAnswer> => {
				// An earlier call may have fetched the range meanwhile.
				const now = lookUp(words);
				if (now.kind !== 'not_held') return now;
				// Loaded on demand, since most runs stay offline.
				refetcher ??= import('../sync/refetch.ts').then(({ openRefetcher }) =>
					// The prefix of a failed one would tell of what was typed.
					openRefetcher({
						store: path,
						kind: kind.name,
						keepsFailures: false,
						signal,
						...online,
					}),
				);
				const [failure] = await (await refetcher).fetch([prefixOf(words, 0)]);
				store ??= openProved(path, kind.name);
				return failure === undefined
					? lookUp(words)
					: { kind: 'not_fetched', reason: failure.reason };
			});
			lastFetch = answer.catch(() => undefined);
			return await answer;
		},
		async checkPassword(password) {
			const hash = hashOfPassword(password, kind);
			if (hash === undefined) return { kind: 'unreadable' };
			const answer = await checker.check(hash);
			const isDoubtful = answer.kind === 'not_found' && !isText(password);
			return isDoubtful ? { kind: 'unreadable' } : answer;
		},
		async close() {
			await lastFetch;
			await (await refetcher?.catch(() => undefined))?.close();
			store?.close();
		},
	};
	return checker;
}

/** A store of which each range is read together with a proof that the totals of the store are right. */
interface ProvedStore extends Pick<StoreReader, 'kind' | 'close'> {
	/** @throws CredcheckError INCOMPLETE when the totals are not as they were written */
	range(prefix: Prefix): StoredRange;
}

/**
 * Two rows of one range that are older copies, or those of another store, agree with each other; only the tally of all
 * rows tells. So the totals are proved when the store is opened, and again when another connection has written.
 */
function openProved(path: string, kind: HashKindName | undefined): ProvedStore {
	const store = openStore(path, kind);
	let proved: number | undefined;
	const prove = (): void => {
		const state = store.state();
		if (state === proved) return;
		store.totals();
		proved = state;
	};
	try {
		store.inOneState(prove);
	} catch (error) {
		store.close();
		throw error;
	}
	return {
		kind: store.kind,
		range(prefix) {
			const range = store.range(prefix);
			// Still of the state that was proved: most reads need no transaction.
			if (store.state() === proved) return range;
			return store.inOneState(() => {
				prove();
				return store.range(prefix);
			});
		},
		close: () => store.close(),
	};
}

/** U+FFFD stands for what a decoder could not read. */
const LOST = '\uFFFD';

function isText(password: string | Uint8Array): boolean {
	if (typeof password === 'string') return !password.includes(LOST);
	return isUtf8(password) && !Buffer.from(password).includes(LOST);
}
