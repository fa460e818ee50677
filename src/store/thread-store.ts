/** The stores that tasks have opened: a task need not open what one before it has opened. */

import { openStore, type StoreReader } from './reader.ts';

/** By path. */
export type OpenStores = Map<string, StoreReader>;

/** Those of this thread, or of whoever runs its tasks on a thread that others use as well. */
let open: OpenStores = new Map();

export function threadStore(path: string): StoreReader {
	const store = open.get(path) ?? openStore(path);
	open.set(path, store);
	return store;
}

/** Runs a task that reads many ranges: all of it sees one state. */
export function readThreadStore<T>(path: string, task: (store: StoreReader) => T): T {
	const store = threadStore(path);
	return store.inOneState(() => task(store));
}

/** Runs a task with open stores that no other sees: elsewhere another file may lie under the same path. */
export function withOwnStores<T>(own: OpenStores, task: () => T): T {
	const others = open;
	open = own;
	try {
		return task();
	} finally {
		open = others;
	}
}
