/** Proves ranges of the store, on a worker. */

import { COUNT_BINS, type CountTally, tallyCounts } from '../range/count-bins.ts';
import type { Prefix } from '../range/prefix.ts';
import { readThreadStore, type StoreOfTask } from '../store/thread-store.ts';

export interface VerifyInput extends StoreOfTask {
	readonly prefixes: readonly Prefix[];
}

export interface VerifyResult {
	/** The prefixes of the ranges whose check is damaged or missing. */
	readonly lostChecks: readonly Prefix[];
	/** Those of which only the blob is. */
	readonly lostBlobs: readonly Prefix[];
	/** How many hashes of the others have which counts. */
	readonly tally: CountTally;
}

export function verifyRangesTask({ prefixes, ...of }: VerifyInput): VerifyResult {
	return readThreadStore(of, (store) => {
		const tally: CountTally = new Float64Array(COUNT_BINS);
		const lostChecks: Prefix[] = [];
		const lostBlobs: Prefix[] = [];
		for (const prefix of prefixes) {
			const damage = store.damageOf(prefix, (range) => tallyCounts(range, tally, 1));
			if (damage === 'check') lostChecks.push(prefix);
			if (damage === 'blob') lostBlobs.push(prefix);
		}
		return { lostChecks, lostBlobs, tally };
	});
}
