import { createHash } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { backtest } from '../../dist/index.js';
import { NTLM } from '../../src/range/kind.ts';
import { credcheckBinary } from '../support/binary.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { rangesWith, sha1, writeRangeFolder } from '../support/ranges.ts';
import { summaryOf, textOf } from '../support/report.ts';
import { makeSetup, type Setup } from '../support/setup.ts';
import { startWebhook } from '../support/webhook.ts';

/** Two of four accounts match; four more rows have no hash. */
function halfEmpty(setup: Setup): string {
	const hashes = [sha1('tulip'), sha1('letmein'), setup.unknownHash('a'), setup.unknownHash('b')];
	const rows = [...hashes, '', '', '', 'NULL'].map((hash, id) => `${id},${hash}`);
	return ['id,sha1', ...rows, ''].join('\n');
}

/** A table of hashes of passwords with their line ends, in the one range of the store that all accounts share. */
function lineEnds(rows: number): string {
	const hash = (id: number) =>
		createHash('sha1')
			.update(id % 50 === 0 ? '123456\n' : `of no list ${id}\n`)
			.digest('hex');
	return [
		'id,note,sha1',
		...Array.from({ length: rows }, (_, id) => `${id},"a ""note"" of ${id}",${hash(id)}`),
	].join('\n');
}

const REJECTED = '4 of 8 rows (50.0 %) were rejected, more than --max-rejected 10 allows';
const RATE = '50.0 % of the rows that could be read have a password that is public';

describe('what puts the match rate in doubt', () => {
	it('is said before the match rate, wherever that is', async () => {
		const setup = makeSetup();
		const run = await setup.backtest(setup.write('users.csv', halfEmpty(setup)));
		expect(run.code).toBe(4);
		expect(run.stderr).toMatch(/^warning: 4 of 8 rows/);
		expect(run.stderr).toContain('error: 4 of 8 rows were rejected, more than --max-rejected 10');
		expect(run.stderr).toMatch(/allowed with --max-rejected 50; the report was written: .*json\n$/);
		for (const text of [run.stdout, textOf(run.out, 'report.html')]) {
			const plain = text.replaceAll(/<style>.*<\/style>|<title>.*?<\/title>|<[^>]*>/gs, '');
			const shown = plain.replaceAll('\u00a0', ' ');
			expect(shown.indexOf(REJECTED)).toBeGreaterThanOrEqual(0);
			expect(shown.indexOf(RATE)).toBeGreaterThan(shown.indexOf(REJECTED));
			expect(shown).not.toMatch(/% of the accounts have/);
			expect(shown).toMatch(/2 of 4 rows that could be read/);
		}
		const fields = Object.keys(summaryOf(run.out));
		expect(fields.indexOf('warnings')).toBeLessThan(fields.indexOf('matchRate'));
		expect(summaryOf(run.out)).toMatchObject({
			input: { rejectedShare: 0.5, maxRejected: 0.1, hashedOtherwise: {} },
			expectedRate: 0.05,
			warnings: [{ code: 'too_many_rejected', doubt: true }],
		});
	});

	it('ends the run with an error in JSON, after the whole summary', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', halfEmpty(setup));
		const run = await setup.backtest(accounts, '--json', '--quiet', '--fail-over', '1');
		const error = run.stderr.trimEnd().split('\n').at(-1) as string;
		expect(onlyJson(error)).toMatchObject({ code: 'INPUT', exitCode: 4 });
		expect(onlyJson(run.stdout)).toEqual(summaryOf(run.out));
	});

	it('is told to a program that uses the library, whose call does not fail', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', halfEmpty(setup));
		const out = join(setup.folder, 'library');
		const said: unknown[] = [];
		const { warnings } = await backtest(
			{ accounts, store: setup.store, out, maxRejected: 49.9 },
			{ onWarning: (_, warning) => said.push(warning) },
		);
		expect(warnings).toEqual(said);
		expect(warnings).toMatchObject([{ code: 'too_many_rejected' }]);
		for (const option of [{ maxRejected: 101 }, { expectedRate: -1 }]) {
			await expect(
				backtest({ accounts, store: setup.store, out, force: true, ...option }),
			).rejects.toMatchObject({ code: 'USAGE' });
		}
	});

	it('is found in a table of any form: plain, gzipped by threads, and on stdin', async () => {
		const setup = makeSetup();
		const text = lineEnds(600);
		const accounts = setup.write('users.csv', text);
		const zipped = setup.write('users.csv.gz', gzipSync(text));
		for (const [index, options] of [{ accounts }, { accounts: zipped, workers: 2 }].entries()) {
			const out = join(setup.folder, `out-${index}`);
			const summary = await backtest({ ...options, store: setup.store, out, allowPartial: true });
			expect(summary).toMatchObject({
				input: { hashedOtherwise: { line_feed: 12 } },
				warnings: [{ code: 'hashed_otherwise' }, { code: 'nothing_looked_up' }],
			});
		}
		const out = join(setup.folder, 'piped');
		const args = ['backtest', '-', '--store', setup.store, '--out', out, '--allow-partial'];
		const piped = await credcheckBinary([...args, '--fail-over', '5'], { stdin: text });
		expect(piped.code).toBe(4);
		expect(piped.stderr).toContain('12 of 600 accounts have the SHA-1 of a common password with');
		expect(piped.stdout).not.toMatch(/0\.0 % of the/);
	});

	it('is found among the newest row of each account, where older ones are left out', async () => {
		const setup = makeSetup();
		const rows = Array.from({ length: 40 }, (_, row) => {
			const [date, end] = row < 20 ? ['2026-01-05', '\n'] : ['2026-01-06', '\r\n'];
			const hash = createHash('sha1').update(`123456${end}`).digest('hex');
			return `${row % 20},${date},${hash}`;
		});
		const accounts = setup.write('users.csv', ['id,changed_at,sha1', ...rows].join('\n'));
		const run = await setup.backtest(accounts, '--allow-partial', '--changed-column', 'changed_at');
		expect(run.code).toBe(0);
		expect(summaryOf(run.out)).toMatchObject({
			input: { rows: 20, leftOut: 20, hashedOtherwise: { crlf: 20 } },
		});
	});

	it('is found in a table of MD5 hashes that is tested as one of NT hashes', async () => {
		const setup = makeSetup();
		const ranges = writeRangeFolder(join(setup.folder, 'nt'), rangesWith({ tulip: 7 }, NTLM));
		const store = join(setup.folder, 'nt.sqlite');
		await credcheck(['sync', '--kind', 'ntlm', '--source', ranges, '--store', store]);
		const md5 = (text: string) => createHash('md5').update(text).digest('hex');
		const rows = ['123456', 'qwerty', 'no list'].map((own, id) => `${id},${md5(own)}`);
		const accounts = setup.write('users.csv', ['id,nt_hash', ...rows].join('\n'));
		const run = await setup.backtest(accounts, '--store', store, '--allow-partial');
		expect(run.stderr).toMatch(/^warning: 2 of 3 accounts have the MD5 of a common password\n/);
	});

	it('has a phase of its own in the progress', async () => {
		const setup = makeSetup();
		const phases = new Set<string>();
		await backtest(
			{
				accounts: setup.write('users.csv', lineEnds(60)),
				store: setup.store,
				out: join(setup.folder, 'report'),
				allowPartial: true,
			},
			{ onProgress: ({ phase }) => phases.add(phase) },
		);
		expect([...phases].at(-1)).toBe('probing');
	});

	it('sends an alert, even without --fail-over and CRITICAL accounts', async () => {
		const setup = makeSetup();
		const webhook = await startWebhook();
		const url = setup.write('webhook', `${webhook.url}\n`);
		chmodSync(url, 0o600);
		const accounts = setup.write('users.csv', halfEmpty(setup));
		expect((await setup.backtest(accounts, '--alert', url)).code).toBe(4);
		const [message] = webhook.messages.map(({ body }) => JSON.parse(body).text.split('\n'));
		expect(message.slice(0, 2)).toEqual([
			`credcheck: ${RATE}`,
			`in doubt: ${REJECTED}: the figures are those of the rows that could be read`,
		]);
	});
});

describe('--fail-over with a partial store', () => {
	it('does not pass if the accounts that were not looked up could bring the rate above it', async () => {
		const setup = makeSetup();
		const missing = `00000${'1'.repeat(35)}`;
		const hashes = [sha1('tulip'), setup.unknownHash('a'), setup.unknownHash('b'), missing];
		const accounts = setup.write(
			'users.csv',
			['id,sha1', ...hashes.map((hash, id) => `${id},${hash}`)].join('\n'),
		);
		const run = (limit: string) =>
			setup.backtest(accounts, '--allow-partial', '--fail-over', limit, '--json');
		// One of three matches, and the fourth may.
		expect((await run('50')).code).toBe(0);
		const between = await run('40');
		expect(between.code).toBe(12);
		expect(onlyJson(between.stderr)).toMatchObject({
			code: 'STORE_PARTIAL',
			message: expect.stringContaining('may be above 40 %: it is up to 50.0 %'),
		});
		expect(summaryOf(between.out)).toMatchObject({ matched: 1 });
		expect((await run('30')).code).toBe(1);
	});

	it('does not pass a table without rows, nor one of which nothing was looked up', async () => {
		const setup = makeSetup();
		const empty = setup.write('empty.csv', 'id,sha1\n');
		expect((await setup.backtest(empty, '--fail-over', '100')).code).toBe(4);
		const missing = setup.write('missing.csv', `id,sha1\n1,00000${'1'.repeat(35)}\n`);
		const run = await setup.backtest(missing, '--fail-over', '100', '--allow-partial');
		expect(run.code).toBe(12);
		expect(run.stdout).toContain('no account could be looked up');
		expect(run.stdout).not.toContain('0.0 % of the accounts');
	});
});

it.each(['--max-rejected', '--expected-rate'])('%s takes a percentage only', async (flag) => {
	for (const value of ['101', '-1', 'many', '']) {
		const run = await credcheck(['backtest', 'users.csv', `${flag}=${value}`]);
		expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('a percentage') });
	}
});
