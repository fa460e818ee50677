/** Counts the hashes of a store anew where it is not known how many have which counts. */

import { setImmediate } from 'node:timers/promises';
import { COUNT_BINS, type CountTally, tallyCounts } from '../range/count-bins.ts';
import type { Prefix } from '../range/prefix.ts';
import type { StoreReader } from '../store/reader.ts';
import { kindOfStore } from '../store/store-kind.ts';
import { isStoreDamage } from '../store/tables/damage.ts';
import { openStoreForWriting, type StoreWriter } from '../store/writer.ts';

/** Between two of them the program can be interrupted. */
const RANGES_AT_A_TIME = 256;

/**
 * Reads every range if a range was replaced whose stored copy was damaged, so that its counts could not be taken away;
 * else nothing.
 *
 * @throws CredcheckError INCOMPLETE when the counts are damaged; the signal's reason when it is aborted
 */
export async function recountIfUnknown(
	store: StoreWriter,
	signal: AbortSignal | undefined,
): Promise<void> {
	if (store.reader.counts() !== undefined) return;
	const tally: CountTally = new Float64Array(COUNT_BINS);
	const stored = store.reader.storedPrefixes();
	for (let at = 0; at < stored.length; at += RANGES_AT_A_TIME) {
		for (const prefix of stored.slice(at, at + RANGES_AT_A_TIME)) {
			countRange(store.reader, prefix, tally);
		}
		await setImmediate();
		signal?.throwIfAborted();
	}
	store.setCounts(tally);
}

/** The same for a store that is not open for writing. */
export async function recountStore(path: string, signal: AbortSignal | undefined): Promise<void> {
	const store = openStoreForWriting(path, kindOfStore(path));
	try {
		await recountIfUnknown(store, signal);
	} finally {
		store.close();
	}
}

/** Of a damaged range only the number of its hashes is known. */
function countRange(store: StoreReader, prefix: Prefix, tally: CountTally): void {
	const stored = store.range(prefix);
	if (stored.kind === 'range') {
		tallyCounts(stored.range, tally, 1);
		return;
	}
	try {
		tally[0] = (tally[0] as number) + (store.check(prefix)?.hashes ?? 0);
	} catch (error) {
		// The check is damaged as well: it is no part of the sum either.
		if (!isStoreDamage(error)) throw error;
	}
}
