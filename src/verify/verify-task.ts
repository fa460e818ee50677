/** Proving ranges of the store against their checksums, done on a worker. */

import { CredcheckError } from '../errors.ts';
import type { Prefix } from '../range/prefix.ts';
import type { StoreReader } from '../store/reader.ts';
import { readThreadStore } from '../store/thread-store.ts';

export interface ProveTask {
	readonly storePath: string;
	readonly prefixes: readonly Prefix[];
}

/** The prefixes among the task's whose range is damaged, or is there in part only. */
export function proveRanges({ storePath, prefixes }: ProveTask): Prefix[] {
	return readThreadStore(storePath, (store) =>
		prefixes.filter((prefix) => !isWhole(store, prefix)),
	);
}

function isWhole(store: StoreReader, prefix: Prefix): boolean {
	try {
		const held = store.range(prefix, 'thorough');
		return held.kind === 'range' && held.range.size === store.check(prefix)?.hashes;
	} catch (error) {
		// The file is damaged where the check lies.
		if (error instanceof CredcheckError && error.code === 'INCOMPLETE') return false;
		throw error;
	}
}
