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
		expect(run.stderr).toContain('1 of the 3 names of --privileged is not in the table');
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
