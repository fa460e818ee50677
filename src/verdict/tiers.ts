/** Classes of counts for reports: tiers, and the thresholds of the curve. */

export const TIERS = [
	/** Matched accounts whose hash was seen once. */
	'1',
	/** Matched accounts whose hash was seen 2 to 9 times. */
	'2-9',
	/** Matched accounts whose hash was seen 10 to 99 times. */
	'10-99',
	/** Matched accounts whose hash was seen 100 to 999 times. */
	'100-999',
	/** Matched accounts whose hash was seen 1,000 to 9,999 times. */
	'1000-9999',
	/** Matched accounts whose hash was seen 10,000 times or more. */
	'10000+',
] as const;
export type Tier = (typeof TIERS)[number];

/** The lowest count of each tier. */
export const TIER_STARTS: readonly number[] = [1, 2, 10, 100, 1000, 10_000];

/** The points of the threshold curve: how many accounts would match with this count as `--min-count`? */
export const THRESHOLDS = [1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000] as const;

/** @param count 1 or more */
export function tierOf(count: number): Tier {
	return TIERS[tierIndex(count)] as Tier;
}

/** The lowest count of the tier of a count, which is 1 or more. */
export function tierStart(count: number): number {
	return TIER_STARTS[tierIndex(count)] as number;
}

function tierIndex(count: number): number {
	let tier = TIERS.length - 1;
	while (count < (TIER_STARTS[tier] as number)) tier -= 1;
	return tier;
}

/** How many accounts have a password with this count. */
export type CountedAccounts = readonly [count: number, accounts: number];

/** The number of accounts in each tier; 0 for an empty tier. */
export function countByTier(counts: readonly CountedAccounts[]): Record<Tier, number> {
	const tally = Object.fromEntries(TIERS.map((tier) => [tier, 0])) as Record<Tier, number>;
	for (const [count, accounts] of counts) tally[tierOf(count)] += accounts;
	return tally;
}

/** For each threshold, the number of accounts whose count is at least as high. */
export function countByThreshold(
	counts: readonly CountedAccounts[],
): { minCount: number; matched: number }[] {
	return THRESHOLDS.map((minCount) => ({
		minCount,
		matched: counts.reduce((sum, [count, own]) => (count >= minCount ? sum + own : sum), 0),
	}));
}
