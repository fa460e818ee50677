/** Makes summaries of back-tests from their figures. */

import type { BacktestResult, BacktestRun } from '../../src/backtest/run.ts';
import { summarize } from '../../src/backtest/summarize.ts';
import { noCounts } from '../../src/lists/candidate-counts.ts';
import { SHA1 } from '../../src/range/kind.ts';
import type { BacktestSummary } from '../../src/report/summary.ts';

/** The figures of a run over no rows. */
const NOTHING = {
	report: 'report',
	plainCsv: false,
	columns: { hash: 'sha1', id: 'id', email: undefined as string | undefined },
	breachedEmails: undefined as number | undefined,
	rows: 0,
	checked: 0,
	/** Accounts with a cell of evidence that cannot be read. */
	unreadable: 0,
	leftOut: 0,
	rejectedByReason: new Map<string, number>(),
	/** Accounts whose range the store lacks. */
	unknown: 0,
	candidates: { CRITICAL: 0, HIGH: 0, unmatched: 0, unmatchedUnknown: 0 },
	minCount: 1,
	/** Each count, and the accounts that have it. */
	counts: [] as readonly (readonly [number, number])[],
	emptyPasswords: 0,
	distinct: 0,
	shared: 0,
	ranges: 0,
	hashes: 0,
	/** Milliseconds since 1970. */
	oldestCheck: undefined as number | undefined,
	newestCheck: undefined as number | undefined,
};
export type Figures = typeof NOTHING;

/** Ten rows: two rejected, three of a missing range, one clean, four matched (one of them rare). */
export const TEN_ROWS: Partial<Figures> = {
	rows: 10,
	checked: 8,
	rejectedByReason: new Map([
		['wrong_length', 1],
		['empty', 1],
	]),
	unknown: 3,
	candidates: { CRITICAL: 1, HIGH: 2, unmatched: 0, unmatchedUnknown: 0 },
	minCount: 2,
	counts: [1, 2, 50, 123_456].map((count) => [count, 1] as const),
	emptyPasswords: 1,
	distinct: 7,
	shared: 2,
	ranges: 5,
	hashes: 9000,
	oldestCheck: Date.UTC(2024, 0, 1),
	newestCheck: Date.UTC(2024, 1, 1),
};

/** The summary of a run of 1.5 seconds with these figures, and otherwise over no rows. */
export function summaryFrom(figures: Partial<Figures> = {}): BacktestSummary {
	const { report, plainCsv, columns, breachedEmails, candidates, minCount, ...others } = {
		...NOTHING,
		...figures,
	};
	const header = [columns.hash, columns.id, columns.email ?? ''];
	const email = columns.email === undefined ? undefined : 2;
	const startedAt = Date.UTC(2024, 1, 29, 12, 0, 0);
	const run = {
		table: { header, columns: { hash: 0, id: 1, email, groupBy: [] } },
		store: { kind: SHA1 },
		storeTotals: others,
		counted: [],
		options: { out: report, plainCsv, minCount },
		inputs: {},
		evidence: {
			emailBreached: breachedEmails === undefined ? undefined : { found: breachedEmails },
		},
		startedAt,
	};
	const file = { rows: 0, escaped: 0, rowsByFile: new Map() };
	const result = {
		match: { ...others, groups: 0, largestGroup: 0 },
		counts: { ...noCounts(), ...candidates },
		lists: { CRITICAL: file, HIGH: file },
	};
	return summarize(
		run as unknown as BacktestRun,
		result as unknown as BacktestResult,
		startedAt + 1500,
	);
}
