import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands/list.ts';
import { EXIT_CODES } from '../src/errors.ts';
import { credcheck, onlyJson } from './support/credcheck.ts';
import { sha1 } from './support/ranges.ts';
import { KNOWN, makeSetup } from './support/setup.ts';
import { temporaryFolder } from './support/temporary.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what this looks for
const COLOR = /\u001b\[/;

describe('the command line', () => {
	it.each([
		[[], 'no command given'],
		[['frobnicate'], 'unknown command'],
		[['sync', '--frobnicate'], 'unknown option: word 2 of the command line'],
		[['sync', '--storee=x'], "unknown option '--storee': did you mean --store?"],
		[['sync', '--full=x'], '--full takes no value'],
		[['sync', '--prefixes', '000FF-00000'], '--prefixes must be'],
		[['sync', '--prefixes', '0'], '--prefixes must be'],
		[['sync', '--max-age', '12'], '--max-age must be a number with a unit'],
		[['sync', '--concurrency', '0'], '--concurrency must be'],
		[['sync', '--source', 'ftp://example.com/'], 'ftp:'],
		[['backtest'], "missing required argument 'ACCOUNTS.csv'"],
		[['backtest', 'x.csv', '--min-count', '1.5'], '--min-count must be'],
		[['backtest', 'x.csv', '--fail-over', '101'], '--fail-over must be'],
		[['backtest', 'x.csv', '--delimiter', 'x'], '--delimiter must be'],
		[['backtest', 'x.csv', '--order', 'size'], '--order must be count or input'],
		[['backtest', 'x.csv', '--order', 'count'], '--order requires --limit'],
		[['backtest', 'x.csv', '--name-columns', 'x'], '--name-columns requires --names'],
		[['sync', '--if-changed', '--full'], '--full and --if-changed cannot be combined'],
	])('the program exits 2 for %j', async (args, message) => {
		const folder = temporaryFolder();
		const env = { CREDCHECK_STORE: join(folder, 'store.sqlite') };
		const run = await credcheck(args, { env });
		expect(run.code).toBe(2);
		expect(run.stdout).toBe('');
		expect(run.stderr).toContain(message);
		expect(run.stderr).not.toMatch(/\n\s+at /);
		const json = await credcheck([...args, '--json'], { env });
		expect(onlyJson(json.stderr)).toMatchObject({ type: 'error', code: 'USAGE', exitCode: 2 });
		expect(readdirSync(folder)).toEqual([]);
	});

	it('--help lists every command, and the exit codes of each command', async () => {
		const { code, stdout } = await credcheck(['--help']);
		expect(code).toBe(0);
		for (const { name, summary } of COMMANDS) {
			expect(stdout).toMatch(new RegExp(`^  ${name} .*${summary}$`, 'm'));
			const help = await credcheck([name, '--help']);
			expect(help.code).toBe(0);
			for (const [code, exit] of Object.entries(EXIT_CODES)) {
				expect(help.stdout).toContain(`${exit} ${code}`);
			}
		}
	});

	it('every command that uses the store has the common flags', async () => {
		for (const command of ['sync', 'backtest', 'check', 'status', 'verify']) {
			const { stdout } = await credcheck([command, '--help']);
			for (const flag of ['--store FILE', '--json', '--quiet', '--verbose', '--no-color']) {
				expect(stdout).toContain(`  ${flag} `);
			}
		}
	});

	it('color is off in a pipe, on with FORCE_COLOR, and off with --no-color or NO_COLOR', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const colored = async (env: Record<string, string>, ...flags: string[]) => {
			const args = ['backtest', accounts, '--store', setup.store, '--force'];
			const out = ['--out', join(setup.folder, 'report')];
			return COLOR.test((await credcheck([...args, ...out, ...flags], { env })).stdout);
		};
		expect(await colored({})).toBe(false);
		expect(await colored({ FORCE_COLOR: '1' })).toBe(true);
		expect(await colored({ FORCE_COLOR: '1' }, '--no-color')).toBe(false);
		expect(await colored({ FORCE_COLOR: '0' })).toBe(false);
		expect(await colored({ NO_COLOR: '1' })).toBe(false);
	});

	it('--quiet prints nothing on success, and still prints errors', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const quiet = await setup.backtest(accounts, '--quiet');
		expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
		const source = join(setup.folder, 'ranges');
		const sync = await credcheck(['sync', '--source', source, '--store', setup.store, '--quiet']);
		expect(sync).toEqual({ code: 0, stdout: '', stderr: '' });
		const failed = await setup.backtest(join(setup.folder, 'none.csv'), '--quiet');
		expect(failed.stderr).toContain('no such file');
	});

	it('errors about what was named say what to do about it', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const packed = gzipSync(readFileSync(accounts));
		const damaged = Buffer.from(packed);
		damaged.writeUInt32LE(0, packed.length - 8);
		const url = 'https://anna:secret@example.com/';
		const runs = [
			await setup.backtest(join(setup.folder, 'none.csv')),
			await setup.backtest(setup.folder),
			await setup.backtest(setup.write('cut.csv.gz', packed.subarray(0, -12))),
			await setup.backtest(setup.write('damaged.csv.gz', damaged)),
			await setup.backtest(accounts, '--keep', 'sha1'),
			await credcheck(['sync', '--source', url, '--store', setup.store]),
		];
		for (const { stderr } of runs) expect(stderr).toMatch(/^error: .+\nhint: .+\n$/);
	});

	it('only --verbose prints stack traces', async () => {
		const folder = temporaryFolder();
		const args = ['status', '--store', join(folder, 'none.sqlite')];
		expect((await credcheck(args)).stderr).not.toContain('    at ');
		expect((await credcheck([...args, '--verbose'])).stderr).toContain('    at ');
	});

	it('no error shows a hash that was typed where it does not belong', async () => {
		const setup = makeSetup();
		const hash = sha1('tulip');
		const accounts = setup.write('users.csv', `id,sha1\n1,${hash}\n`);
		const runs = [
			await credcheck([hash]),
			await credcheck(['check', `--hash=${hash}`, '--json']),
			await setup.backtest(accounts, '--keep', hash),
			await setup.backtest(accounts, '--hash-column', hash.toLowerCase(), '--verbose'),
		];
		for (const { code, stdout, stderr } of runs) {
			expect([2, 4]).toContain(code);
			expect((stdout + stderr).toUpperCase()).not.toContain(hash.slice(0, 32));
		}
	});

	it('no error shows a password of the table', async () => {
		const setup = makeSetup();
		const secrets = Object.keys(KNOWN).filter((password) => password !== '');
		const rows = secrets.map((password, row) => `${row},${password}`);
		const accounts = setup.write('users.csv', ['id,password', ...rows].join('\n'));
		const run = await setup.backtest(accounts, '--verbose');
		expect(run.code).toBe(4);
		for (const secret of secrets) expect(run.stdout + run.stderr).not.toContain(secret);
	});
});
