import { describe, expect, it } from 'vitest';
import { gateError } from '../../src/report/gate.ts';
import type { BacktestSummary } from '../../src/report/summary.ts';
import { makeWarning, type WarningCode } from '../../src/warning.ts';
import { MINIMAL } from '../support/summaries.ts';

/** A run over 1,000 accounts, of which 40 match. */
const FINE: BacktestSummary = {
	...MINIMAL,
	input: { ...MINIMAL.input, rows: 1000, checked: 1000, lookedUp: 1000 },
	matched: 40,
	matchRate: 0.04,
	matchRateBounds: [0.04, 0.04],
	verdicts: { CRITICAL: 0, HIGH: 40, CLEAN: 960, UNKNOWN: 0 },
};
const doubted = (code: WarningCode): BacktestSummary => ({
	...FINE,
	warnings: [makeWarning(code, 'something is odd', ['do this'])],
});
const REMNANT: BacktestSummary = {
	...FINE,
	input: { ...FINE.input, rows: 1200, rejected: 200, rejectedShare: 1 / 6 },
	warnings: [makeWarning('too_many_rejected', 'too many', ['empty (200 rows)', 'allow them'])],
};
const PARTIAL: BacktestSummary = {
	...FINE,
	input: { ...FINE.input, checked: 1020 },
	matchRateBounds: [40 / 1020, 60 / 1020],
	verdicts: { ...FINE.verdicts, UNKNOWN: 20 },
};

describe('a report', () => {
	it.each<[string, BacktestSummary, number | undefined, string | undefined]>([
		['at the limit', FINE, 4, undefined],
		['above the limit', FINE, 3.9, 'THRESHOLD_EXCEEDED'],
		['without a limit', FINE, undefined, undefined],
		['of a remnant without a limit', REMNANT, undefined, 'INPUT'],
		['of a remnant below the limit', REMNANT, 50, 'INPUT'],
		['of a remnant above the limit', REMNANT, 1, 'INPUT'],
		['in doubt without a limit', doubted('no_match'), undefined, undefined],
		['in doubt below the limit', doubted('no_match'), 50, 'INPUT'],
		['in doubt above the limit', doubted('few_matches'), 1, 'INPUT'],
		['with salts', doubted('salt_column'), 50, 'INPUT'],
		['with hashes of another making', doubted('hashed_otherwise'), 100, 'INPUT'],
		['of a table without rows', doubted('no_rows'), 100, 'INPUT'],
		['of which nothing was looked up', doubted('nothing_looked_up'), 100, 'STORE_PARTIAL'],
		['with a warning that is no doubt', doubted('store_old'), 4, undefined],
		['with a few rejected rows', doubted('rows_rejected'), 4, undefined],
		['that may be above the limit', PARTIAL, 5.8, 'STORE_PARTIAL'],
		['that is above the limit, and partial', PARTIAL, 3, 'THRESHOLD_EXCEEDED'],
		['that is partial, but below the limit in any case', PARTIAL, 5.9, undefined],
		['that is partial, without a limit', PARTIAL, undefined, undefined],
	])('%s ends as it should', (_, summary, failOver, code) => {
		expect(gateError(summary, failOver)?.code).toBe(code);
	});

	it('says why it does not pass, and what helps', () => {
		expect(gateError(REMNANT, undefined)).toMatchObject({
			message: '200 of 1,200 rows were rejected, more than --max-rejected 10 allows',
			hint: 'allow them',
		});
		expect(gateError(doubted('no_match'), 5)?.message).toBe(
			'the match rate is in doubt, so that --fail-over does not pass: something is odd',
		);
		expect(gateError(PARTIAL, 5)?.message).toBe(
			'the match rate may be above 5 %: it is up to 5.9 % if the 20 accounts match that could not be looked up',
		);
	});
});
