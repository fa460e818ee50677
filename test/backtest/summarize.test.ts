import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../support/documents.js';
import { summaryFrom, TEN_ROWS } from '../support/summary.ts';

/** What happened to a row: rejected, range missing, or looked up (count 0 if not in the store). */
type Outcome =
	| { readonly is: 'rejected'; readonly reason: string }
	| { readonly is: 'unknown'; readonly named: boolean }
	| {
			readonly is: 'looked up';
			readonly count: number;
			readonly emailBreached: boolean;
			/** Whether the password contains the name. */
			readonly named: boolean;
	  };

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
	fc.record({ is: fc.constant('rejected'), reason: fc.constantFrom('empty', 'not_hex') }),
	fc.record({ is: fc.constant('unknown'), named: fc.boolean() }),
	fc.record({
		is: fc.constant('looked up'),
		count: fc.oneof(fc.nat(12), fc.nat(200_000)),
		emailBreached: fc.boolean(),
		named: fc.boolean(),
	}),
);

function inputOf(outcomes: readonly Outcome[], minCount: number) {
	const reasons = outcomes.flatMap((one) => (one.is === 'rejected' ? [one.reason] : []));
	const known = outcomes.flatMap((one) => (one.is === 'looked up' ? [one] : []));
	const matched = known.filter(({ count }) => count >= minCount);
	const unknown = outcomes.flatMap((one) => (one.is === 'unknown' ? [one] : []));
	const critical = matched.filter(({ emailBreached }) => emailBreached).length;
	const nameOnlyKnown = known.filter(({ count, named }) => named && count < minCount).length;
	const nameOnlyUnknown = unknown.filter(({ named }) => named).length;
	return {
		rows: outcomes.length,
		checked: outcomes.length - reasons.length,
		rejectedByReason: new Map(
			reasons.map((reason) => [reason, reasons.filter((other) => other === reason).length]),
		),
		unknown: unknown.length,
		candidates: {
			CRITICAL: critical,
			HIGH: matched.length - critical + nameOnlyKnown + nameOnlyUnknown,
			unmatched: nameOnlyKnown + nameOnlyUnknown,
			unmatchedUnknown: nameOnlyUnknown,
		},
		minCount,
		counts: known.filter(({ count }) => count > 0).map(({ count }) => [count, 1] as const),
	};
}

function sum(numbers: Readonly<Record<string, number>>): number {
	return Object.values(numbers).reduce((total, number) => total + number, 0);
}

describe('a summary', () => {
	it('a summary accounts for every row, whatever happened to it', () => {
		fc.assert(
			fc.property(fc.array(outcome), fc.integer({ min: 1, max: 12 }), (outcomes, minCount) => {
				const summary = summaryFrom(inputOf(outcomes, minCount));
				const { input, verdicts, matched, matchRate, matchRateBounds, store } = summary;
				const { candidates, unknown } = inputOf(outcomes, minCount);

				expect(input.rows).toBe(outcomes.length);
				expect(input.rows).toBe(input.checked + input.rejected);
				expect(input.rejected).toBe(sum(input.rejectedByReason));
				expect(input.checked).toBe(sum(verdicts));
				// Without those that are HIGH only for their name.
				expect(matched).toBe(verdicts.CRITICAL + verdicts.HIGH - candidates.unmatched);
				expect(matched).toBe(sum(summary.tiers));

				const { lookedUp } = input;
				expect(lookedUp).toBe(input.checked - unknown);
				expect(verdicts.UNKNOWN).toBe(unknown - candidates.unmatchedUnknown);
				expect(matchRate * lookedUp).toBeCloseTo(matched);
				expect(store.coverage * input.checked).toBeCloseTo(lookedUp);
				const [low, high] = matchRateBounds;
				expect(low * input.checked).toBeCloseTo(matched);
				expect(high * input.checked).toBeCloseTo(matched + unknown);
				if (lookedUp > 0) {
					expect(low).toBeLessThanOrEqual(matchRate);
					expect(high).toBeGreaterThanOrEqual(matchRate);
				}
			}),
		);
	});

	it('each threshold of a summary has the figures that --min-count would give', () => {
		fc.assert(
			fc.property(fc.array(outcome), fc.integer({ min: 1, max: 12 }), (outcomes, minCount) => {
				for (const threshold of summaryFrom(inputOf(outcomes, minCount)).thresholds) {
					const other = summaryFrom(inputOf(outcomes, threshold.minCount));
					expect(threshold.matched).toBe(other.matched);
					expect(threshold.matchRate).toBe(other.matchRate);
				}
			}),
		);
	});

	it('a summary survives JSON and fits its schema, without NaN or infinite rates', () => {
		fc.assert(
			fc.property(fc.array(outcome, { maxLength: 4 }), (outcomes) => {
				const summary = summaryFrom(inputOf(outcomes, 1));
				expect(parseDocument(JSON.stringify(summary))).toEqual(summary);
			}),
		);
	});

	it('the summary of ten rows is as calculated by hand', () => {
		expect(summaryFrom(TEN_ROWS)).toMatchObject({
			schema: 'credcheck.backtest/1',
			startedAt: '2024-02-29T12:00:00.000Z',
			seconds: 1.5,
			input: {
				rows: 10,
				checked: 8,
				rejected: 2,
				rejectedByReason: { empty: 1, wrong_length: 1 },
			},
			matched: 3,
			matchRate: 0.6,
			matchRateBounds: [0.375, 0.75],
			minCount: 2,
			verdicts: { CRITICAL: 1, HIGH: 2, CLEAN: 2, UNKNOWN: 3 },
			tiers: { '1': 0, '2-9': 1, '10-99': 1, '100-999': 0, '1000-9999': 0, '10000+': 1 },
			emptyPasswords: 1,
			distinctHashes: 7,
			sharedHashes: 2,
			store: {
				algorithm: 'sha1',
				ranges: 5,
				hashes: 9000,
				oldestCheck: '2024-01-01T00:00:00.000Z',
				newestCheck: '2024-02-01T00:00:00.000Z',
				coverage: 0.625,
			},
		});
	});

	it('the summary of no rows has a rate of 0 and no missing ranges', () => {
		expect(summaryFrom()).toMatchObject({
			matched: 0,
			matchRate: 0,
			matchRateBounds: [0, 0],
			store: { coverage: 1, oldestCheck: null, newestCheck: null },
		});
	});

	it('when the store lacks every range, the rate is between 0 and 1', () => {
		expect(summaryFrom({ rows: 5, checked: 5, unknown: 5 })).toMatchObject({
			matchRate: 0,
			matchRateBounds: [0, 1],
			store: { coverage: 0 },
		});
	});
});
