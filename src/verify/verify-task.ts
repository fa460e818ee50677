/** Proving ranges of the store against their checksums, done on a worker. */

import { CredcheckError } from '../errors.ts';
import type { PoolTask } from '../pool-task.ts';
import type { Prefix } from '../range/prefix.ts';
import type { StoreReader } from '../store/reader.ts';
import { readThreadStore } from '../store/thread-store.ts';

export interface VerifyInput {
	readonly storePath: string;
	readonly prefixes: readonly Prefix[];
}

export const verifyRangesTask: PoolTask<VerifyInput, Prefix[]> = {
	name: 'verifyRanges',
	run: verifyRanges,
};

/** The prefixes among the task's whose range is damaged, or is there in part only. */
function verifyRanges({ storePath, prefixes }: VerifyInput): Prefix[] {
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
