/**
 * Whether a report passes: the errors with which a back-test ends although its report is written. Nothing passes that
 * is in doubt, since a rate of what is left of a table may be as low as you like.
 */

import { CredcheckError } from '../errors.ts';
import { formatNumber as count, formatPercent, many } from '../text/format.ts';
import {
	hiddenInWords,
	hiddenRows,
	isAbove,
	isRemnant,
	percentAbove,
	typedPercent,
} from './match-rate.ts';
import type { BacktestSummary } from './summary.ts';

/**
 * In this order: too many rejected rows (INPUT), with or without a limit; a match rate in doubt (INPUT, or
 * STORE_PARTIAL if nothing was looked up); a rate above the limit (THRESHOLD_EXCEEDED); and one that may be above it,
 * depending on accounts that were not looked up (STORE_PARTIAL).
 *
 * @param failOver the highest acceptable match rate, in percent; undefined if any is acceptable
 * @returns undefined if it passes
 */
export function gateError(
	summary: BacktestSummary,
	failOver: number | undefined,
): CredcheckError | undefined {
	const {
		matchRate,
		matchRateBounds: [, high],
		warnings,
		verdicts,
		input,
	} = summary;
	if (isRemnant(summary)) {
		const isShare = isAbove(input.rejectedShare, input.maxRejected * 100);
		return new CredcheckError(
			'INPUT',
			!isShare
				? hiddenInWords(hiddenRows(input))
				: `${count(input.rejected)} of ${many(input.rows, 'row')} were rejected, more than --max-rejected ${typedPercent(input.maxRejected)} allows`,
			warnings.find(({ code }) => code === 'too_many_rejected')?.hints.at(isShare ? -1 : 0),
		);
	}
	if (failOver === undefined) return undefined;
	const doubt = warnings.find((warning) => warning.doubt);
	if (doubt !== undefined) {
		return new CredcheckError(
			doubt.code === 'nothing_looked_up' ? 'STORE_PARTIAL' : 'INPUT',
			`the match rate is in doubt, so that --fail-over does not pass: ${doubt.message}`,
		);
	}
	if (isAbove(matchRate, failOver)) {
		return new CredcheckError(
			'THRESHOLD_EXCEEDED',
			`the match rate, ${percentAbove(matchRate, failOver)}, is above ${failOver} %${partialInWords(summary)}`,
		);
	}
	if (isAbove(high, failOver)) {
		return new CredcheckError(
			'STORE_PARTIAL',
			`the match rate may be above ${failOver} %: it is up to ${percentAbove(high, failOver)} if the ${many(verdicts.UNKNOWN, 'account')} match that could not be looked up`,
			'fetch the missing ranges with credcheck sync, then repeat the back-test',
		);
	}
	return undefined;
}

/** What the rate is not: that of accounts which were not looked up. */
function partialInWords({ input, matchRateBounds: [low, high] }: BacktestSummary): string {
	const { checked, lookedUp } = input;
	if (lookedUp === checked) return '';
	return `, of the ${count(lookedUp)} of ${many(checked, 'account')} that could be looked up; of all it is ${formatPercent(low)} to ${formatPercent(high)}`;
}
