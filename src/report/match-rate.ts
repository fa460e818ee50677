/** The match rate in words, and compared with a limit. */

import { hidesRows } from '../table/reject-reasons.ts';
import { formatNumber, formatPercent, many } from '../text/format.ts';
import type { Count } from '../text/units.ts';
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

/** A share above a percentage, with as many digits as show that it is: 0.1203 as `12.03 %` if compared with 12. */
export function percentAbove(share: number, percent: number): string {
	for (let digits = 1; digits < 9; digits += 1) {
		const shown = (share * 100).toFixed(digits);
		if (Number(shown) > percent) return `${shown} %`;
	}
	return formatPercent(share);
}

/** A percentage that was typed as a share, without the digits that dividing by 100 adds: 0.333, not 0.33299999999999996. */
export function typedShare(percent: number): number {
	return Number((percent / 100).toPrecision(12));
}

/** A share as the percentage that was typed: 0.0005 as `0.05`. */
export function typedPercent(share: number): string {
	return String(Number((share * 100).toPrecision(12)));
}

/**
 * Whether more rows were rejected than is allowed, or a number that is not known, so that the match rate is that of a
 * remnant.
 */
export function isRemnant({ input }: Pick<BacktestSummary, 'input'>): boolean {
	if (isAbove(input.rejectedShare, input.maxRejected * 100)) return true;
	return hiddenRows(input) > 0 && input.maxRejected < 1;
}

/** Rejected rows that may be any number of rows. */
export function hiddenRows({ rejectedByReason }: BacktestSummary['input']): Count {
	const hidden = Object.entries(rejectedByReason).filter(([reason]) => hidesRows(reason));
	return hidden.reduce((sum, [, rows]) => sum + rows, 0);
}

/** That such rows were not read, as a clause. */
export function hiddenInWords(hidden: Count): string {
	return hidden === 1
		? '1 rejected row has other rows in it, and how many were not read is not known'
		: `${formatNumber(hidden)} rejected rows have other rows in them, and how many were not read is not known`;
}

/** What the match rate is a share of, as in "194 of 1,000 accounts". */
export function wholeInWords(summary: Pick<BacktestSummary, 'input' | 'domain'>): string {
	const { checked, lookedUp } = summary.input;
	const isPartial = checked > lookedUp;
	if (isRemnant(summary)) return `rows that could be read${isPartial ? ' and looked up' : ''}`;
	return `accounts${ofDomain(summary)}${isPartial ? ' that could be looked up' : ''}`;
}

/** The same with its number, of those looked up: `1,000 accounts`, or of a remnant `7 rows that could be read`. */
export function lookedUpInWords(summary: Pick<BacktestSummary, 'input' | 'domain'>): string {
	const { lookedUp } = summary.input;
	return isRemnant(summary)
		? `${many(lookedUp, 'row')} that could be read`
		: `${many(lookedUp, 'account')}${ofDomain(summary)}`;
}

/** Follows `accounts` where a reader is told what they are. */
function ofDomain({ domain }: Pick<BacktestSummary, 'domain'>): string {
	return domain === null ? '' : ' of a domain';
}

/** What a sentence that begins with the match rate continues with. */
export function matchInWords(summary: BacktestSummary): string {
	const { minCount } = summary;
	const seen = minCount > 1 ? `was seen ${formatNumber(minCount)} times or more` : 'is public';
	return `of the ${wholeInWords(summary)} have a password that ${seen}`;
}

/** Stands in for the match rate when there is none; undefined when there is one. */
export function noRateInWords({ input }: Pick<BacktestSummary, 'input'>): string | undefined {
	if (input.lookedUp > 0) return undefined;
	return input.checked === 0 ? 'no account was checked' : 'no account could be looked up';
}

/** The match rate as a sentence. */
export function rateInWords(summary: BacktestSummary): string {
	return noRateInWords(summary) ?? `${formatPercent(summary.matchRate)} ${matchInWords(summary)}`;
}
