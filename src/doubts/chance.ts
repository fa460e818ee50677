/**
 * Whether a table has fewer matches than chance allows, as when its hashes are salted: then the match rate is not low
 * but meaningless.
 */

import { atMost } from './binomial.ts';

/**
 * The match rate in percent that any population has, at least: that of 5 % is about a quarter of what tables of
 * accounts usually have.
 */
export const USUAL_RATE = 5;

/** Fewer accounts say nothing. */
const LEAST_ACCOUNTS = 30;

/** How likely it is that chance alone makes a table with some matches suspicious: one table in ten thousand. */
const FALSE_ALARMS = 1e-4;

/**
 * The same for a table without any match, which is much more often of the wrong kind: the probability that none of 30
 * accounts matches at the usual rate. It is one table in five at 5 %, one in 24 at 10 %, one in 800 at 20 %.
 */
const FALSE_ALARMS_AT_NONE: number = (1 - USUAL_RATE / 100) ** LEAST_ACCOUNTS;

/**
 * @param matched accounts whose hash is in the store, whatever its count
 * @param lookedUp accounts whose range is in the store
 * @param expectedRate the least match rate that is expected, in percent; 0 if none is
 */
export function isBelowChance(
	matched: number,
	lookedUp: number,
	expectedRate: number = USUAL_RATE,
): boolean {
	if (lookedUp < LEAST_ACCOUNTS || expectedRate === 0) return false;
	const probability = atMost(matched, lookedUp, expectedRate / 100);
	// The limit without matches is itself such a probability: rounding must not decide.
	return matched === 0
		? probability <= FALSE_ALARMS_AT_NONE * (1 + 1e-9)
		: probability < FALSE_ALARMS;
}
