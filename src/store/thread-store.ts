/** One open store for each thread and path: a worker that is asked again need not open it again. */

import { openStore, type StoreReader } from './reader.ts';

const open = new Map<string, StoreReader>();

export function threadStore(path: string): StoreReader {
	let store = open.get(path);
	if (store === undefined) {
		store = openStore(path);
		open.set(path, store);
	}
	return store;
}
