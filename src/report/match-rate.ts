/** The match rate in words, and compared with a limit. */

import { formatNumber } from '../text/format.ts';
import type { BacktestSummary } from './summary.ts';

/**
 * Whether a share is above a percentage. Rounding errors do not count: 0.194 is not above 19.4.
 *
 * @param share 0 to 1
 * @param percent 0 to 100
 */
export function isAbove(share: number, percent: number): boolean {
	return share * 100 - percent > 1e-9;
}

/** What a sentence that begins with the match rate continues with. */
export function matchInWords({ input, minCount }: BacktestSummary): string {
	const whose = input.checked > input.lookedUp ? 'accounts that could be looked up' : 'accounts';
	const seen = minCount > 1 ? `was seen ${formatNumber(minCount)} times or more` : 'is public';
	return `of the ${whose} have a password that ${seen}`;
}
