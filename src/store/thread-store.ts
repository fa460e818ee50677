/** Keeps the stores that tasks open, so that later tasks on the same thread need not open them again. */

import { withDatabaseErrors } from './database.ts';
import { openStoreAgain, type StoreReader } from './reader.ts';

/** Open stores by path. */
export type OpenStores = Map<string, StoreReader>;

/** The stores of this thread, or of the pool whose task is running: pools without threads share one. */
let open: OpenStores = new Map();

export function threadStore(path: string): StoreReader {
	const store = open.get(path) ?? openStoreAgain(path);
	open.set(path, store);
	return store;
}

/** Runs a task that reads many ranges from one state of the store. */
export function readThreadStore<T>(path: string, task: (store: StoreReader) => T): T {
	const store = threadStore(path);
	// An error of SQLite would lose its code on the way to the main thread.
	return withDatabaseErrors(path, () => store.inOneState(() => task(store)));
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
