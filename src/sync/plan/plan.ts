/** Decides which ranges a sync requests, and which it may skip. */

import { type Prefix, type PrefixInterval, PrefixSet } from '../../range/prefix.ts';
import type { StoreReader } from '../../store/reader.ts';

export interface SyncPlan {
	/** Requested whatever the probe finds: missing, failed last time, or not checked for long. Ascending. */
	readonly required: readonly Prefix[];
	/** In the store and old enough to be requested, unless a probe finds that nothing has changed. Ascending. */
	readonly optional: readonly Prefix[];
	/** How many were checked recently enough. */
	readonly fresh: number;
	/** How many of `required` are missing from the store. */
	readonly missing: number;
}

export interface PlanInput {
	/** Those that the user selected, whether the source offers them or not; else all that it offers. */
	readonly prefixes: Iterable<Prefix>;
	/** Milliseconds since 1970. A check dated later, by a clock that was wrong, does not count. */
	readonly now: number;
	/** When an unfinished sweep began, milliseconds since 1970; 0, the default, when there is none. */
	readonly interruptedAt?: number;
	/** Ranges checked less long ago than this are fresh. */
	readonly maxAgeMs: number;
	/** Ranges checked longer ago than this are required; default 0. */
	readonly sweepEveryMs?: number;
}

export function planSync(
	store: Pick<StoreReader, 'checkTimes' | 'failures'>,
	{ prefixes, now, interruptedAt = 0, maxAgeMs, sweepEveryMs = 0 }: PlanInput,
): SyncPlan {
	const checkTimes = store.checkTimes();
	// Never fresh, and always required.
	const failed = new Set(store.failures().map(({ prefix }) => prefix));
	const required: Prefix[] = [];
	const optional: Prefix[] = [];
	let fresh = 0;
	let missing = 0;
	for (const prefix of prefixes) {
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

/** The prefixes of both; undefined when neither is given. */
export function intersect(
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
