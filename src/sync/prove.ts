/** Proving ranges of the store against their checksums, done on a worker. */

import type { Prefix } from '../range/prefix.ts';
import { threadStore } from '../store/thread-store.ts';

export interface ProveTask {
	readonly storePath: string;
	readonly prefixes: readonly Prefix[];
}

/** The prefixes among the task's whose range is damaged, or is there in part only. */
export function proveRanges({ storePath, prefixes }: ProveTask): Prefix[] {
	const store = threadStore(storePath);
	return prefixes.filter((prefix) => {
		const held = store.range(prefix);
		const check = store.check(prefix);
		return held.kind !== 'range' || check === undefined || check.hashes !== held.range.size;
	});
}
