/** What a sync will ask for, and what it may leave alone. */

import { type Prefix, type PrefixInterval, PrefixSet } from '../../range/prefix.ts';

export interface SyncPlan {
	/** To be requested whatever the probe finds: missing, failed last time, or not checked for long. Ascending. */
	readonly required: readonly Prefix[];
	/** Held and old enough to be asked for, unless a probe finds that nothing has changed. Ascending. */
	readonly optional: readonly Prefix[];
	/** Checked recently enough. */
	readonly fresh: number;
	/** Those among `required` that are not held. */
	readonly missing: number;
}

export interface PlanInput {
	/** What was asked for by name, whether the source offers it or not; else all that it offers. */
	readonly asked: Iterable<Prefix>;
	/** When each prefix was checked, milliseconds since 1970; 0 where it is not held. */
	readonly checkTimes: Float64Array;
	/** Milliseconds since 1970. A check that lies behind it, by a clock that was wrong, counts for nothing. */
	readonly now: number;
	/** Those whose last fetch failed: never fresh, and not for a probe to spare. */
	readonly failed: ReadonlySet<Prefix>;
	/** When a sweep was begun that was broken off, milliseconds since 1970; 0 when none was. */
	readonly interruptedAt: number;
	/** What was checked less long ago than this is fresh. */
	readonly maxAgeMs: number;
	/** What was checked longer ago than this is required to be asked for. */
	readonly sweepEveryMs: number;
}

/** Tells what is old enough from what is not. */
export function planSync(input: PlanInput): SyncPlan {
	const { asked, checkTimes, now, failed, interruptedAt, maxAgeMs, sweepEveryMs } = input;
	const required: Prefix[] = [];
	const optional: Prefix[] = [];
	let fresh = 0;
	let missing = 0;
	for (const prefix of asked) {
		const checkedAt = checkTimes[prefix] as number;
		const age = now - checkedAt;
		if (checkedAt === 0) missing += 1;
		if (checkedAt === 0 || age < 0 || failed.has(prefix)) required.push(prefix);
		else if (age < maxAgeMs) fresh += 1;
		else if (age >= sweepEveryMs || checkedAt < interruptedAt) required.push(prefix);
		else optional.push(prefix);
	}
	return { required, optional, fresh, missing };
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
