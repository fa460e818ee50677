/** How often a password was seen, in steps that people can act on. */

export const TIERS = ['1', '2-9', '10-99', '100-999', '1000-9999', '10000+'] as const;
export type Tier = (typeof TIERS)[number];

/** The lowest count of each tier. */
const TIER_STARTS = [1, 2, 10, 100, 1000, 10_000];

/** Where the threshold curve is given: if we act at this count or more, how many is that? */
export const THRESHOLDS = [1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000] as const;

/** @param count 1 or more */
export function tierOf(count: number): Tier {
	return TIERS[TIER_STARTS.findLastIndex((start) => count >= start)] as Tier;
}

/** For each tier the number of counts in it, tiers without any included. */
export function countByTier(counts: Iterable<number>): Record<Tier, number> {
	const tally = Object.fromEntries(TIERS.map((tier) => [tier, 0])) as Record<Tier, number>;
	for (const count of counts) tally[tierOf(count)] += 1;
	return tally;
}

/** For each threshold the number of counts that reach it. */
export function countByThreshold(counts: Float64Array): { minCount: number; matched: number }[] {
	const matched = THRESHOLDS.map(() => 0);
	for (const count of counts) {
		for (let at = 0; at < THRESHOLDS.length && count >= (THRESHOLDS[at] as number); at += 1) {
			matched[at] = (matched[at] as number) + 1;
		}
	}
	return THRESHOLDS.map((minCount, at) => ({ minCount, matched: matched[at] as number }));
}
