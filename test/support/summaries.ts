/** Made-up summaries of back-tests, for tests of the page. */

import type { BacktestSummary, Cohort } from '../../src/report/summary.ts';
import { makeWarning } from '../../src/warning.ts';

/** When the pages are made: some hours after the newest check of the store. */
export const NOW = Date.UTC(2026, 6, 14, 9, 30);

/** A run without options, over a table without any usable row. */
export const MINIMAL: BacktestSummary = {
	type: 'backtest',
	schema: 'credcheck.backtest/1',
	version: '0.1.0',
	startedAt: '2026-07-14T09:29:58.000Z',
	seconds: 0.2,
	report: 'report',
	input: {
		rows: 0,
		checked: 0,
		lookedUp: 0,
		evidenceUnreadable: 0,
		rejected: 0,
		rejectedShare: 0,
		maxRejected: 0.1,
		hashedOtherwise: {},
		rejectedByReason: {},
		leftOut: 0,
		leftOutByReason: {},
		ids: null,
		columns: { hash: 'sha1', id: null, email: null, changed: null },
		breachedEmails: null,
	},
	warnings: [],
	matched: 0,
	matchRate: 0,
	matchRateBounds: [0, 0],
	minCount: 1,
	expectedRate: 0.05,
	verdicts: { CRITICAL: 0, HIGH: 0, CLEAN: 0, UNKNOWN: 0 },
	tiers: { '1': 0, '2-9': 0, '10-99': 0, '100-999': 0, '1000-9999': 0, '10000+': 0 },
	thresholds: [1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000].map((minCount) => ({
		minCount,
		matched: 0,
		matchRate: 0,
	})),
	breachCounts: { exact: false, minHashes: 20, sparseTiers: [] },
	emptyPasswords: 0,
	distinctHashes: 0,
	sharedHashes: 0,
	store: {
		algorithm: 'sha1',
		ranges: 0,
		hashes: 0,
		oldestCheck: null,
		newestCheck: null,
		coverage: 1,
	},
	listed: { CRITICAL: 0, HIGH: 0 },
	excluded: null,
	exclusionIds: null,
	limit: null,
	sharedPasswords: { groups: 0, largest: 0, mostListed: 10 },
	privilege: null,
	domain: null,
	names: null,
	since: null,
	cohorts: null,
	spreadsheet: { plain: false, cellsChanged: 0, splitRows: null, tooLong: [] },
	credentialRefKey: null,
	credentialRefScheme: null,
	files: [],
};

/** A run over a thousand accounts, with every option that adds to the page. */
export const RICH: BacktestSummary = {
	...MINIMAL,
	report: 'credcheck-report-20260714T092958Z',
	seconds: 1.4,
	input: {
		rows: 1068,
		checked: 1057,
		lookedUp: 1000,
		evidenceUnreadable: 0,
		rejected: 11,
		rejectedShare: 11 / 1068,
		maxRejected: 0.1,
		hashedOtherwise: {},
		rejectedByReason: {
			empty: 3,
			looks_like_base64: 1,
			looks_like_bcrypt: 1,
			looks_like_ntlm_or_md5: 2,
			looks_like_sha256: 1,
			not_hex: 1,
			ragged_row: 1,
			wrong_length: 1,
		},
		leftOut: 120,
		leftOutByReason: { superseded: 120 },
		ids: {
			unusable: 3,
			unusableByReason: { empty: 2, rounded_number: 1 },
			repeated: 4,
			rowsOfRepeated: 9,
			sameAgain: 5,
			lostDigits: 0,
		},
		columns: { hash: 'sha1_hash', id: 'user_id', email: 'email', changed: 'changed_at' },
		breachedEmails: 48_213,
	},
	warnings: [
		makeWarning('previous_differs', 'the report week1 was made without --names'),
		makeWarning('rows_rejected', '11 of 1,068 rows (1.0 %) were rejected and not checked', [
			'empty (3 rows): the cell is empty',
			'other reasons (8 rows) are in rejected-rows.csv',
		]),
	],
	matched: 194,
	matchRate: 0.194,
	matchRateBounds: [194 / 1057, 251 / 1057],
	verdicts: { CRITICAL: 41, HIGH: 153, CLEAN: 806, UNKNOWN: 57 },
	tiers: { '1': 53, '2-9': 49, '10-99': 6, '100-999': 3, '1000-9999': 0, '10000+': 83 },
	thresholds: [
		[1, 194],
		[2, 141],
		[5, 113],
		[10, 92],
		[20, 90],
		[50, 87],
		[100, 86],
		[1000, 83],
		[10_000, 83],
		[100_000, 61],
	].map(([minCount = 0, matched = 0]) => ({ minCount, matched, matchRate: matched / 1000 })),
	emptyPasswords: 3,
	distinctHashes: 951,
	sharedHashes: 69,
	store: {
		algorithm: 'sha1',
		ranges: 1009,
		hashes: 1_991_207,
		oldestCheck: '2026-07-02T03:15:11.000Z',
		newestCheck: '2026-07-14T03:15:42.000Z',
		coverage: 1000 / 1057,
	},
	listed: { CRITICAL: 39, HIGH: 100 },
	excluded: 5,
	limit: { most: 139, order: 'count', leftOut: 50 },
	sharedPasswords: { groups: 20, largest: 12, mostListed: 10 },
	names: {
		columns: ['first_name', 'last_name', 'display_name'],
		checked: 988,
		inPassword: 34,
		nameOnly: 9,
		nameOnlyUnknown: 2,
		parts: 1204,
		triedPerPart: 5321,
		joined: 871,
		tried: 1_234_567_890,
		triedPerJoined: 744,
	},
	since: {
		report: 'credcheck-report-20260613T091200Z',
		startedAt: '2026-06-13T09:12:00.000Z',
		new: 38,
		still: 149,
		rotatedToBreached: 7,
		resolved: 61,
		gone: 12,
		undetermined: 2,
	},
	cohorts: {
		columns: ['region', 'plan'],
		groups: [
			cohort(['Deutschland', 'free'], 311, 71, 14),
			cohort(['Österreich', 'free'], 204, 33, 0),
			cohort(['United Kingdom', 'free'], 166, 40, 12),
			cohort(['Deutschland', 'business'], 141, 12, 0),
			cohort(['日本', 'free'], 98, 21, 31),
			cohort(['', 'free'], 64, 13, 0),
			cohort(['Schweiz', 'business'], 38, 2, 0),
			cohort(['France', 'free'], 22, 2, 22),
		],
		other: smallCohorts(4, 13, 2),
	},
	spreadsheet: {
		plain: false,
		cellsChanged: 17,
		splitRows: 500_000,
		tooLong: ['nudge-candidates.csv'],
	},
	credentialRefKey: 'k7f3-9c1e',
	credentialRefScheme: 'aes-cmac',
	files: [{ name: 'critical.csv', bytes: 1234, sha256: 'c0ffee00'.repeat(8) }],
};

/** Texts that a table may contain to do harm or to break the layout. */
export const HOSTILE_TEXTS = [
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	"' onmouseover='alert(1)",
	'</title></style><svg onload=alert(1)>',
	'<!-- --!> ]]> {{2}} \\0',
	'&lt;b&gt; &amp;',
	'a'.repeat(5000),
	'\u202Eright to left\u202C\u0000\u0007\r\n\ttwo lines',
	`Z${'\u0300'.repeat(500)}algo`,
	'👩‍👩‍👧‍👦'.repeat(40),
	'\uD800 half a pair',
	'W'.repeat(59),
];

/** Hashes as a column might contain them: none may appear on the page. */
export const HASHES = [
	'5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8',
	'sha1:5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8!',
	`${'x'.repeat(30)} 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8`,
];

/** Ten thousand cohorts, and hostile text wherever the page shows text of the table. */
export const HOSTILE: BacktestSummary = {
	...RICH,
	report: HOSTILE_TEXTS.join('/'),
	warnings: HOSTILE_TEXTS.map((text) => makeWarning('no_match', text, HOSTILE_TEXTS)),
	input: {
		...RICH.input,
		rejectedByReason: Object.fromEntries(HOSTILE_TEXTS.map((text) => [text, 1])),
		columns: {
			hash: HOSTILE_TEXTS[0] as string,
			id: HOSTILE_TEXTS[1] as string,
			email: HOSTILE_TEXTS[2] as string,
			changed: HOSTILE_TEXTS[3] as string,
		},
	},
	names: { ...(RICH.names as NonNullable<BacktestSummary['names']>), columns: HOSTILE_TEXTS },
	since: {
		...(RICH.since as NonNullable<BacktestSummary['since']>),
		report: HOSTILE_TEXTS[3] as string,
	},
	cohorts: {
		columns: HOSTILE_TEXTS,
		groups: Array.from({ length: 10_000 }, (_, at) =>
			cohort(
				[...HASHES, ...HOSTILE_TEXTS, '"'.repeat(9999)].map(
					(_text, column, all) => all[(at + column) % all.length] as string,
				),
				10_000 - (at % 9000),
				at % 900,
				at % 50,
			),
		),
		other: null,
	},
	spreadsheet: { plain: true, cellsChanged: 123_456, splitRows: null, tooLong: HOSTILE_TEXTS },
	credentialRefKey: HOSTILE_TEXTS[0] as string,
	credentialRefScheme: HOSTILE_TEXTS[0] as string,
};

/** A run over thirty million accounts, with a minimum count of five. */
export const LARGE: BacktestSummary = {
	...MINIMAL,
	seconds: 7612,
	minCount: 5,
	input: {
		...MINIMAL.input,
		rows: 30_000_000,
		checked: 30_000_000,
		lookedUp: 30_000_000,
		columns: { hash: 'password_sha1', id: 'account_id', email: null, changed: null },
	},
	matched: 23_456_789,
	matchRate: 23_456_789 / 30_000_000,
	matchRateBounds: [23_456_789 / 30_000_000, 23_456_789 / 30_000_000],
	verdicts: { CRITICAL: 0, HIGH: 23_456_789, CLEAN: 6_543_211, UNKNOWN: 0 },
	tiers: {
		'1': 0,
		'2-9': 11_222_333,
		'10-99': 7_654_321,
		'100-999': 3_456_789,
		'1000-9999': 1_123_345,
		'10000+': 1,
	},
	thresholds: [
		[1, 29_876_543],
		[2, 27_654_321],
		[5, 23_456_789],
		[10, 18_765_432],
		[20, 15_432_109],
		[50, 11_098_765],
		[100, 8_765_432],
		[1000, 3_210_987],
		[10_000, 765_432],
		[100_000, 12],
	].map(([minCount = 0, matched = 0]) => ({ minCount, matched, matchRate: matched / 30_000_000 })),
	listed: { CRITICAL: 0, HIGH: 23_456_789 },
	store: {
		algorithm: 'sha1',
		ranges: 1_048_576,
		hashes: 2_071_234_567,
		oldestCheck: '2026-05-01T03:15:11.000Z',
		newestCheck: '2026-06-01T03:15:42.000Z',
		coverage: 1,
	},
};

function cohort(
	values: readonly string[],
	accounts: number,
	matched: number,
	unknown: number,
): Cohort {
	const known = accounts - unknown;
	const matchRate = known === 0 ? 0 : matched / known;
	return {
		values,
		accounts,
		unknown,
		matched,
		matchRate,
		interval: known === 0 ? [0, 1] : wilson(matchRate, known),
	};
}

function smallCohorts(groups: number, accounts: number, matched: number) {
	const { values: _, ...figures } = cohort([], accounts, matched, 0);
	return { ...figures, groups };
}

function wilson(rate: number, size: number): readonly [number, number] {
	const z = 1.96;
	const middle = rate + z ** 2 / (2 * size);
	const reach = z * Math.sqrt((rate * (1 - rate)) / size + z ** 2 / (4 * size ** 2));
	const whole = 1 + z ** 2 / size;
	return [Math.max(0, (middle - reach) / whole), Math.min(1, (middle + reach) / whole)];
}
