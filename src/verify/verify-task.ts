/** Proves ranges of the store, on a worker. */

import { COUNT_BINS, type CountTally, tallyCounts } from '../range/count-bins.ts';
import type { Prefix } from '../range/prefix.ts';
import { readThreadStore, type StoreOfTask } from '../store/thread-store.ts';

export interface VerifyInput extends StoreOfTask {
	readonly prefixes: readonly Prefix[];
}

export interface VerifyResult {
	/** The prefixes whose range is damaged or incomplete. */
	readonly damaged: readonly Prefix[];
	/** Whether the check of one of them is damaged or missing. */
	readonly hasLostChecks: boolean;
	/** How many hashes of the others have which counts. */
	readonly tally: CountTally;
}

export function verifyRangesTask({ prefixes, ...of }: VerifyInput): VerifyResult {
	return readThreadStore(of, (store) => {
		const tally: CountTally = new Float64Array(COUNT_BINS);
		const found = prefixes.map((prefix) => {
			const damage = store.damageOf(prefix, (range) => tallyCounts(range, tally, 1));
			return { prefix, damage };
		});
		return {
			damaged: found.filter(({ damage }) => damage !== undefined).map(({ prefix }) => prefix),
			hasLostChecks: found.some(({ damage }) => damage === 'check'),
			tally,
		};
	});
}
