import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type BacktestOptions, backtest } from '../../dist/index.js';
import { assertReconciled } from '../../src/backtest/reconcile.ts';
import type { ListFileName } from '../../src/output/report-names.ts';
import type { BacktestSummary } from '../../src/report/summary.ts';
import { sha1 } from '../support/ranges.ts';
import { rowsOf } from '../support/report.ts';
import { makeSetup } from '../support/setup.ts';

/** Figures that nothing else in a report tells, so that no sum can show that they are wrong. */
const ALONE =
	/^(seconds|minCount|expectedRate|breachCounts\.minHashes|store\.(ranges|hashes)|spreadsheet\.cellsChanged|sharedPasswords\.mostListed|files\.\d+\.bytes|input\.(maxRejected|breachedEmails|hashedOtherwise.*|ids\.lostDigits)|names\.(parts|joined|tried.*)|warnings.*|cohorts\.(groups\.\d+|other)\.interval.*|cohorts\.other\.groups|exclusionIds\.(given|unusable)|since\.(resolved|gone|undetermined)|thresholds\.\d+\.minCount)$/;
/** Figures that have bounds only: a part of something, whose rest is not counted. */
const BOUNDED =
	/^(emptyPasswords|input\.evidenceUnreadable|input\.ids\.(repeated|rowsOfRepeated)|sharedPasswords\.largest|names\.(checked|inPassword)|privilege\..*|exclusionIds\.(missing|butFor.*))$/;

/** The data rows of each file of a list. */
type FileRows = Readonly<Partial<Record<ListFileName, number>>>;

interface Report {
	readonly summary: BacktestSummary;
	readonly rows: FileRows;
}

let reports: Report[] = [];

/** A run without options, and one with many in memory and in batches. */
async function makeReports(): Promise<Report[]> {
	const setup = makeSetup();
	const rows = Array.from({ length: 400 }, (_, index) => {
		// Every fortieth row is an earlier one once more.
		const row = index % 40 === 39 ? index - 36 : index;
		const password = ['tulip', 'letmein', 'hunter2', 'swordfish', `Ada${row % 3}`, ''][row % 6];
		const missing = `0000${row % 3}${sha1(`${row % 40}`).slice(5)}`;
		const hashes = [sha1(password as string), setup.unknownHash(`${row % 30}`), missing];
		const hash = row % 11 === 0 ? 'x' : hashes[row % 3];
		return `u${row},Ada,p${row % 3},${row % 9 === 0 ? 'yes' : 'no'},u${row}@x.org,${hash}`;
	});
	const accounts = setup.write('users.csv', ['id,name,plan,admin,email,sha1', ...rows].join('\n'));
	const store = { store: setup.store, accounts, refKey: join(setup.folder, 'ref.key') };
	const options = { ...store, allowPartial: true, maxRejected: 100 };
	const emails = Array.from({ length: 90 }, (_, row) => `u${row}@x.org`).join('\n');
	const before = join(setup.folder, 'before');
	await backtest({ ...options, out: before, minCount: 300 });
	const all: Partial<BacktestOptions> = {
		names: true,
		groupBy: ['plan'],
		limit: 25,
		previous: before,
		exclude: [setup.write('done', 'u6\nu12\nu9999\n')],
		privileged: 'admin',
		breachedEmails: setup.write('emails', emails),
		minCount: 2,
	};
	const made: Report[] = [];
	for (const [index, more] of [{}, all, { ...all, memory: 0, blockBytes: 220 }].entries()) {
		const out = join(setup.folder, `out-${index}`);
		const summary = await backtest({ ...options, ...more, out });
		const counted = (name: ListFileName) => ({ [name]: rowsOf(out, name).length });
		made.push({
			summary,
			rows: {
				...counted('critical.csv'),
				...counted('nudge-candidates.csv'),
				...(index > 0 && counted('all-candidates.csv')),
				...counted('shared-passwords.csv'),
				...counted('rejected-rows.csv'),
			},
		});
	}
	return made;
}

function reconciles(summary: BacktestSummary, rows: FileRows): boolean {
	try {
		assertReconciled(summary, new Map(Object.entries(rows) as [ListFileName, number][]));
		return true;
	} catch (error) {
		expect(error).toMatchObject({ code: 'INTERNAL' });
		return false;
	}
}

/** The paths of all numbers in a value. */
function numbersIn(value: unknown, path = ''): string[] {
	if (typeof value === 'number') return [path];
	if (value === null || typeof value !== 'object') return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		numbersIn(inner, path === '' ? key : `${path}.${key}`),
	);
}

/** The value with another number at this path. */
function changed<T>(value: T, path: string, change: (number: number) => number): T {
	const copy = structuredClone(value);
	const keys = path.split('.');
	const last = keys.pop() as string;
	let at = copy as Record<string, unknown>;
	for (const key of keys) at = at[key] as Record<string, unknown>;
	at[last] = change(at[last] as number);
	return copy;
}

it('the figures of real reports agree', async () => {
	reports = await makeReports();
	expect(reports.map(({ summary, rows }) => reconciles(summary, rows))).toEqual([true, true, true]);
	const [, { summary } = { summary: undefined }] = reports;
	// So that no sum is one of zeros.
	expect(summary).toMatchObject({ since: { still: expect.any(Number) } });
	expect(summary?.input.ids?.sameAgain).toBeGreaterThan(0);
	expect(summary?.privilege?.mixedPasswords).toBeGreaterThan(0);
	expect(summary?.excluded).toBeGreaterThan(0);
	expect(summary?.limit?.leftOut).toBeGreaterThan(0);
});

it('a figure that is off by one is found, whichever it is', () => {
	const missed = reports.flatMap(({ summary, rows }) =>
		numbersIn(summary)
			.filter((path) => !ALONE.test(path) && !BOUNDED.test(path))
			.filter((path) =>
				[1, -1].some((by) =>
					reconciles(
						changed(summary, path, (number) => number + by),
						rows,
					),
				),
			),
	);
	expect(missed).toEqual([]);
});

it('a figure above what it is a part of is found, and one that is no number', () => {
	const missed = reports.flatMap(({ summary, rows }) =>
		numbersIn(summary)
			.filter((path) => BOUNDED.test(path))
			.filter((path) =>
				[summary.input.rows + 1, Number.NaN].some((figure) =>
					reconciles(
						changed(summary, path, () => figure),
						rows,
					),
				),
			),
	);
	expect(missed).toEqual([]);
});

it('a list with a row too many or too few is found', () => {
	const missed = reports.flatMap(({ summary, rows }) =>
		Object.entries(rows).filter(([file, own]) =>
			[1, -1].some((by) => reconciles(summary, { ...rows, [file]: (own as number) + by })),
		),
	);
	expect(missed).toEqual([]);
});
