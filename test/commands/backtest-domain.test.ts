/** Accounts of a Windows domain: the export as it comes, who is left out of it, and what is found. */

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type BacktestProgress, backtest } from '../../dist/index.js';
import { NTLM } from '../../src/range/kind.ts';
import { CLEARTEXT, domainExport, LM, NO_LM, ntHash } from '../support/domain-export.ts';
import { contentsOf, rowsOf, summaryOf, textOf } from '../support/report.ts';
import { makeSetup, type Setup } from '../support/setup.ts';

/** Of its twelve rows that are not left out, three are rejected. */
const ALLOW = ['--max-rejected', '100'];

function exportIn(setup: Setup): string {
	return setup.write('corp.ntds', `${domainExport(setup.unknownHash).join('\n')}\n`);
}

function idsIn(out: string, list: string): (string | undefined)[] {
	return rowsOf(out, list).map((row) => row['account_id']);
}

it('a table that grows while it is read is refused, once it is known who is left out', async () => {
	const setup = makeSetup(NTLM);
	const rows = Array.from({ length: 500 }, (_, index) => `pc${index}$,${ntHash(`${index}`)}\n`);
	const accounts = setup.write(
		'users.csv',
		`SamAccountName,nt_hash\nann,${ntHash('x')}\n${rows.join('')}`,
	);
	let hasGrown = false;
	const onProgress = ({ phase }: BacktestProgress) => {
		if (phase !== 'reading' || hasGrown) return;
		hasGrown = true;
		appendFileSync(accounts, rows.join(''));
	};
	const options = {
		accounts,
		store: setup.store,
		out: join(setup.folder, 'out'),
		blockBytes: 1000,
	};
	await expect(backtest({ ...options, allowPartial: true }, { onProgress })).rejects.toMatchObject({
		code: 'INPUT',
		message: expect.stringContaining('changed while'),
	});
	expect(hasGrown).toBe(true);
});

describe('a domain export', () => {
	it('gives the lists that were reckoned by hand', async () => {
		const setup = makeSetup(NTLM);
		const flags = [...ALLOW, '--keep', 'domain,status', '--exact-counts'];
		const run = await setup.backtest(exportIn(setup), ...flags);
		expect(run.code).toBe(0);
		const nudged = rowsOf(run.out, 'nudge-candidates.csv').map((row) =>
			['account_id', 'breach_count', 'row', 'domain', 'status'].map((name) => row[name]).join(),
		);
		expect(nudged).toEqual([
			'Administrator:500,7,1,,',
			'Guest:501,31337,2,,',
			'corp.example\\ann:1103,12000,4,corp.example,Enabled',
			'corp.example\\bob:1105,250,7,corp.example,Enabled',
			'corp.example\\nopass:1111,31337,17,corp.example,Enabled',
		]);
		expect(textOf(run.out, 'domain-findings.csv')).toBe(
			[
				'account_id,finding,row',
				'Guest:501,empty_password,2',
				'corp.example\\bob:1105,lm_hash,7',
				'corp.example\\carl:1106,no_nt_hash,8',
				'corp.example\\nopass:1111,empty_password,17',
				'',
			].join('\n'),
		);
		// The two with the empty password share none.
		expect(textOf(run.out, 'shared-passwords.csv')).toBe(
			[
				'group,size,breached,account_id,row',
				'12,3,no,"corp.example\\Lee, Ann ""A"":1108",12',
				'12,3,no,corp.example\\jörg weiß:1109,13',
				'12,3,no,lab.example\\ann:1103,15',
				'',
			].join('\n'),
		);
		expect(textOf(run.out, 'rejected-rows.csv')).toBe(
			['row,reason', '8,empty', '14,cleartext_password', '16,unreadable_line', ''].join('\n'),
		);
		expect(summaryOf(run.out)).toMatchObject({
			input: {
				rows: 12,
				checked: 9,
				rejected: 3,
				leftOut: 5,
				leftOutByReason: { history: 1, machine: 1, krbtgt: 2, disabled: 1 },
				columns: { hash: 'nt_hash', id: 'account' },
			},
			verdicts: { CRITICAL: 0, HIGH: 5, CLEAN: 4, UNKNOWN: 0 },
			emptyPasswords: 2,
			sharedHashes: 3,
			sharedPasswords: { groups: 1, largest: 3 },
			domain: {
				emptyPassword: 2,
				noNtHash: 1,
				lmHash: 1,
				listed: 4,
				skippedLines: { messages: 10, kerberosKeys: 3, secrets: 5 },
			},
		});
	});

	it('counts passwords of services in clear text as secrets, whatever they look like', async () => {
		const setup = makeSetup(NTLM);
		const lines = [
			`ann:1103:${NO_LM}:${ntHash('x')}:::`,
			'[*] Dumping LSA Secrets',
			'[*] _SC_MSSQLSERVER ',
			'CORP\\svc_sql:Summer2023!',
			'[2024-03-01 10:22:00] [*] _SC_Backup',
			`CORP\\svc_backup:${ntHash('no hash but a password')}`,
			'[*] DefaultPassword ',
			'(Unknown User):Sum mer:2',
			'[*] $MACHINE.ACC ',
			`CORP\\PC01$:${NO_LM}:${ntHash('machine')}:::`,
			'[*] Dumping Domain Credentials (domain\\uid:rid:lmhash:nthash)',
			`bob:1104:${NO_LM}:${ntHash('y')}:::`,
			'carl:Winter2023!',
		];
		const accounts = setup.write('live.txt', `${lines.join('\n')}\n`);
		const run = await setup.backtest(accounts, ...ALLOW, '--allow-partial');
		expect(run.code).toBe(0);
		expect(summaryOf(run.out)).toMatchObject({
			input: { rows: 3, checked: 2, rejected: 1, leftOut: 1 },
			domain: { skippedLines: { messages: 6, kerberosKeys: 0, secrets: 3 } },
		});
		expect(run.stdout + run.stderr).not.toMatch(/Summer2023|Sum mer|Winter/);
	});

	it('says in the summary and on the page that these are accounts of a domain, and who was left out', async () => {
		const setup = makeSetup(NTLM);
		const run = await setup.backtest(exportIn(setup), ...ALLOW);
		expect(run.stdout).toContain('of 9 accounts of a domain');
		expect(run.stdout).toContain('password breached: have it changed');
		expect(run.stdout + textOf(run.out, 'report.html')).not.toContain('in-app nudge');
		expect(run.stdout).toContain(
			'5 more rows left out (1 history, 1 machine, 2 krbtgt, 1 disabled)',
		);
		const page = textOf(run.out, 'report.html');
		expect(page).toContain('accounts of a domain');
		expect(page).toMatch(/Left out: krbtgt<.*?<td>2</);
	});

	it('is the same in UTF-16 with CRLF, as PowerShell redirects it, gzipped, and with a byte order mark', async () => {
		const setup = makeSetup(NTLM);
		const lines = domainExport(setup.unknownHash);
		const plain = await setup.backtest(exportIn(setup), ...ALLOW);
		const crlf = `${lines.join('\r\n')}\r\n`;
		for (const content of [
			Buffer.from(`\uFEFF${crlf}`, 'utf16le'),
			Buffer.from(`\uFEFF${crlf}`),
			gzipSync(lines.join('\n')),
		]) {
			const run = await setup.backtest(setup.write('other.ntds', content), ...ALLOW);
			expect(contentsOf(run.out)).toEqual({
				...contentsOf(plain.out),
				figures: { ...contentsOf(plain.out).figures, credentialRefKey: expect.any(String) },
			});
		}
	});

	it('has no hash and no password in any output', async () => {
		const setup = makeSetup(NTLM);
		const run = await setup.backtest(
			exportIn(setup),
			...ALLOW,
			'--keep',
			'user,lm_hash',
			'--include',
			'all',
			'--json',
			'--verbose',
		);
		const names = ['critical', 'nudge-candidates', 'shared-passwords', 'domain-findings'];
		const files = [...names.map((name) => `${name}.csv`), 'report.html', 'summary.json'];
		const all = [run.stdout, run.stderr, ...files.map((name) => textOf(run.out, name))].join('');
		for (const secret of [CLEARTEXT, LM, NO_LM, ntHash('tulip'), ntHash('letmein'), '0badc0de']) {
			expect(all.toLowerCase()).not.toContain(secret.toLowerCase());
		}
	});

	it.each<[include: string, ids: readonly string[], leftOut: object]>([
		['machine', ['CORP\\DC1$'], { history: 1, krbtgt: 2, disabled: 1 }],
		['krbtgt', ['krbtgt:502', 'krbtgt_12345:1120'], { history: 1, machine: 1, disabled: 1 }],
		['history', ['corp.example\\ann_history0:1103'], { machine: 1, krbtgt: 2, disabled: 1 }],
		['disabled', ['corp.example\\dora:1107'], { history: 1, machine: 1, krbtgt: 2 }],
	])('--include %s checks those', async (include, ids, leftOutByReason) => {
		const setup = makeSetup(NTLM);
		const run = await setup.backtest(exportIn(setup), ...ALLOW, '--include', include);
		const { input } = summaryOf(run.out) as { input: Record<string, unknown> };
		expect(input).toMatchObject({ checked: 9 + ids.length, rejected: 3, leftOutByReason });
		expect(Object.keys(input['leftOutByReason'] as object).length).toBe(3);
		const known = ids.filter((id) => !id.startsWith('krbtgt'));
		expect(idsIn(run.out, 'nudge-candidates.csv')).toEqual(expect.arrayContaining(known));
	});

	it('--include all checks every row, and --changed-column still keeps the newest', async () => {
		const setup = makeSetup(NTLM);
		const all = await setup.backtest(exportIn(setup), ...ALLOW, '--include', 'all');
		expect(summaryOf(all.out)).toMatchObject({
			input: { rows: 17, checked: 14, rejected: 3, leftOut: 0, leftOutByReason: {} },
		});
		const changed = [
			`CORP\\ann:1103:${NO_LM}:${ntHash('tulip')}::: (pwdLastSet=2023-01-02 03:04)`,
			`CORP\\ann:1103:${NO_LM}:${setup.unknownHash('new')}::: (pwdLastSet=2024-01-02 03:04)`,
			`CORP\\WS1$:1104:${NO_LM}:${ntHash('tulip')}::: (pwdLastSet=2023-01-02 03:04)`,
			`CORP\\bob:1105:${NO_LM}:${ntHash('tulip')}::: (pwdLastSet=2023-01-02 03:04)`,
		];
		const accounts = setup.write('twice.ntds', changed.join('\n'));
		const newest = await setup.backtest(accounts, '--changed-column', 'password_last_set');
		expect(idsIn(newest.out, 'nudge-candidates.csv')).toEqual(['CORP\\bob:1105']);
		expect(summaryOf(newest.out)).toMatchObject({
			input: { rows: 2, leftOut: 2, leftOutByReason: { machine: 1, superseded: 1 } },
		});
	});

	it('of which all accounts are left out is reported as nothing checked, and passes no gate', async () => {
		const setup = makeSetup(NTLM);
		const lines = [`WS1$:1104:${NO_LM}:${ntHash('tulip')}:::`, `krbtgt:502:${NO_LM}:${NO_LM}:::`];
		const accounts = setup.write('machines.ntds', lines.join('\n'));
		const run = await setup.backtest(accounts, '--json');
		expect(run.code).toBe(0);
		expect(run.stderr).toContain('not one of 2 accounts is left to be checked');
		expect(summaryOf(run.out)).toMatchObject({
			input: { rows: 0, leftOutByReason: { machine: 1, krbtgt: 1 } },
			warnings: [{ code: 'no_rows', doubt: true }],
		});
		expect(await setup.backtest(accounts, '--fail-over', '100')).toMatchObject({ code: 4 });
	});

	it('is said to have repeated accounts if it was made twice', async () => {
		const setup = makeSetup(NTLM);
		const line = `CORP\\ann:1103:${NO_LM}:${ntHash('tulip')}:::\n`;
		const machine = `CORP\\WS1$:1104:${NO_LM}:${ntHash('tulip')}:::\n`;
		const accounts = setup.write('twice.ntds', line + machine + line);
		const run = await setup.backtest(accounts);
		expect(run.stderr).toContain('1 account id is in 2 rows');
		expect(rowsOf(run.out, 'shared-passwords.csv')).toEqual([]);
	});

	it('gives the same report for any batches, blocks and threads', async () => {
		const setup = makeSetup(NTLM);
		const kinds = ['tulip', '', 'letmein', 'hunter2'];
		const lines = Array.from({ length: 720 }, (_, index) => {
			const name = `user${index}${index % 7 === 6 ? '$' : ''}`;
			const password = kinds[index % 11];
			const own = password === undefined ? setup.unknownHash(`${index % 60}`) : ntHash(password);
			const note = index % 13 === 0 ? ' (status=Disabled)' : '';
			const lm = index % 17 === 0 ? LM : NO_LM;
			return `CORP\\${name}:${1000 + index}:${lm}:${own}:::${note}\n`;
		});
		const options = {
			accounts: setup.write('corp.ntds', lines.join('')),
			store: setup.store,
			names: true,
			groupBy: ['status'],
			keep: ['user'],
			limit: 50,
			privileged: setup.write('admins', 'user10\nuser200\nuser690\n'),
		};
		let reports = 0;
		const run = async (more: object) => {
			reports += 1;
			const out = join(setup.folder, `out-${reports}`);
			const phases = new Set<string>();
			const onProgress = ({ phase }: BacktestProgress) => phases.add(phase);
			await backtest({ ...options, out, ...more }, { onProgress });
			return { contents: contentsOf(out), hasBatches: phases.has('counting') };
		};
		const { contents } = await run({ workers: 1, memory: 1e9 });
		const { input, emptyPasswords, domain } = contents.figures as Record<string, object>;
		const checked = Array.from({ length: 720 }, (_, index) => index).filter(
			(index) => index % 7 !== 6 && index % 13 !== 0,
		);
		expect(input).toMatchObject({ checked: checked.length });
		const empty = checked.filter((index) => index % 11 === 1).length;
		expect(emptyPasswords).toBe(empty);
		expect(domain).toMatchObject({
			emptyPassword: empty,
			lmHash: checked.filter((index) => index % 17 === 0).length,
		});
		for (const more of [
			{ workers: 2, memory: 1e9, blockBytes: 1000 },
			{ workers: 1, memory: 0, blockBytes: 120 },
			{ workers: 3, memory: 0, blockBytes: 120 },
		]) {
			expect(await run(more)).toEqual({ contents, hasBatches: more.memory === 0 });
		}
	});

	it('finds names in passwords: --names tries NT hashes', async () => {
		const setup = makeSetup(NTLM);
		const accounts = setup.write(
			'corp.ntds',
			[
				`CORP\\annika:1103:${NO_LM}:${ntHash('Annika123')}:::`,
				`CORP\\bert:1104:${NO_LM}:${setup.unknownHash('bert')}:::`,
			].join('\n'),
		);
		const run = await setup.backtest(accounts, '--names', '--allow-partial');
		expect(
			rowsOf(run.out, 'nudge-candidates.csv').map((row) => [row['account_id'], row['reasons']]),
		).toEqual([['CORP\\annika:1103', 'name_in_password']]);
	});

	it('knows privileged accounts by a list of names, and in local accounts by the column admin', async () => {
		const setup = makeSetup(NTLM);
		const accounts = exportIn(setup);
		const admins = setup.write('admins.txt', 'CORP\\lee, ann "a"\nLAB\\ann\nDora\n');
		const run = await setup.backtest(accounts, ...ALLOW, '--privileged', admins);
		expect(rowsOf(run.out, 'shared-passwords.csv').map((row) => row['privileged'])).toEqual([
			'yes',
			'no',
			'yes',
		]);
		// Dora is disabled, and left out: but she is in the table.
		expect(summaryOf(run.out)).toMatchObject({
			privilege: { accounts: 2, mixedPasswords: 1, names: 3, missing: 0 },
		});
		const local = setup.write(
			'sam.txt',
			['ann', 'bob']
				.map((name, index) => {
					const admin = index === 0 ? 'True' : 'False';
					const notes = `(Enabled=True) (Locked=False) (Admin=${admin})`;
					return `${name}:${1001 + index}:${NO_LM}:${ntHash('tulip')}::: ${notes}`;
				})
				.join('\n'),
		);
		const second = await setup.backtest(local, '--privileged', 'admin');
		expect(summaryOf(second.out)).toMatchObject({
			privilege: { accounts: 1, candidates: 1, mixedPasswords: 1 },
		});
	});
});

describe('CSV of accounts of a domain', () => {
	it('is told by a column SamAccountName, and leaves out by its other columns', async () => {
		const setup = makeSetup(NTLM);
		const rows = [
			['ann', 'True', '512', LM],
			['bob', 'False', '514', NO_LM],
			['carl', 'True', '66050', ''],
			['dora', 'True', 'NormalAccount, Disabled', ''],
			['WS1$', 'True', '4096', ''],
			// A user's account that only looks like a machine's.
			['odd$', 'True', '512', ''],
			['krbtgt', 'False', '514', ''],
			['ann_history0', 'True', '512', ''],
		];
		const lines = rows.map(([user, enabled, control, lm]) =>
			[user, ntHash('tulip'), lm, enabled, `"${control}"`].join(),
		);
		const header = 'SamAccountName,NTHash,LMHash,Enabled,UserAccountControl';
		const accounts = setup.write('users.csv', [header, ...lines].join('\n'));
		const run = await setup.backtest(accounts);
		expect(idsIn(run.out, 'nudge-candidates.csv')).toEqual(['ann', 'odd$', 'ann_history0']);
		expect(summaryOf(run.out)).toMatchObject({
			input: { leftOutByReason: { machine: 1, krbtgt: 1, disabled: 3 } },
			domain: { lmHash: 1, skippedLines: null },
		});
	});

	it('is not taken for one because of a column that may mean anything', async () => {
		const setup = makeSetup(NTLM);
		const accounts = setup.write('users.csv', `id,nt_hash,enabled\n7$,${ntHash('tulip')},False\n`);
		const run = await setup.backtest(accounts);
		expect(idsIn(run.out, 'nudge-candidates.csv')).toEqual(['7$']);
		expect(summaryOf(run.out)).toMatchObject({ domain: null, input: { leftOut: 0 } });
	});
});
