/** Keeps the stores that tasks open, so that later tasks on the same thread need not open them again. */

import { withDatabaseErrors } from './database.ts';
import { fileIdentity, replacedWhileRead } from './file/place.ts';
import { openStoreAgain } from './open-store.ts';
import type { StoreReader } from './reader.ts';

/** Open stores by path. */
export type OpenStores = Map<string, StoreReader>;

/** The stores of this thread, or of the pool whose task is running: pools without threads share one. */
let open: OpenStores = new Map();

/**
 * @param file identity of the file that the main thread reads by this path; undefined for any
 * @throws CredcheckError STORE_MISSING when another file has the path now
 */
export function threadStore(path: string, file?: string | undefined): StoreReader {
	let store = open.get(path);
	if (store === undefined) {
		if (file !== undefined && fileIdentity(path) !== file) throw replacedWhileRead(path);
		store = openStoreAgain(path);
		open.set(path, store);
	}
	if (file !== undefined && store.file !== file) throw replacedWhileRead(path);
	return store;
}

/** What a task needs to read the store that the main thread has open. */
export interface StoreOfTask {
	readonly storePath: string;
	/** See `threadStore`. */
	readonly storeFile?: string | undefined;
}

/** Runs a task that reads many ranges from one state of the store. */
export function readThreadStore<T>(
	{ storePath, storeFile }: StoreOfTask,
	task: (store: StoreReader) => T,
): T {
	const store = threadStore(storePath, storeFile);
	// An error of SQLite would lose its code on the way to the main thread.
	return withDatabaseErrors(storePath, () => store.inOneState(() => task(store)));
}

/** Runs a task with open stores of its own: for others, the same path may have become another file. */
export function withOwnStores<T>(own: OpenStores, task: () => T): T {
	const previous = open;
	open = own;
	try {
		return task();
	} finally {
		open = previous;
	}
}
