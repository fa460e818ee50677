/** `--privileged`: who shares a password with whom across the line of privilege. */

import { describe, expect, it } from 'vitest';
import { type BacktestProgress, backtest } from '../../dist/index.js';
import { sha1 } from '../support/ranges.ts';
import { contentsOf, rowsOf, summaryOf, textOf } from '../support/report.ts';
import { makeSetup, type Setup } from '../support/setup.ts';

/** Three groups: of privileged accounts and others, of privileged ones alone, and of others alone. */
function tableIn(setup: Setup): string {
	const [mixed, admins] = [setup.unknownHash('mixed'), setup.unknownHash('admins')];
	const rows = [
		['ann', mixed, 'yes', 'NL'],
		['bob', mixed, 'no', 'NL'],
		['carl', admins, '1', 'BE'],
		['dora', admins, 'TRUE', 'NL'],
		['eve', sha1('tulip'), '', 'DE'],
		['finn', sha1('tulip'), '0', 'DE'],
		['gus', setup.unknownHash('alone'), 'x', 'DE'],
		['hal', mixed, '', 'FR'],
	];
	const lines = rows.map(([id, hash, admin, country]) => [id, hash, admin, country].join());
	return setup.write('users.csv', ['id,sha1,is_admin,country', ...lines].join('\n'));
}

describe('--privileged', () => {
	it('marks in shared-passwords.csv who is privileged and which passwords cross the line, with kept columns', async () => {
		const setup = makeSetup();
		const accounts = tableIn(setup);
		const run = await setup.backtest(accounts, '--privileged', 'is_admin', '--keep', 'country');
		expect(run.stderr).toBe('');
		expect(textOf(run.out, 'shared-passwords.csv')).toBe(
			[
				'group,size,breached,account_id,row,privileged,mixed_privilege,country',
				'1,3,no,ann,1,yes,yes,NL',
				'1,3,no,bob,2,no,yes,NL',
				'3,2,no,carl,3,yes,no,BE',
				'3,2,no,dora,4,yes,no,NL',
				'5,2,yes,eve,5,no,no,DE',
				'5,2,yes,finn,6,no,no,DE',
				'1,3,no,hal,8,no,yes,FR',
				'',
			].join('\n'),
		);
		expect(summaryOf(run.out)['privilege']).toEqual({
			accounts: 4,
			candidates: 0,
			rejected: 0,
			mixedPasswords: 1,
			names: null,
			missing: null,
		});
		expect(run.stdout).toContain('1 password shared by privileged and other accounts');
		expect(textOf(run.out, 'report.html')).toContain(
			'1 password is shared by privileged and other accounts',
		);
	});

	it('takes a list of names in place of a column, and says which are not in the table', async () => {
		const setup = makeSetup();
		const names = setup.write('admins.txt', '# the board\nANN\r\nDora\n\nann\nzoe\n');
		const run = await setup.backtest(tableIn(setup), '--privileged', names);
		expect(run.code).toBe(0);
		expect(run.stderr).toContain('1 of the 3 names of --privileged is not in the table: line 6\n');
		const privileged = rowsOf(run.out, 'shared-passwords.csv').filter(
			({ privileged }) => privileged === 'yes',
		);
		expect(privileged.map((row) => row['account_id'])).toEqual(['ann', 'dora']);
		const { privilege, warnings } = summaryOf(run.out) as Record<string, unknown>;
		expect(privilege).toMatchObject({ accounts: 2, mixedPasswords: 2, names: 3, missing: 1 });
		expect(warnings).toMatchObject([{ code: 'privileged', doubt: false }]);
	});

	it('reads the export of a group, and compares names with SamAccountName', async () => {
		const setup = makeSetup();
		const common = setup.unknownHash('common');
		const accounts = setup.write(
			'users.csv',
			`id,SamAccountName,sha1\n1,ann,${common}\n2,bob,${common}\n`,
		);
		const members = setup.write(
			'admins.csv',
			'"name","SamAccountName"\n"Ann Lee","Ann"\n"Bob Ray","nobody"\n',
		);
		const run = await setup.backtest(accounts, '--privileged', members);
		expect(run.stderr).toContain('1 of the 2 names');
		expect(rowsOf(run.out, 'shared-passwords.csv').map((row) => row['privileged'])).toEqual([
			'yes',
			'no',
		]);
	});

	it('marks the candidates that are privileged, before the kept columns', async () => {
		const setup = makeSetup();
		const accounts = tableIn(setup);
		const flags = ['--privileged', setup.write('admins', 'eve\nann\n'), '--keep', 'country'];
		const run = await setup.backtest(accounts, ...flags);
		const [header = '', ...rows] = textOf(run.out, 'nudge-candidates.csv').trim().split('\n');
		expect(header.endsWith(',row,credential_ref,privileged,country')).toBe(true);
		expect(rows.map((row) => row.split(',').slice(-2))).toEqual([
			['yes', 'DE'],
			['no', 'DE'],
		]);
		expect(run.stdout).toContain('1 is a candidate: privileged in the lists');
		// The rows that --limit chooses are written in a pass of their own.
		const few = await setup.backtest(accounts, ...flags, '--limit', '1');
		expect(rowsOf(few.out, 'nudge-candidates.csv')).toMatchObject([
			{ account_id: 'eve', privileged: 'yes' },
		]);
		const none = await setup.backtest(accounts);
		expect(textOf(none.out, 'nudge-candidates.csv')).not.toContain('privileged');
	});

	it('refuses to keep a column with the name of one of its own', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,sha1,privileged\nann,${sha1('tulip')},yes\n`);
		const run = await setup.backtest(
			accounts,
			'--privileged',
			'privileged',
			'--keep',
			'privileged',
		);
		expect(run.code).toBe(2);
		expect(run.stderr).toContain('the lists would have two columns named privileged');
	});

	it.each([
		['the list', 'names', 'ANN\nzoe\n', 'of it nothing is known'],
		['the column', 'country', undefined, '0 privileged accounts checked'],
	])(
		'does not say that nobody shares a password of accounts that %s does not name',
		async (_, given, names, words) => {
			const setup = makeSetup();
			const [one, two] = [setup.unknownHash('one'), setup.unknownHash('two')];
			const accounts = setup.write('users.csv', `id,sha1,country\nann,${one},NL\nbob,${two},BE\n`);
			const file = names === undefined ? given : setup.write(given, names);
			const run = await setup.backtest(accounts, '--privileged', file);
			expect(run.code).toBe(0);
			expect(run.stdout).toContain(words);
			expect(run.stdout).not.toContain('none shares');
			expect(textOf(run.out, 'report.html')).not.toContain('No privileged account shares');
			const all = await setup.backtest(accounts, '--privileged', setup.write('all', 'Ann\n'));
			expect(all.stdout).toContain('none shares its password');
			expect(textOf(all.out, 'report.html')).toContain('No privileged account shares');
		},
	);

	it('does not say so either if the hash of a privileged account was rejected', async () => {
		const setup = makeSetup();
		const [one, two] = [setup.unknownHash('one'), setup.unknownHash('two')];
		const rows = [`ann,${one},yes`, 'bob,nothing,yes', `carl,${two},`, `dora,${sha1('tulip')},`];
		const accounts = setup.write('users.csv', ['id,sha1,admin', ...rows, ''].join('\n'));
		const run = await setup.backtest(accounts, '--privileged', 'admin', '--max-rejected', '50');
		expect(summaryOf(run.out)['privilege']).toMatchObject({ accounts: 1, rejected: 1 });
		expect(run.stdout).toContain('1 more privileged account could not be checked: rejected');
		expect(run.stdout + textOf(run.out, 'report.html')).not.toMatch(/none shares|No privileged/);
		expect(textOf(run.out, 'report.html')).toContain('1 more privileged account could not be');
	});

	it('reads what net group prints, several groups one after the other, in any language', async () => {
		const setup = makeSetup();
		const rule = '-'.repeat(79);
		const names = setup.write(
			'group.txt',
			[
				'Group name     Domain Admins',
				'Comment        Designated administrators of the domain',
				'',
				'Members',
				'',
				rule,
				`${'ann'.padEnd(25)}${'Ann Lee Of The Board'.padEnd(25)}${'CARL'.padEnd(25)}`,
				'gus                      ',
				'The command completed successfully.',
				'',
				'Gruppenname     Organisations-Admins',
				'Mitglieder',
				'',
				rule,
				'hal'.padEnd(25),
				'Der Befehl wurde erfolgreich ausgeführt.',
				'',
			].join('\r\n'),
		);
		const run = await setup.backtest(tableIn(setup), '--privileged', names);
		expect(run.stderr).toContain('1 of the 5 names of --privileged is not in the table: line 7\n');
		expect(summaryOf(run.out)['privilege']).toMatchObject({ accounts: 4, names: 5, missing: 1 });
	});

	it('says of a few missing names where they are in the list, and never what they are', async () => {
		const setup = makeSetup();
		const names = setup.write('admins.csv', 'SamAccountName\nann\nSecret1\ns2\ns3\ns4\ns5\ns6\n');
		const run = await setup.backtest(tableIn(setup), '--privileged', names);
		expect(run.stderr).toContain('6 of the 7 names');
		expect(run.stderr).toContain('not in the table: row 2, row 3, row 4, row 5, row 6, ...\n');
		expect(run.stderr + run.stdout + textOf(run.out, 'summary.json')).not.toMatch(/secret1/i);
	});

	it.each([
		[
			'names no account of the table',
			'zoe\nyan\n',
			/none of the 2 names of --privileged is in the/,
		],
		['names one who is not in the table', '# admins\nzoe\n', /the name of --privileged is not in/],
		['has no names', '# nobody yet\n\n', /contains no names of accounts/],
		[
			'is a table of other columns',
			'"Full","Mail"\n"ann","a@x"\n',
			/is a table without a column of/,
		],
		[
			'is such a table with a name in each row',
			'ann;yes\ndora;no\n',
			/is a table without a column of/,
		],
		[
			'is a list of distinguished names',
			'CN=ann,OU=a,DC=corp\nCN=dora,OU=a,DC=corp\n',
			/distinguished names/,
		],
		[
			'is a table for the screen',
			'name SamAccountName\n---- --------------\nAnn ann\n',
			/Export-Csv/,
		],
		['has rows that cannot be read', 'name,user\nAnn,ann\nx,"d"o"\n', /rows that cannot be read/],
	])('refuses a list that %s', async (_, names, words) => {
		const setup = makeSetup();
		const list = setup.write('admins.txt', names);
		const run = await setup.backtest(tableIn(setup), '--privileged', list);
		expect(run.stderr).toMatch(words);
		expect(run.code).toBe(4);
	});

	it('takes a header for no name', async () => {
		const setup = makeSetup();
		const list = setup.write('admins.csv', '"Name"\n"ann"\n');
		const run = await setup.backtest(tableIn(setup), '--privileged', list);
		expect(run.stderr).toBe('');
		expect(summaryOf(run.out)['privilege']).toMatchObject({ accounts: 1, names: 1, missing: 0 });
	});

	it('changes no list if it is not given', async () => {
		const setup = makeSetup();
		const run = await setup.backtest(tableIn(setup), '--keep', 'country');
		const [header] = textOf(run.out, 'shared-passwords.csv').split('\n');
		expect(header).toBe('group,size,breached,account_id,row');
		expect(summaryOf(run.out)['privilege']).toBeNull();
	});

	it.each([
		['neither a column', ['--privileged', 'nobody'], /neither a column of the table nor a file/],
		['the column of hashes', ['--privileged', 'sha1'], /which contains the hashes/],
		['with --include', ['--include', 'all'], /--include is for accounts of a Windows domain/],
	])('is refused if it cannot be meant so: %s', async (_, flags, words) => {
		const setup = makeSetup();
		const run = await setup.backtest(tableIn(setup), ...flags);
		expect(run.code).toBe(2);
		expect(run.stderr).toMatch(words);
	});

	it('takes a column by its number', async () => {
		const setup = makeSetup();
		const run = await setup.backtest(tableIn(setup), '--privileged', '3');
		expect(rowsOf(run.out, 'shared-passwords.csv').map((row) => row['privileged'])).toEqual([
			'yes',
			'no',
			'yes',
			'yes',
			'no',
			'no',
			'no',
		]);
	});

	it('says that a column makes nobody privileged', async () => {
		const setup = makeSetup();
		const run = await setup.backtest(tableIn(setup), '--privileged', 'country');
		expect(run.stderr).toContain('no account is privileged by the column "country"');
	});

	it('lists every privileged account of a large group that has others, for any batches and threads', async () => {
		const setup = makeSetup();
		const [common, admins] = [setup.unknownHash('common'), setup.unknownHash('admins')];
		const rows = Array.from({ length: 720 }, (_, index) => {
			const isAdmin = index === 48 || index % 300 === 299;
			// A large group of admins alone is listed as any other.
			if (index % 4 === 2) return `u${index},${admins},yes`;
			if (index % 4 === 1) return `u${index},${setup.unknownHash(`${index % 90}`)},no`;
			return `u${index},${common},${isAdmin ? 'yes' : 'no'}`;
		});
		const accounts = setup.write('users.csv', ['id,sha1,admin', ...rows].join('\n'));
		const options = { accounts, store: setup.store, privileged: 'admin', allowPartial: true };
		let reports = 0;
		const run = async (more: object) => {
			reports += 1;
			const out = `${setup.folder}/out-${reports}`;
			const phases = new Set<string>();
			const onProgress = ({ phase }: BacktestProgress) => phases.add(phase);
			await backtest({ ...options, out, ...more }, { onProgress });
			return { out, contents: contentsOf(out), hasBatches: phases.has('counting') };
		};
		const { out, contents } = await run({ workers: 1, memory: 1e9 });
		const listed = rowsOf(out, 'shared-passwords.csv');
		const ofCommon = listed.filter(({ size, mixed_privilege: mixed }) => {
			return Number(size) > 300 && mixed === 'yes';
		});
		const isAdmin = ({ privileged }: Record<string, string>) => privileged === 'yes';
		// The first hundred have one of them; the others come after.
		expect(ofCommon.length).toBe(102);
		expect(ofCommon.filter(isAdmin).map((row) => row['account_id'])).toEqual([
			'u48',
			'u299',
			'u599',
		]);
		expect(listed.filter(({ size }) => size === '180').length).toBe(100);
		expect(contents.figures).toMatchObject({ privilege: { mixedPasswords: 1 } });
		for (const more of [
			{ workers: 2, memory: 1e9, blockBytes: 1000 },
			{ workers: 1, memory: 0, blockBytes: 90 },
			{ workers: 3, memory: 0, blockBytes: 90 },
		]) {
			const other = await run(more);
			expect(other.hasBatches).toBe(more.memory === 0);
			expect(other.contents).toEqual(contents);
		}
	});
});
