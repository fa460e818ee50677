import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type BacktestOptions, backtest } from '../../dist/index.js';
import { onlyJson } from '../support/credcheck.ts';
import { sha1 } from '../support/ranges.ts';
import { contentsOf, rowsOf, summaryOf, textOf } from '../support/report.ts';
import { makeSetup } from '../support/setup.ts';

/** Some blocks in memory, or all. */
const MEMORIES: readonly Partial<BacktestOptions>[] = [
	{ memory: 1e9, workers: 1 },
	{ memory: 0, blockBytes: 400, workers: 3 },
];

function times<T>(count: number, make: (index: number) => T): T[] {
	return Array.from({ length: count }, (_, index) => make(index));
}

/** The lists and figures of the table, which must be the same for each memory, and as plain and gzipped file. */
async function reportOf(
	setup: ReturnType<typeof makeSetup>,
	text: string,
	options: Partial<BacktestOptions> = {},
) {
	const files = [setup.write('users.csv', text), setup.write('users.csv.gz', gzipSync(text))];
	const outs: string[] = [];
	for (const accounts of files) {
		for (const memory of MEMORIES) {
			const out = join(setup.folder, `out-${outs.length}`);
			await backtest({
				accounts,
				store: setup.store,
				out,
				refKey: join(setup.folder, 'key'),
				allowPartial: true,
				...options,
				...memory,
			});
			outs.push(out);
		}
	}
	const [first = '', ...others] = outs;
	for (const out of others) expect(contentsOf(out)).toEqual(contentsOf(first));
	return first;
}

describe('an account in several rows', () => {
	it('shares a password only with other accounts, and is counted among them once', async () => {
		const setup = makeSetup();
		const rows = [
			...times(3, () => `a,${sha1('tulip')}`),
			`b,${sha1('tulip')}`,
			...times(4, () => `c,${sha1('letmein')}`),
			// Without ids that can be used, each row is an account of its own.
			...times(2, () => `NULL,${sha1('hunter2')}`),
			...times(40, (index) => `x${index},${setup.unknownHash(`${index}`)}`),
			`a,${sha1('tulip')}`,
			`b,${sha1('swordfish')}`,
			'a,no hash',
		];
		const out = await reportOf(setup, ['id,sha1', ...rows].join('\n'));
		expect(textOf(out, 'shared-passwords.csv')).toBe(
			[
				'group,size,breached,account_id,row',
				'1,2,yes,a,1',
				'1,2,yes,b,4',
				'9,2,yes,NULL,9',
				'9,2,yes,NULL,10',
				'',
			].join('\n'),
		);
		expect(summaryOf(out)).toMatchObject({
			sharedHashes: 4,
			sharedPasswords: { groups: 2, largest: 2 },
			input: {
				checked: 52,
				ids: { repeated: 3, rowsOfRepeated: 10, sameAgain: 6, unusable: 2 },
			},
			// Every row is matched and listed.
			matched: 12,
			listed: { HIGH: 12 },
		});
	});
});

describe('--changed-column', () => {
	it('leaves older rows out of everything, and row numbers are those of the file', async () => {
		const setup = makeSetup();
		const rows = times(60, (index) => {
			const id = `u${index}`;
			const name = index % 2 === 0 ? 'Ali' : 'Bela';
			const plan = index % 3 === 0 ? 'free' : 'plus';
			const old = `${id},${name},${plan},${sha1(index % 2 === 0 ? 'tulip' : 'Bela123')},2020-01-01`;
			const now = `${id},${name},${plan},${index === 7 ? 'no hash' : setup.unknownHash(id)},2024-01-01`;
			return index < 50 ? [old, now] : [old];
		});
		const text = ['id,name,plan,sha1,at', ...rows.flat()].join('\n');
		const options = { changedColumn: 'at', names: true, groupBy: ['plan'] };
		const out = await reportOf(setup, text, options);
		const listed = rowsOf(out, 'nudge-candidates.csv');
		// The last ten accounts have one row each.
		expect(listed.map((row) => row['account_id'])).toEqual(times(10, (index) => `u${50 + index}`));
		expect(listed.map((row) => row['row'])).toEqual(times(10, (index) => String(101 + index)));
		expect(rowsOf(out, 'rejected-rows.csv')).toEqual([{ row: '16', reason: expect.any(String) }]);
		expect(rowsOf(out, 'shared-passwords.csv').map((row) => row['row'])).toEqual(
			times(10, (index) => String(101 + index)),
		);
		expect(summaryOf(out)).toMatchObject({
			input: {
				rows: 60,
				checked: 59,
				rejected: 1,
				leftOut: 50,
				leftOutByReason: { superseded: 50 },
				ids: { repeated: 0 },
				columns: { changed: 'at' },
			},
			matched: 5,
			names: { checked: 59, inPassword: 5, nameOnly: 5 },
			cohorts: { groups: [{ accounts: 39 }, { accounts: 20 }] },
		});
	});

	it('finds the candidates among the rows that are left, whatever is left out between them', async () => {
		const setup = makeSetup();
		const rows = times(90, (index) => {
			const hash = index % 4 === 0 ? sha1('tulip') : setup.unknownHash(`${index}`);
			return `u${Math.floor(index / 2)},${hash},${index % 3 === 0 ? 2 : 1}`;
		});
		const out = await reportOf(setup, ['id,sha1,at', ...rows].join('\n'), { changedColumn: 'at' });
		// Of each two rows the second is newer, unless only the first is a third one.
		const kept = times(90, (index) => index).filter((index) => {
			const isFirstNewer = (index - (index % 2)) % 3 === 0;
			return (index % 2 === 0) === isFirstNewer;
		});
		expect(rowsOf(out, 'nudge-candidates.csv').map((row) => Number(row['row']) - 1)).toEqual(
			kept.filter((index) => index % 4 === 0),
		);
	});

	it('has the hash of a row that it leaves out in no list, not even if all rows are', async () => {
		const setup = makeSetup();
		const text = `id,sha1,at\na,${sha1('tulip')},1\na,bcrypt,2\n`;
		const run = await setup.backtest(setup.write('users.csv', text), '--changed-column', 'at');
		expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining('no') });
	});
});

describe('an id that cannot be used', () => {
	it('has no credential_ref, and is neither found in an earlier report nor excluded', async () => {
		const setup = makeSetup();
		const text = `id,sha1\n8.97E+19,${sha1('tulip')}\n8.97E+19,${sha1('letmein')}\nb,${sha1('tulip')}\n`;
		const accounts = setup.write('users.csv', text);
		const first = await setup.backtest(accounts);
		expect(rowsOf(first.out, 'nudge-candidates.csv')).toMatchObject([
			{ account_id: '8.97E+19', row: '1', credential_ref: '' },
			{ account_id: '8.97E+19', row: '2', credential_ref: '' },
			{ account_id: 'b', row: '3', credential_ref: expect.stringMatching(/^[0-9a-f]{32}$/) },
		]);
		const list = setup.write('list.txt', '8.97E+19\n');
		const flags = ['--previous', first.out, '--exclude', first.out, '--exclude', list];
		const again = await setup.backtest(accounts, ...flags, '--json');
		expect(rowsOf(again.out, 'nudge-candidates.csv').map((row) => row['since_last'])).toEqual([
			'new',
			'new',
		]);
		expect(onlyJson(again.stdout)).toMatchObject({
			excluded: 1,
			exclusionIds: { given: 0, missing: 0, unusable: 1 },
			since: { new: 2, still: 1, gone: 0 },
		});
	});
});

describe('the ids of --exclude', () => {
	it('are counted as missing only if no row has them, candidate or not', async () => {
		const setup = makeSetup();
		const text = [
			'id,sha1',
			`a,${sha1('tulip')}`,
			`b,${setup.unknownHash('b')}`,
			'c,no hash',
			`"d ""e""",${sha1('tulip')}`,
			`'=1,${sha1('tulip')}`,
			...times(20, (index) => `x${index},${setup.unknownHash(`${index}`)}`),
			`007,${sha1('tulip')}`,
			`Ä,${sha1('tulip')}`,
			'',
		].join('\n');
		const list = setup.write(
			'list.txt',
			['a', 'b', 'c', 'a', '7', 'ä', `'=1`, '0', 'A', ''].join('\n'),
		);
		const out = await reportOf(setup, text, { exclude: [list] });
		expect(summaryOf(out)).toMatchObject({
			excluded: 2,
			exclusionIds: { given: 8, missing: 4, butForZeros: 1, butForCase: 2, unusable: 0 },
		});
	});

	it('that differ by the .0 of pandas are told from those that differ in leading zeros', async () => {
		const setup = makeSetup();
		const rows = ['101.0', '0102.0', '103', '0104', '105', 'x.0'];
		const text = `id,sha1\n${rows.map((id) => `${id},${sha1('tulip')}\n`).join('')}`;
		// The last two are in the table; of the one before them, nothing is.
		const ids = ['101', '102', '103.0', '104.0', '00105', 'x', 'x.0', '103'];
		const list = setup.write('list.txt', ids.join('\n'));
		const out = await reportOf(setup, text, { exclude: [list] });
		const expected = { given: 8, missing: 6, butForZeros: 1, butForCase: 0, butForDecimals: 4 };
		expect(summaryOf(out)).toMatchObject({ excluded: 2, exclusionIds: expected });
	});
});

describe('an earlier report whose ids are written otherwise', () => {
	const ids = ['1001', '1002', '1003'];
	const usersOf = (format: (id: string) => string) =>
		`id,sha1\n${ids.map((id) => `${format(id)},${sha1('tulip')}\n`).join('')}`;

	it.each([
		['--previous', 'none of the 3 accounts in the report of --previous is in the table'],
		['--exclude', 'none of the 3 accounts in the reports of --exclude is in the table'],
	])('is warned of with %s, with how they differ', async (flag, words) => {
		const setup = makeSetup();
		const first = await setup.backtest(
			setup.write(
				'users.csv',
				usersOf((id) => id),
			),
		);
		const decimals = setup.write(
			'pandas.csv',
			usersOf((id) => `${id}.0`),
		);
		const run = await setup.backtest(decimals, flag, first.out);
		expect(run.stderr).toContain(words);
		expect(run.stderr).toContain('3 of these differ from an id in the table only by a final .0');
		// The other way round, with zeros, and in a report written with --limit.
		const later = await setup.backtest(decimals, '--limit', '1');
		const zeros = setup.write(
			'zeros.csv',
			usersOf((id) => `0${id}`),
		);
		const back = await setup.backtest(zeros, flag, later.out);
		expect(back.stderr).toMatch(/none of the [13] accounts? in the reports? of/);
		expect(back.stderr).toMatch(/[13] of these differs? from an id in the table only by a final/);
	});

	it('is warned of if nothing is alike, but not if some accounts are gone', async () => {
		const setup = makeSetup();
		const first = await setup.backtest(
			setup.write(
				'users.csv',
				usersOf((id) => id),
			),
		);
		const others = setup.write(
			'others.csv',
			usersOf((id) => `u-${id}`),
		);
		const run = await setup.backtest(others, '--previous', first.out);
		expect(run.stderr).toContain('none of the 3 accounts in the report of --previous');
		expect(run.stderr).not.toContain('of these differ');
		const some = setup.write('some.csv', `id,sha1\n1001,${sha1('tulip')}\n`);
		for (const flag of ['--previous', '--exclude']) {
			expect((await setup.backtest(some, flag, first.out)).stderr).toBe('');
		}
	});
});
