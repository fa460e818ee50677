import { expect, it } from 'vitest';
import { warningsOf } from '../../src/backtest/warnings.ts';
import { type Figures, summaryFrom } from '../support/summary.ts';

const NOW = Date.UTC(2024, 6, 1);
const DAY = 86_400_000;
const SIDES = { emails: undefined, refKey: undefined, previous: undefined, exclusions: undefined };

const warnings = (figures: Partial<Figures>) =>
	warningsOf(summaryFrom(figures), SIDES, NOW).map(({ message }) => message);

it('a back-test warns when none of many accounts match, since the hashes may be of another kind', () => {
	const many = { rows: 500, checked: 500 };
	expect(warnings(many)).toEqual([expect.stringContaining('are these unsalted SHA-1')]);
	expect(warnings({ ...many, counts: [[1, 1]], minCount: 10 })).toEqual([]);
	expect(warnings({ rows: 499, checked: 499 })).toEqual([]);
	// An account that was not looked up cannot match.
	expect(warnings({ ...many, unknown: 1 })).toEqual([]);
});

it('a back-test warns of a store that has not been updated for more than 45 days', () => {
	const aged = (days: number) => warnings({ newestCheck: NOW - days * DAY, oldestCheck: 0 });
	expect(aged(46)).toEqual(['the store was last brought up to date 46 days ago']);
	expect(aged(45)).toEqual([]);
});
