/** Checks ranges of the store against their checksums, on a worker. */

import { CredcheckError } from '../errors.ts';
import type { Prefix } from '../range/prefix.ts';
import type { StoreReader } from '../store/reader.ts';
import { readThreadStore } from '../store/thread-store.ts';

export interface VerifyInput {
	readonly storePath: string;
	readonly prefixes: readonly Prefix[];
}

/** Returns the prefixes whose range is damaged or incomplete. */
export function verifyRangesTask({ storePath, prefixes }: VerifyInput): Prefix[] {
	return readThreadStore(storePath, (store) =>
		prefixes.filter((prefix) => !isIntact(store, prefix)),
	);
}

function isIntact(store: StoreReader, prefix: Prefix): boolean {
	try {
		const stored = store.range(prefix, 'thorough');
		return stored.kind === 'range' && stored.range.size === store.check(prefix)?.hashes;
	} catch (error) {
		// The file is damaged at the row of the check.
		if (error instanceof CredcheckError && error.code === 'INCOMPLETE') return false;
		throw error;
	}
}
