/** The input of a summary, for tests that need one. */

import type { SummaryInput } from '../../src/report/summary.ts';

/** A run over no rows. */
export const NOTHING: SummaryInput = {
	startedAt: Date.UTC(2024, 1, 29, 12, 0, 0),
	finishedAt: Date.UTC(2024, 1, 29, 12, 0, 1, 500),
	report: 'report',
	columns: { hash: 'sha1', id: 'id', email: null },
	breachedEmails: undefined,
	rows: 0,
	checked: 0,
	rejectedByReason: new Map(),
	unknown: 0,
	candidates: { CRITICAL: 0, HIGH: 0, unmatched: 0, unmatchedUnknown: 0 },
	minCount: 1,
	counts: [],
	emptyPasswords: 0,
	distinct: 0,
	shared: 0,
	algorithm: 'sha1',
	ranges: 0,
	hashes: 0,
	oldestCheck: undefined,
	newestCheck: undefined,
	parts: {
		listed: { CRITICAL: 0, HIGH: 0 },
		excluded: null,
		limit: null,
		sharedPasswords: { groups: 0, largest: 0, mostListed: 100 },
		names: null,
		since: null,
		cohorts: null,
		spreadsheet: { plain: false, cellsChanged: 0, splitRows: null, tooLong: [] },
		credentialRefKey: null,
	},
};
