/** One open store for each thread and path: a task need not open what one before it has opened. */

import { openStore, type StoreReader } from './reader.ts';

const open = new Map<string, StoreReader>();

/** Runs a task of a thread that reads the store: all of it sees one state. */
export function readThreadStore<T>(path: string, task: (store: StoreReader) => T): T {
	let store = open.get(path);
	if (store === undefined) {
		store = openStore(path);
		open.set(path, store);
	}
	const own = store;
	return own.inOneState(() => task(own));
}

/** For a thread that goes on once its tasks are done: the next ones may find another store there. */
export function closeThreadStores(): void {
	for (const store of open.values()) store.close();
	open.clear();
}
