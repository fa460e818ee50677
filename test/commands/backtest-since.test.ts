import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credcheckBinary } from '../support/binary.ts';
import { cipherKey, cmac } from '../support/cmac.ts';
import { onlyJson } from '../support/credcheck.ts';
import { sha1 } from '../support/ranges.ts';
import { rowsOf, summaryOf } from '../support/report.ts';
import { makeSetup, type Setup } from '../support/setup.ts';

/** Rows as `id: password`; a password that starts with `-` is in no breach. */
function table(setup: Setup, accounts: Readonly<Record<string, string>>): string {
	const rows = Object.entries(accounts).map(([id, password]) => {
		const quoted = /["',\n]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id;
		if (password === '') return `${quoted},`;
		return `${quoted},${password.startsWith('-') ? setup.unknownHash(password) : sha1(password)}`;
	});
	return ['user_id,sha1', ...rows, ''].join('\n');
}

/** One column of the lists, by account id. */
function listed(out: string, column: string): Record<string, string> {
	const rows = ['critical.csv', 'nudge-candidates.csv'].flatMap((name) => rowsOf(out, name));
	return Object.fromEntries(rows.map((row) => [row['account_id'], row[column]]));
}

const BEFORE = {
	same: 'tulip',
	rotated: 'tulip',
	better: 'hunter2',
	gone: 'letmein',
	emptied: 'letmein',
	clean: '-1',
	'=1+1': 'tulip',
	"'@x": 'tulip',
	'say "hi"': 'tulip',
};
const AFTER = {
	newcomer: 'tulip',
	same: 'tulip',
	rotated: 'hunter2',
	better: '-2',
	emptied: '',
	clean: 'swordfish',
	'=1+1': 'tulip',
	"'@x": 'letmein',
	'say "hi"': '-3',
};

function changeSummary(
	out: string,
	change: (summary: Readonly<Record<string, unknown>>) => object,
): void {
	const path = join(out, 'summary.json');
	writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
}

/** Makes it a report of an earlier version. */
function removeManifest(out: string): void {
	changeSummary(out, ({ files: _, ...summary }) => summary);
}

describe('--previous', () => {
	it('--previous compares each candidate with the earlier report, and counts what became of those in it', async () => {
		const setup = makeSetup();
		const first = await setup.backtest(setup.write('before.csv', table(setup, BEFORE)));
		const after = setup.write('after.csv', table(setup, AFTER));
		const run = await setup.backtest(
			after,
			'--previous',
			first.out,
			'--max-rejected',
			'20',
			'--json',
		);
		expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(/^warning: 1 of 9 rows /) });
		expect(listed(run.out, 'since_last')).toEqual({
			newcomer: 'new',
			same: 'still',
			rotated: 'rotated_to_breached',
			clean: 'new',
			"'=1+1": 'still',
			"''@x": 'rotated_to_breached',
		});
		expect(onlyJson(run.stdout)).toMatchObject({
			since: {
				report: first.out,
				startedAt: summaryOf(first.out)['startedAt'],
				new: 2,
				still: 2,
				rotatedToBreached: 2,
				// better and say "hi"; gone; emptied, whose row is now rejected
				resolved: 2,
				gone: 1,
				undetermined: 1,
			},
		});
	});

	it('--previous reads plain and split lists as well', async () => {
		const setup = makeSetup();
		const before = setup.write('before.csv', table(setup, BEFORE));
		const after = setup.write('after.csv', table(setup, AFTER));
		const since = async (...flags: string[]) => {
			const first = await setup.backtest(before, ...flags);
			const run = await setup.backtest(after, '--previous', first.out);
			const { report, startedAt, ...counts } = summaryOf(run.out)['since'] as Record<
				string,
				unknown
			>;
			return { marks: listed(run.out, 'since_last'), counts };
		};
		const reference = await since();
		expect(await since('--plain-csv')).toEqual(reference);
		expect(await since('--split-rows', '1')).toEqual(reference);
	});

	it('--previous counts an unchanged password below the new --min-count as undetermined', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, { a: 'tulip', b: 'letmein' }));
		const first = await setup.backtest(accounts);
		const run = await setup.backtest(accounts, '--previous', first.out, '--min-count', '8');
		expect(run.stderr).toContain('was made with --min-count 1');
		expect(summaryOf(run.out)['since']).toMatchObject({ still: 1, resolved: 0, undetermined: 1 });
	});

	it('--previous counts an account whose range is missing as undetermined', async () => {
		const setup = makeSetup();
		const first = await setup.backtest(setup.write('before.csv', table(setup, { a: 'tulip' })));
		const after = setup.write(
			'after.csv',
			`user_id,sha1\na,00000${'1'.repeat(35)}\nb,${sha1('tulip')}\n`,
		);
		const run = await setup.backtest(after, '--previous', first.out, '--allow-partial');
		expect(summaryOf(run.out)['since']).toMatchObject({
			new: 1,
			resolved: 0,
			gone: 0,
			undetermined: 1,
		});
	});

	it('--previous includes earlier candidates that were in no list', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, BEFORE));
		const notified = setup.write('notified', 'same\nrotated\n');
		const first = await setup.backtest(accounts, '--limit', '2', '--exclude', notified);
		expect(rowsOf(first.out, 'all-candidates.csv').map((row) => row['row'])).toEqual([
			...['1', '2', '3', '4', '5', '7', '8', '9'],
		]);
		const run = await setup.backtest(accounts, '--previous', first.out);
		expect(run.stderr).toBe('');
		expect(summaryOf(run.out)['since']).toMatchObject({ still: 8, new: 0, gone: 0 });
	});

	it('--previous can name the folder that --force overwrites', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, BEFORE));
		const first = await setup.backtest(accounts);
		const run = await setup.backtest(
			accounts,
			'--previous',
			first.out,
			'--force',
			'--out',
			first.out,
		);
		expect(run.code).toBe(0);
		expect(summaryOf(first.out)['since']).toMatchObject({ still: 8, new: 0, gone: 0 });
	});

	it('--previous exits 4 and writes nothing without a complete report made with the same key', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, BEFORE));
		const first = await setup.backtest(accounts);
		const other = await setup.backtest(accounts, '--ref-key', join(setup.folder, 'other.key'));
		const old = join(setup.folder, 'old');
		mkdirSync(old);
		writeFileSync(join(old, 'summary.json'), '{"schema":"credcheck.backtest/1"}');
		rmSync(join(first.out, 'critical.csv'));
		for (const [folder, message] of [
			[setup.folder, 'contains no finished report'],
			[old, 'have no credential_ref'],
			[other.out, 'made with another credential_ref key'],
			[first.out, 'lacks critical.csv'],
		]) {
			const run = await setup.backtest(accounts, '--previous', folder as string, '--json');
			expect(run.code, message).toBe(4);
			expect(onlyJson(run.stderr)['message']).toContain(message);
			expect(existsSync(run.out)).toBe(false);
		}
	});

	it('a report whose references were made in another way is refused by --previous and --exclude', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, BEFORE));
		const key = join(setup.folder, 'ref.key');
		const { out } = await setup.backtest(accounts, '--ref-key', key);
		// As versions wrote it that made references of SHA-256.
		changeSummary(out, ({ credentialRefScheme: _, ...summary }) => summary);
		const at = ['--store', setup.store, '--ref-key', key];
		for (const flags of [
			['--previous', out],
			['--exclude', out],
			['--exclude', join(out, 'nudge-candidates.csv')],
		]) {
			const later = join(setup.folder, 'later');
			const args = ['backtest', accounts, ...at, '--out', later, ...flags, '--json'];
			const run = await credcheckBinary(args);
			expect(run.code).toBe(4);
			expect(onlyJson(run.stderr)).toMatchObject({
				code: 'INPUT',
				message: expect.stringContaining('made credential_ref in another way'),
				hint: expect.stringContaining('without --previous'),
			});
			expect(existsSync(later)).toBe(false);
		}
	});

	/** Changes the first file of a list. */
	const edited = (change: (text: string) => string) => (out: string) => {
		const path = join(out, 'nudge-candidates.csv');
		writeFileSync(path, change(readFileSync(path, 'utf8')));
	};

	it.each<[string, (out: string) => void]>([
		['an empty list file', edited(() => '')],
		['a truncated list', edited((text) => text.split('\n').slice(0, 4).join('\n'))],
		['a list without references', edited((text) => text.replaceAll(/,[^,\n]*$/gm, ''))],
		[
			'references that a spreadsheet has turned into numbers',
			edited((text) => text.replaceAll(/,[0-9a-f]{32}\n/g, ',1.2E+38\n')),
		],
		['a missing file of a split list', (out) => rmSync(join(out, 'nudge-candidates-2.csv'))],
	])('--previous refuses a report with %s', async (_what, damage) => {
		const setup = makeSetup();
		const accounts = setup.write('before.csv', table(setup, BEFORE));
		const first = await setup.backtest(accounts, '--split-rows', '5');
		damage(first.out);
		const run = await setup.backtest(accounts, '--previous', first.out);
		expect(run.code).toBe(4);
		expect(run.stderr).toMatch(/nudge-candidates(-2)?\.csv/);
		expect(existsSync(run.out)).toBe(false);
		removeManifest(first.out);
		const old = await setup.backtest(accounts, '--previous', first.out);
		expect(old.code).toBe(4);
		expect(existsSync(old.out)).toBe(false);
	});

	it.each<[string, (out: string) => void, string]>([
		['one byte changed', edited((text) => text.replace('tulip', 'tulis')), 'was changed after'],
		[
			'a part of another report',
			(out) => writeFileSync(join(out, 'critical-2.csv'), 'account_id\n'),
			'its manifest does not name it',
		],
		[
			'a manifest that cannot be read',
			(out) => changeSummary(out, (summary) => ({ ...summary, files: [{ name: 'x' }] })),
			'the manifest in the summary',
		],
	])('--previous and --exclude refuse a report with %s', async (_what, damage, message) => {
		const setup = makeSetup();
		const accounts = setup.write('before.csv', table(setup, { ...BEFORE, tulip: 'tulip' }));
		const first = await setup.backtest(accounts);
		damage(first.out);
		for (const flag of ['--previous', '--exclude']) {
			const run = await setup.backtest(accounts, flag, first.out);
			expect(run).toMatchObject({ code: 4, stderr: expect.stringContaining(message) });
			expect(run.stderr).toContain('unchanged');
			expect(existsSync(run.out)).toBe(false);
		}
		// Who has edited a list on purpose names it.
		const list = join(first.out, 'nudge-candidates.csv');
		expect((await setup.backtest(accounts, '--exclude', list)).code).toBe(0);
	});

	it('--previous and --exclude accept a report of an earlier version, without a manifest', async () => {
		const setup = makeSetup();
		const accounts = setup.write('before.csv', table(setup, BEFORE));
		const first = await setup.backtest(accounts, '--split-rows', '2');
		removeManifest(first.out);
		const run = await setup.backtest(accounts, '--previous', first.out, '--exclude', first.out);
		expect(run.code).toBe(0);
		expect(summaryOf(run.out)).toMatchObject({ since: { still: 8 }, excluded: 8 });
	});

	it('--previous refuses a report with --limit whose all-candidates.csv is missing', async () => {
		const setup = makeSetup();
		const accounts = setup.write('before.csv', table(setup, BEFORE));
		const first = await setup.backtest(accounts, '--limit', '3');
		rmSync(join(first.out, 'all-candidates.csv'));
		const run = await setup.backtest(accounts, '--previous', first.out);
		expect(run.code).toBe(4);
		expect(run.stderr).toContain('lacks all-candidates.csv');
		removeManifest(first.out);
		const old = await setup.backtest(accounts, '--previous', first.out);
		expect(old.code).toBe(4);
		expect(old.stderr).toContain('have 3 candidates, but its summary counts 8');
	});

	it('--previous knows an account with a redacted id by its reference, and one with a blank id not at all', async () => {
		const setup = makeSetup();
		const rows = ['user_id,sha1', `"  ",${sha1('tulip')}`, `${sha1('tulip')},${sha1('tulip')}`];
		const accounts = setup.write('users.csv', rows.join('\n'));
		const first = await setup.backtest(accounts);
		const run = await setup.backtest(accounts, '--previous', first.out);
		expect(summaryOf(run.out)['since']).toMatchObject({ new: 1, still: 1, gone: 0 });
	});

	it('--previous reads lists whose column names contain delimiters', async () => {
		const setup = makeSetup();
		const column = `a${';'.repeat(30)}b`;
		const accounts = setup.write('users.csv', `user_id,"${column}",sha1\nu1,x,${sha1('tulip')}\n`);
		const flags = ['--delimiter', 'comma', '--keep', column];
		const first = await setup.backtest(accounts, ...flags);
		const run = await setup.backtest(accounts, ...flags, '--previous', first.out);
		expect(summaryOf(run.out)['since']).toMatchObject({ still: 1, new: 0, gone: 0 });
	});

	it('--previous knows an account by its newest row alone', async () => {
		const setup = makeSetup();
		const first = await setup.backtest(
			setup.write('before.csv', table(setup, { a: 'tulip', b: 'tulip' })),
		);
		const rows = [
			`a,${sha1('tulip')},2025-01-01`,
			`a,${setup.unknownHash('-1')},2026-01-01`,
			`b,${sha1('tulip')},2025-01-01`,
		];
		const after = setup.write('after.csv', ['user_id,sha1,changed', ...rows, ''].join('\n'));
		const flags = ['--changed-column', 'changed', '--previous', first.out];
		const run = await setup.backtest(after, ...flags);
		const counts = { still: 1, new: 0, resolved: 1, undetermined: 0 };
		expect(summaryOf(run.out)['since']).toMatchObject(counts);
	});

	it('--previous refuses a table without ids', async () => {
		const setup = makeSetup();
		const first = await setup.backtest(setup.write('before.csv', table(setup, BEFORE)));
		const run = await setup.backtest(
			setup.write('hashes.csv', `sha1\n${sha1('tulip')}\n`),
			'--previous',
			first.out,
		);
		expect(run.code).toBe(4);
		expect(run.stderr).toContain('--previous needs a column with account ids');
	});
});

describe('credential_ref', () => {
	it('credential_ref is an AES-CMAC of hash and id, and the same for the same key', async () => {
		const setup = makeSetup();
		const key = join(setup.folder, 'keys', 'ref.key');
		const accounts = setup.write('users.csv', table(setup, { a: 'tulip', ' b ': 'tulip' }));
		const run = await setup.backtest(accounts, '--ref-key', key);
		const bytes = Buffer.from(readFileSync(key, 'utf8').trim(), 'hex');
		const ref = (id: string) =>
			cmac(
				cipherKey(bytes),
				Buffer.concat([Buffer.from(sha1('tulip'), 'hex'), Buffer.from(id)]),
			).toString('hex');
		expect(listed(run.out, 'credential_ref')).toEqual({ a: ref('a'), b: ref('b') });
		expect(summaryOf(run.out)['credentialRefScheme']).toBe('aes-cmac');
		const again = await setup.backtest(accounts, '--ref-key', key);
		expect(listed(again.out, 'credential_ref')).toEqual(listed(run.out, 'credential_ref'));
		const other = await setup.backtest(accounts, '--ref-key', join(setup.folder, 'other.key'));
		expect(listed(other.out, 'credential_ref')).not.toEqual(listed(run.out, 'credential_ref'));
		expect(summaryOf(other.out)['credentialRefKey']).not.toBe(
			summaryOf(run.out)['credentialRefKey'],
		);
		for (const name of ['critical.csv', 'report.html', 'summary.json', 'summary.csv']) {
			expect(readFileSync(join(run.out, name), 'utf8')).not.toContain(bytes.toString('hex'));
		}
	});

	it('the key file is at CREDCHECK_REF_KEY, otherwise in the configuration folder', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, { a: 'tulip' }));
		const env = (values: Record<string, string>) => setup.backtestIn(values, accounts);
		await env({ CREDCHECK_REF_KEY: join(setup.folder, 'named.key') });
		await env({ XDG_CONFIG_HOME: join(setup.folder, 'config') });
		// A separate process, since a process reads its home folder only once.
		await credcheckBinary(
			['backtest', accounts, '--store', setup.store, '--out', join(setup.folder, 'report')],
			{ env: { XDG_CONFIG_HOME: '', HOME: join(setup.folder, 'home') } },
		);
		for (const path of [
			'named.key',
			'config/credcheck/credential-ref.key',
			'home/.config/credcheck/credential-ref.key',
		]) {
			expect(existsSync(join(setup.folder, path)), path).toBe(true);
		}
	});

	it('a back-test refuses a key that others can read, and a key inside the report', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, { a: 'tulip' }));
		const key = join(setup.folder, 'ref.key');
		await setup.backtest(accounts, '--ref-key', key);
		chmodSync(key, 0o644);
		const open = await setup.backtest(accounts, '--ref-key', key);
		expect(open.code).toBe(5);
		expect(open.stderr).toContain('can be read by others');
		const out = join(setup.folder, 'report');
		const inside = await setup.backtest(accounts, '--out', out, '--ref-key', join(out, 'ref.key'));
		expect(inside.code).toBe(2);
		expect(existsSync(out)).toBe(false);
	});

	it('credential_ref is empty, with a warning, when the default key cannot be made', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, { a: 'tulip' }));
		const config = setup.write('file', '');
		const run = await setup.backtestIn({ XDG_CONFIG_HOME: config }, accounts);
		expect(run.code).toBe(0);
		expect(run.stderr).toContain('credential_ref stays empty');
		expect(listed(run.out, 'credential_ref')).toEqual({ a: '' });
		const requested = await setup.backtestIn(
			{ XDG_CONFIG_HOME: config },
			accounts,
			'--previous',
			run.out,
		);
		expect(requested.code).toBe(5);
		const named = await setup.backtest(accounts, '--ref-key', join(config, 'key'));
		expect(named.code).toBe(5);
	});

	it('credential_ref is empty in a table without ids', async () => {
		const setup = makeSetup();
		const run = await setup.backtest(setup.write('hashes.csv', `sha1\n${sha1('tulip')}\n`));
		expect(rowsOf(run.out, 'nudge-candidates.csv')[0]).toMatchObject({
			credential_ref: '',
			row: '1',
		});
		expect(summaryOf(run.out)['credentialRefKey']).toBeNull();
	});
});

describe('--exclude', () => {
	const ACCOUNTS = { a: 'tulip', b: 'letmein', c: 'hunter2', d: '-1', '=e': 'tulip' };

	it.each([
		['ids, one a line', ' a \r\nd\n\n=e'],
		['ids with a formula escape', "a\n'=e\n"],
		['a CSV with a column of ids', 'plan;Account ID\nfree;a\nfree;d\nteam;=e\n'],
	])('--exclude keeps accounts out of the lists, and counts them: %s', async (_what, content) => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, ACCOUNTS));
		const run = await setup.backtest(
			accounts,
			'--exclude',
			setup.write('notified', content),
			'--json',
		);
		expect(run).toMatchObject({ code: 0, stderr: '' });
		expect(Object.keys(listed(run.out, 'row'))).toEqual(['b', 'c']);
		expect(onlyJson(run.stdout)).toMatchObject({
			matched: 4,
			verdicts: { HIGH: 4, CLEAN: 1 },
			listed: { CRITICAL: 0, HIGH: 2 },
			excluded: 2,
		});
	});

	it('--exclude with an earlier list excludes only accounts whose password is unchanged', async () => {
		const setup = makeSetup();
		const first = await setup.backtest(setup.write('users.csv', table(setup, ACCOUNTS)));
		const later = { ...ACCOUNTS, a: 'letmein', d: 'swordfish' };
		const run = await setup.backtest(
			setup.write('later.csv', table(setup, later)),
			'--exclude',
			join(first.out, 'nudge-candidates.csv'),
		);
		expect(Object.keys(listed(run.out, 'row'))).toEqual(['a', 'd']);
		expect(summaryOf(run.out)['excluded']).toBe(3);
	});

	it('--exclude accepts a report folder, and several lists of references or ids', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, ACCOUNTS));
		const first = await setup.backtest(accounts, '--limit', '1', '--split-rows', '1');
		const second = await setup.backtest(accounts, '--limit', '1', '--exclude', first.out);
		expect(Object.keys(listed(second.out, 'row'))).toEqual(['c']);
		const notified = setup.write('notified', 'a\n');
		const run = await setup.backtest(
			accounts,
			...['--exclude', first.out, '--exclude', join(second.out, 'nudge-candidates.csv')],
			...['--exclude', notified],
		);
		expect(Object.keys(listed(run.out, 'row'))).toEqual(['=e'].map((id) => `'${id}`));
		expect(summaryOf(run.out)['excluded']).toBe(3);
	});

	it('--exclude refuses a report whose lists are incomplete', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, ACCOUNTS));
		const first = await setup.backtest(accounts, '--split-rows', '1');
		rmSync(join(first.out, 'nudge-candidates-2.csv'));
		const run = await setup.backtest(accounts, '--exclude', first.out);
		expect(run.code).toBe(4);
		expect(run.stderr).toContain('lacks nudge-candidates-2.csv');
		removeManifest(first.out);
		const old = await setup.backtest(accounts, '--exclude', first.out);
		expect(old.code).toBe(4);
		expect(old.stderr).toContain('have 1 candidates, but its summary counts 4');
	});

	it('--exclude accepts a list next to an unrelated summary.json', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, ACCOUNTS));
		const first = await setup.backtest(accounts);
		setup.write('summary.json', '{"total":{}}');
		const list = readFileSync(join(first.out, 'nudge-candidates.csv'));
		const run = await setup.backtest(accounts, '--exclude', setup.write('list.csv', list));
		expect(summaryOf(run.out)['excluded']).toBe(4);
	});

	it('--exclude warns when no account was excluded', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, ACCOUNTS));
		const run = await setup.backtest(accounts, '--exclude', setup.write('notified', 'nobody\n'));
		expect(run.stderr).toContain('no account was excluded: none of the 1 given');
	});

	it('--exclude says what a list of references cannot tell, and makes no key for a report', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, ACCOUNTS));
		const first = await setup.backtest(accounts, '--ref-key', join(setup.folder, 'other.key'));
		const list = readFileSync(join(first.out, 'nudge-candidates.csv'));
		const alone = await setup.backtest(accounts, '--exclude', setup.write('alone.csv', list));
		expect(alone.stderr).toContain('a list does not tell which, but the folder of its report does');
		const key = join(setup.folder, 'mistyped.key');
		const run = await setup.backtest(accounts, '--exclude', first.out, '--ref-key', key);
		expect(run.code).toBe(4);
		expect(run.stderr).toContain('there is no credential_ref key at');
		expect(existsSync(key)).toBe(false);
	});

	it('--exclude refuses a list that was made with another key', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, ACCOUNTS));
		const first = await setup.backtest(accounts, '--ref-key', join(setup.folder, 'other.key'));
		for (const path of [first.out, join(first.out, 'nudge-candidates.csv')]) {
			const run = await setup.backtest(accounts, '--exclude', path);
			expect(run.code).toBe(4);
			expect(run.stderr).toContain('made with another credential_ref key');
		}
	});

	it('--exclude refuses a file that is not a list of accounts', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, ACCOUNTS));
		for (const [content, message] of [
			['plan,country\nfree,DE\n', 'has neither a column of account ids'],
			['account_id,credential_ref\na,1.2E+31\n', 'is not a reference'],
		]) {
			const run = await setup.backtest(
				accounts,
				'--exclude',
				setup.write('list', content as string),
			);
			expect(run.code, message).toBe(4);
			expect(run.stderr).toContain(message);
		}
		const missing = await setup.backtest(accounts, '--exclude', join(setup.folder, 'nothing'));
		expect(missing.code).toBe(4);
	});
});

describe('--limit', () => {
	const ACCOUNTS = { a: 'swordfish', b: 'letmein', c: 'tulip', d: 'hunter2', e: 'tulip' };

	it('--limit lists the most exposed accounts in input order, and counts those left out', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, ACCOUNTS));
		const run = await setup.backtest(accounts, '--limit', '3', '--json');
		expect(Object.keys(listed(run.out, 'row'))).toEqual(['b', 'c', 'd']);
		expect(onlyJson(run.stdout)).toMatchObject({
			verdicts: { HIGH: 5 },
			listed: { CRITICAL: 0, HIGH: 3 },
			limit: { most: 3, order: 'count', leftOut: 2 },
		});
		const first = await setup.backtest(accounts, '--limit', '3', '--order', 'input');
		expect(Object.keys(listed(first.out, 'row'))).toEqual(['a', 'b', 'c']);
		const all = await setup.backtest(accounts, '--limit', '99');
		expect(listed(all.out, 'credential_ref')).toEqual(
			listed((await setup.backtest(accounts)).out, 'credential_ref'),
		);
	});

	it('--limit never leaves out a CRITICAL account in favor of a HIGH one', async () => {
		const setup = makeSetup();
		const rows = [
			'id,email,sha1',
			`a,a@x.org,${sha1('letmein')}`,
			`b,b@x.org,${sha1('swordfish')}`,
		];
		const run = await setup.backtest(
			setup.write('users.csv', rows.join('\n')),
			'--breached-emails',
			setup.write('emails', 'b@x.org\n'),
			'--limit',
			'1',
		);
		expect(listed(run.out, 'verdict')).toEqual({ b: 'CRITICAL' });
	});

	it('--limit applies only to accounts that are not excluded', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', table(setup, ACCOUNTS));
		const run = await setup.backtest(
			accounts,
			'--limit',
			'2',
			'--exclude',
			setup.write('notified', 'b\n'),
		);
		expect(Object.keys(listed(run.out, 'row'))).toEqual(['c', 'd']);
		expect(summaryOf(run.out)).toMatchObject({ excluded: 1, limit: { leftOut: 2 } });
	});

	it.each([
		['--limit=0'],
		['--limit=many'],
		['--order=count'],
		['--limit=1', '--order=size'],
		['--split-rows=0'],
		['--name-columns=a'],
	])('a back-test exits 2 for %s %s', async (...flags) => {
		const setup = makeSetup();
		const run = await setup.backtest(setup.write('users.csv', table(setup, ACCOUNTS)), ...flags);
		expect(run.code).toBe(2);
		expect(existsSync(run.out)).toBe(false);
	});
});
