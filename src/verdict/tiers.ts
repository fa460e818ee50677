/** How often a password was seen, in steps that people can act on. */

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
const TIER_STARTS = [1, 2, 10, 100, 1000, 10_000];

/** Where the threshold curve is given: if we act at this count or more, how many is that? */
export const THRESHOLDS = [1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000] as const;

/** @param count 1 or more */
export function tierOf(count: number): Tier {
	let tier = TIERS.length - 1;
	while (count < (TIER_STARTS[tier] as number)) tier -= 1;
	return TIERS[tier] as Tier;
}

/** How many accounts have a password that was seen so often. */
export type CountedAccounts = readonly [count: number, accounts: number];

/** For each tier the number of accounts in it, tiers without any included. */
export function countByTier(counts: readonly CountedAccounts[]): Record<Tier, number> {
	const tally = Object.fromEntries(TIERS.map((tier) => [tier, 0])) as Record<Tier, number>;
	for (const [count, accounts] of counts) tally[tierOf(count)] += accounts;
	return tally;
}

/** For each threshold the number of accounts that reach it. */
export function countByThreshold(
	counts: readonly CountedAccounts[],
): { minCount: number; matched: number }[] {
	return THRESHOLDS.map((minCount) => ({
		minCount,
		matched: counts.reduce((sum, [count, own]) => (count >= minCount ? sum + own : sum), 0),
	}));
}
