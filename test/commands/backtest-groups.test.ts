import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from '../support/binary.ts';
import { onlyJson } from '../support/credcheck.ts';
import { sha1 } from '../support/ranges.ts';
import { rowsOf, summaryOf, textOf } from '../support/report.ts';
import { makeSetup } from '../support/setup.ts';

/** Repeats a row. */
function times(count: number, row: (index: number) => string): string[] {
	return Array.from({ length: count }, (_, index) => row(index));
}

describe('shared-passwords.csv', () => {
	it('shared-passwords.csv lists the accounts of each shared password, breached or not', async () => {
		const setup = makeSetup();
		const common = setup.unknownHash('common');
		const far = `00000${'1'.repeat(35)}`;
		const rows = [
			`a,${sha1('tulip')}`,
			`b,${common}`,
			`c,${setup.unknownHash('alone')}`,
			'd,nothing',
			`"=e",${common.toLowerCase()}`,
			`f,${sha1('tulip')}`,
			`g,${far}`,
			`h,${common}`,
			`i,${far}`,
			`j,${sha1('hunter2')}`,
		];
		const accounts = setup.write('users.csv', ['id,sha1', ...rows].join('\n'));
		const run = await setup.backtest(accounts, '--allow-partial', '--json');
		expect(textOf(run.out, 'shared-passwords.csv')).toBe(
			[
				'group,size,breached,account_id,row',
				'1,2,yes,a,1',
				'2,3,no,b,2',
				`2,3,no,"'=e",5`,
				'1,2,yes,f,6',
				'7,2,unknown,g,7',
				'2,3,no,h,8',
				'7,2,unknown,i,9',
				'',
			].join('\n'),
		);
		expect(onlyJson(run.stdout)).toMatchObject({
			sharedHashes: 7,
			sharedPasswords: { groups: 3, largest: 3, mostListed: 100 },
		});
		const rare = await setup.backtest(accounts, '--allow-partial', '--min-count', '8');
		expect(textOf(rare.out, 'shared-passwords.csv')).toContain('\n1,2,no,a,1\n');
	});

	it('shared-passwords.csv lists the first hundred accounts of a large group, and its size', async () => {
		const setup = makeSetup();
		const common = setup.unknownHash('common');
		const rows = times(1000, (index) => `${index},${index % 4 === 3 ? common : sha1('tulip')}`);
		const accounts = setup.write('users.csv', ['id,sha1', ...rows].join('\n'));
		for (const threads of ['1', '3']) {
			const run = await setup.backtest(accounts, '--workers', threads);
			const listed = rowsOf(run.out, 'shared-passwords.csv');
			const of = (group: string) => listed.filter((row) => row['group'] === group);
			expect(of('1').map((row) => row['account_id'])).toEqual(
				times(134, String)
					.filter((id) => Number(id) % 4 !== 3)
					.slice(0, 100),
			);
			expect(of('4').map((row) => row['account_id'])).toEqual(
				times(100, (index) => `${index * 4 + 3}`),
			);
			expect(new Set(listed.map((row) => `${row['size']} ${row['breached']}`))).toEqual(
				new Set(['750 yes', '250 no']),
			);
			expect(listed).toHaveLength(200);
		}
	});
});

describe('--group-by', () => {
	it('--group-by reports size, matches, rate and interval of each cohort, and combines small ones', async () => {
		const setup = makeSetup();
		const cohort = (plan: string, size: number, matched: number) =>
			times(
				size,
				(index) =>
					`${index},${plan},${index < matched ? sha1('tulip') : setup.unknownHash(`${plan}${index}`)}`,
			);
		const rows = [
			...cohort('free', 148, 15),
			...cohort('team', 20, 0),
			...cohort(' plus ', 29, 1),
			...cohort('tiny', 9, 9),
			...cohort('', 10, 10),
			...cohort('few', 3, 0),
			'1,free,nothing',
			'2,free',
		];
		const accounts = setup.write('users.csv', ['id,plan,sha1', ...rows].join('\n'));
		const run = await setup.backtest(accounts, '--group-by', 'Plan', '--json');
		// Intervals as in Newcombe (1998), to four places.
		const short = textOf(run.out, 'cohorts.csv').replaceAll(/\d\.\d{6}/g, (share) =>
			Number(share).toFixed(4),
		);
		expect(short).toBe(
			[
				'plan,groups,accounts,unknown,matched,match_rate,wilson_low,wilson_high',
				'free,1,148,0,15,0.1014,0.0624,0.1605',
				'plus,1,29,0,1,0.0345,0.0061,0.1718',
				'team,1,20,0,0,0.0000,0.0000,0.1611',
				',1,10,0,10,1.0000,0.7225,1.0000',
				'other,2,12,0,9,0.7500,0.4677,0.9111',
				'',
			].join('\n'),
		);
		expect(onlyJson(run.stdout)['cohorts']).toMatchObject({
			columns: ['plan'],
			groups: [
				{ values: ['free'], accounts: 148, unknown: 0, matched: 15, matchRate: 15 / 148 },
				{ values: ['plus'], accounts: 29 },
				{ values: ['team'], accounts: 20 },
				{ values: [''], accounts: 10 },
			],
			other: { groups: 2, accounts: 12, matched: 9, matchRate: 0.75 },
		});
		expect(textOf(run.out, 'report.html')).toContain('cohorts.csv');
	});

	it('--group-by accepts two columns, and the rate does not include UNKNOWN accounts', async () => {
		const setup = makeSetup();
		const far = `00000${'1'.repeat(35)}`;
		const rows = times(40, (index) => {
			const hash = index % 4 === 0 ? far : sha1('tulip');
			return `${index},${index < 20 ? 'free' : '=plus'},${index % 2 === 0 ? 'DE' : 'AT'},${hash}`;
		});
		const accounts = setup.write('users.csv', ['id,plan,country,sha1', ...rows].join('\n'));
		const run = await setup.backtest(accounts, '--group-by', 'plan,country', '--allow-partial');
		expect(
			rowsOf(run.out, 'cohorts.csv').map((row) => Object.values(row).slice(0, 7).join()),
		).toEqual([
			"'=plus,AT,1,10,0,10,1.000000",
			"'=plus,DE,1,10,5,5,1.000000",
			'free,AT,1,10,0,10,1.000000',
			'free,DE,1,10,5,5,1.000000',
		]);
		expect(summaryOf(run.out)['spreadsheet']).toMatchObject({ cellsChanged: 2 });
	});

	it('--group-by refuses a column with too many values, and suggests what to group by', async () => {
		const setup = makeSetup();
		const rows = times(1001, (index) => `${index},${sha1('tulip')}`);
		const accounts = setup.write('users.csv', ['id,sha1', ...rows].join('\n'));
		const run = await setup.backtest(accounts, '--group-by', 'id', '--json');
		expect(run.code).toBe(4);
		expect(onlyJson(run.stderr)).toMatchObject({
			message: 'the column "id" has more than 1000 values, too many to group by',
			hint: expect.stringContaining('plan'),
		});
		const most = setup.write('most.csv', ['id,sha1', ...rows.slice(1)].join('\n'));
		expect((await setup.backtest(most, '--group-by', 'id')).code).toBe(0);
	});

	it('--group-by refuses columns that make more than 10,000 cohorts', async () => {
		const setup = makeSetup();
		const rows = times(
			10_201,
			(index) => `${index % 101},${Math.floor(index / 101)},${sha1('tulip')}`,
		);
		const accounts = setup.write('users.csv', ['a,b,sha1', ...rows].join('\n'));
		const run = await setup.backtest(accounts, '--id-column', 'a', '--group-by', 'a,b');
		expect(run.code).toBe(4);
		expect(run.stderr).toContain('make more than 10000 cohorts');
	});

	it.each([
		['a missing column', 'nothing', 4],
		['the column of hashes', 'sha1', 2],
		['the same column twice', 'plan,plan', 2],
		['a column whose name cohorts.csv already uses', 'matched', 2],
	])('--group-by refuses %s', async (_what, columns, code) => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,plan,matched,sha1\n1,a,b,${sha1('tulip')}\n`);
		expect((await setup.backtest(accounts, '--group-by', columns)).code).toBe(code);
	});

	it('--group-by redacts hashes in the grouping column', async () => {
		const setup = makeSetup();
		const rows = times(
			20,
			(index) => `${index},pw ${sha1('tulip').toLowerCase()},${sha1('tulip')}`,
		);
		const accounts = setup.write('users.csv', ['id,note,sha1', ...rows].join('\n'));
		const run = await setup.backtest(accounts, '--group-by', 'note', '--json');
		for (const name of readdirSync(run.out)) {
			expect(textOf(run.out, name).toUpperCase(), name).not.toContain(sha1('tulip'));
		}
		expect(rowsOf(run.out, 'cohorts.csv')[0]).toMatchObject({ note: '[hash]', accounts: '20' });
	});
});

describe('--names', () => {
	/** Accounts whose password is made of their name, and some that only look like it. */
	const NAMED: readonly (readonly [
		first: string,
		last: string,
		email: string,
		password: string,
		found: string,
	])[] = [
		['Ali', 'Said', 'a@x.org', 'Ali123', 'yes'],
		['Ali', 'Said', 'b@x.org', 'said@2020', 'yes'],
		['Ali', 'Said', 'c@x.org', 'alisaid', 'yes'],
		['', '', 'greta.fuchs@x.org', 'Fuchs1987!', 'yes'],
		['Jürgen', 'Müller', 'd@x.org', 'Mueller1', 'yes'],
		// Another account's name; no name; names of two letters; a name within a longer password.
		['Ali', 'Said', 'e@x.org', 'Greta123', 'no'],
		['', '', 'f@x.org', 'Ali123', 'not_checked'],
		['Al', 'Bo', 'g@x.org', 'Al123', 'no'],
		['Ali', 'Said', 'h@x.org', 'my friend Ali is here', 'no'],
		['Ali', 'Said', 'i@x.org', '123', 'no'],
	];

	it('--limit, too, leaves the count empty of accounts found by name whose range is missing', async () => {
		const setup = makeSetup();
		const rows = [`1,Ali,${sha1('Ali123')}`, `2,Ada,${sha1('tulip')}`];
		const accounts = setup.write('users.csv', ['id,name,sha1', ...rows].join('\n'));
		const run = await setup.backtest(accounts, '--names', '--allow-partial', '--limit', '2');
		expect(
			rowsOf(run.out, 'nudge-candidates.csv').map((row) => [
				row['account_id'],
				row['breach_count'],
			]),
		).toEqual([
			['1', ''],
			['2', '1'],
		]);
		const first = await setup.backtest(accounts, '--names', '--allow-partial', '--limit', '1');
		expect(rowsOf(first.out, 'nudge-candidates.csv')).toMatchObject([{ account_id: '2' }]);
	});

	it('--names finds passwords made of the name, breached or not, and reports how many were tried', async () => {
		const setup = makeSetup();
		const rows = NAMED.map(([first, last, email, password], index) =>
			[index, first, last, email, sha1(password)].join(),
		);
		const more = [
			`10,Tulip,Rose,j@x.org,${sha1('tulip')}`,
			`11,Ada,Byte,k@x.org,${sha1('tulip')}`,
			'12,Ali,Said,l@x.org,nothing',
		];
		const accounts = setup.write(
			'users.csv',
			['id,first_name,last_name,email,sha1', ...rows, ...more, ''].join('\n'),
		);
		// The store has only the known ranges, so the other accounts are UNKNOWN.
		const run = await setup.backtest(accounts, '--names', '--allow-partial', '--json');
		expect(run).toMatchObject({
			code: 0,
			stderr: expect.stringMatching(/^warning: 1 of 13 rows /m),
		});
		const listed = rowsOf(run.out, 'nudge-candidates.csv');
		const found = NAMED.flatMap(([, , , , own], index) => (own === 'yes' ? [String(index)] : []));
		expect(listed.map((row) => row['account_id'])).toEqual([...found, '10', '11']);
		for (const row of listed.slice(0, -2)) {
			expect(row).toMatchObject({
				verdict: 'HIGH',
				action: 'in_app_nudge',
				reasons: 'name_in_password',
				// The store lacks their ranges.
				breach_count: '',
				tier: '',
				name_in_password: 'yes',
			});
		}
		expect(listed.slice(-2)).toMatchObject([
			{ reasons: 'breached_password+name_in_password', breach_count: '1', name_in_password: 'yes' },
			{ reasons: 'breached_password', name_in_password: 'no' },
		]);
		expect(onlyJson(run.stdout)).toMatchObject({
			input: { checked: 12, rejected: 1 },
			matched: 2,
			verdicts: { CRITICAL: 0, HIGH: found.length + 2, CLEAN: 0, UNKNOWN: 10 - found.length },
			names: {
				columns: ['first_name', 'last_name', 'email'],
				checked: 12 - NAMED.filter(([, , , , own]) => own === 'not_checked').length,
				inPassword: found.length + 1,
				nameOnly: found.length,
				nameOnlyUnknown: found.length,
				// ali said greta fuchs tulip rose ada byte, and jürgen and müller in three spellings each
				parts: 14,
				triedPerPart: 2657,
			},
		});
	});

	it('--names uses the given columns, and exits with an error when there are none', async () => {
		const setup = makeSetup();
		const accounts = setup.write(
			'users.csv',
			`id,chief,sha1\n1,Ali,${sha1('Ali123')}\n2,Bob,${sha1('tulip')}\n`,
		);
		const run = await setup.backtest(
			accounts,
			'--names',
			'--name-columns',
			'Chief',
			'--allow-partial',
		);
		expect(rowsOf(run.out, 'nudge-candidates.csv')).toMatchObject([
			{ account_id: '1', reasons: 'name_in_password' },
			{ account_id: '2', reasons: 'breached_password' },
		]);
		for (const [flags, code] of [
			[['--names'], 4],
			[['--names', '--name-columns', 'nothing'], 4],
			[['--names', '--name-columns', 'sha1'], 2],
		] as const) {
			expect(
				(await setup.backtest(accounts, ...flags, '--allow-partial')).code,
				flags.join(' '),
			).toBe(code);
		}
	});
});

describe('list files', () => {
	it('--split-rows splits a list into files, and the printed summary says so', async () => {
		const setup = makeSetup();
		const rows = times(7, (index) => `${index},${sha1('tulip')}`);
		const accounts = setup.write(
			'users.csv',
			['id,sha1', ...rows, 'x,nothing', 'y,nothing'].join('\n'),
		);
		const allowed = ['--max-rejected', '30'];
		const run = await setup.backtest(accounts, '--split-rows', '3', ...allowed);
		const parts = ['nudge-candidates.csv', 'nudge-candidates-2.csv', 'nudge-candidates-3.csv'];
		expect(
			parts.map((name) =>
				rowsOf(run.out, name)
					.map((row) => row['account_id'])
					.join(''),
			),
		).toEqual(['012', '345', '6']);
		expect(readdirSync(run.out).filter((name) => /-\d\.csv$/.test(name))).toHaveLength(4);
		expect(run.stdout).toContain('7 accounts, in 3 files');
		expect(summaryOf(run.out)['spreadsheet']).toMatchObject({ splitRows: 3, tooLong: [] });
		const again = await setup.backtest(accounts, '--force', '--out', run.out, ...allowed);
		expect(again.code).toBe(0);
		expect(readdirSync(run.out).filter((name) => /-\d\.csv$/.test(name))).toEqual([]);
	});

	it('--split-rows can write more files than a process may have open', async () => {
		const setup = makeSetup();
		const rows = times(300, (index) => `${index},${sha1('tulip')}`);
		const accounts = setup.write('users.csv', ['id,sha1', ...rows].join('\n'));
		const out = join(setup.folder, 'report');
		const args = ['backtest', accounts, '--store', setup.store, '--out', out, '--split-rows', '1'];
		const { status, stderr } = spawnSync(
			'sh',
			['-c', 'ulimit -n 128 && exec "$0" "$@"', process.execPath, PROGRAM, ...args],
			{ encoding: 'utf8', env: { ...process.env, XDG_CONFIG_HOME: setup.folder } },
		);
		expect({ status, stderr }).toEqual({
			status: 0,
			stderr: expect.stringMatching(
				/^warning: 300 of 300 accounts .* the same hash.*\nhint: .*\n$/,
			),
		});
		expect(rowsOf(out, 'nudge-candidates-300.csv')).toMatchObject([{ account_id: '299' }]);
	});

	it('lists escape and count cells that a spreadsheet would run as formulas, except with --plain-csv', async () => {
		const setup = makeSetup();
		const rows = [
			`=1+1,"＝a\nb",${sha1('tulip')}`,
			`'=1,it's,${sha1('tulip')}`,
			`c,-1,${setup.unknownHash('c')}`,
		];
		const accounts = setup.write('users.csv', ['id,=note,sha1', ...rows].join('\n'));
		const cells = async (...flags: string[]) => {
			const run = await setup.backtest(accounts, '--keep', '=note', ...flags);
			const [header, ...listed] = parse(textOf(run.out, 'nudge-candidates.csv')) as string[][];
			return {
				header: header?.at(-1),
				cells: listed.map((row) => [row[0], row.at(-1)]),
				...(summaryOf(run.out)['spreadsheet'] as object),
			};
		};
		expect(await cells()).toMatchObject({
			header: "'=note",
			cells: [
				["'=1+1", "'＝a\nb"],
				["''=1", "it's"],
			],
			plain: false,
			// The header cell in two lists, two ids and a note in one, and two ids in shared-passwords.csv.
			cellsChanged: 7,
		});
		expect(await cells('--plain-csv')).toMatchObject({
			header: '=note',
			cells: [
				['=1+1', '＝a\nb'],
				["'=1", "it's"],
			],
			plain: true,
			cellsChanged: 0,
		});
	});
});
