/** Proves ranges of the store, on a worker. */

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
}

export function verifyRangesTask({ prefixes, ...of }: VerifyInput): VerifyResult {
	return readThreadStore(of, (store) => {
		const found = prefixes.map((prefix) => ({ prefix, damage: store.damageOf(prefix) }));
		return {
			damaged: found.filter(({ damage }) => damage !== undefined).map(({ prefix }) => prefix),
			hasLostChecks: found.some(({ damage }) => damage === 'check'),
		};
	});
}
