/** What a sync will ask for, and what it may leave alone. */

import { type Prefix, type PrefixInterval, PrefixSet } from '../range/prefix.ts';

export interface SyncPlan {
	/** To be checked now, ascending. */
	readonly due: readonly Prefix[];
	/** Checked recently enough. */
	readonly skipped: number;
}

export interface PlanInput {
	/** What was asked for by name, whether the source offers it or not; else all that it offers. */
	readonly asked: PrefixSet;
	/** When each prefix was checked, milliseconds since 1970; 0 where it is not held. */
	readonly checkTimes: Float64Array;
	/** Checks before this moment are too old. */
	readonly freshSince: number;
}

/** Tells what is old enough from what is not. */
export function planSync({ asked, checkTimes, freshSince }: PlanInput): SyncPlan {
	const due: Prefix[] = [];
	let skipped = 0;
	for (const prefix of asked) {
		const checkedAt = checkTimes[prefix] as number;
		if (checkedAt > 0 && checkedAt > freshSince) skipped += 1;
		else due.push(prefix);
	}
	return { due, skipped };
}

/** The set that `--prefixes` and `--for` name together; undefined when neither is given. */
export function wantedPrefixes(
	interval: PrefixInterval | undefined,
	needed: PrefixSet | undefined,
): PrefixSet | undefined {
	if (interval === undefined) return needed;
	if (needed === undefined) return PrefixSet.of(interval);
	const both = new PrefixSet();
	for (const prefix of needed) {
		if (prefix >= interval.first && prefix <= interval.last) both.add(prefix);
	}
	return both;
}
