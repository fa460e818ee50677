import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	closeSync,
	cpSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../src/commands/list.ts';
import { EXIT_CODES } from '../src/errors.ts';
import { credcheck, onlyJson, PROGRAM, ROOT } from './support/credcheck.ts';
import { startRangeServer } from './support/range-server.ts';
import { madeUpRanges, sha1 } from './support/ranges.ts';
import { blobsOf } from './support/store.ts';
import { temporaryFolder } from './support/temporary.ts';
import { KNOWN, makeWorld } from './support/world.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what this looks for
const COLOUR = /\u001b\[/;

describe('the command line', () => {
	it.each([
		[[], 'no command given'],
		[['frobnicate'], "unknown command 'frobnicate'"],
		[['sync', '--frobnicate'], "unknown option '--frobnicate'"],
		[['sync', '--prefixes', '000FF-00000'], '--prefixes must be'],
		[['sync', '--prefixes', '0'], '--prefixes must be'],
		[['sync', '--max-age', '12'], '--max-age must be a number with a unit'],
		[['sync', '--concurrency', '0'], '--concurrency must be'],
		[['sync', '--source', 'ftp://example.com/'], 'ftp:'],
		[['backtest'], "missing required argument 'ACCOUNTS.csv'"],
		[['backtest', 'x.csv', '--min-count', '1.5'], '--min-count must be'],
		[['backtest', 'x.csv', '--fail-over', '101'], '--fail-over must be'],
		[['backtest', 'x.csv', '--delimiter', ':'], '--delimiter must be'],
		[['backtest', 'x.csv', '--order', 'size'], '--order must be count or input'],
		[['backtest', 'x.csv', '--order', 'count'], '--order requires --limit'],
		[['backtest', 'x.csv', '--name-columns', 'x'], '--name-columns requires --names'],
		[['sync', '--if-changed', '--full'], '--full and --if-changed cannot be combined'],
	])('exits 2 for %j', async (args, message) => {
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

	it('lists every command in its help, and every exit code in each command’s', async () => {
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

	it('has the common flags on every command that does not merely tell of the program', async () => {
		for (const command of COMMANDS.filter(({ about }) => !about)) {
			const { stdout } = await credcheck([command.name, '--help']);
			for (const flag of ['--store FILE', '--json', '--quiet', '--verbose', '--no-color']) {
				expect(stdout).toContain(`  ${flag} `);
			}
		}
	});

	it('keeps colour off a pipe, puts it there when forced, and takes it away when told', async () => {
		const world = await makeWorld();
		const accounts = world.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const coloured = async (env: Record<string, string>, ...flags: string[]) => {
			const args = ['backtest', accounts, '--store', world.store, '--force'];
			const out = ['--out', join(world.folder, 'report')];
			return COLOUR.test((await credcheck([...args, ...out, ...flags], { env })).stdout);
		};
		expect(await coloured({})).toBe(false);
		expect(await coloured({ FORCE_COLOR: '1' })).toBe(true);
		expect(await coloured({ FORCE_COLOR: '1' }, '--no-color')).toBe(false);
		expect(await coloured({ FORCE_COLOR: '0' })).toBe(false);
		expect(await coloured({ NO_COLOR: '1' })).toBe(false);
	});

	it('says nothing under --quiet when all is well, and still speaks of errors', async () => {
		const world = await makeWorld();
		const accounts = world.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const quiet = await world.backtest(accounts, '--quiet');
		expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
		const source = join(world.folder, 'ranges');
		const sync = await credcheck(['sync', '--source', source, '--store', world.store, '--quiet']);
		expect(sync).toEqual({ code: 0, stdout: '', stderr: '' });
		const failed = await world.backtest(join(world.folder, 'none.csv'), '--quiet');
		expect(failed.stderr).toContain('no such file');
	});

	it('shows where an error came from under --verbose alone', async () => {
		const folder = temporaryFolder();
		const args = ['status', '--store', join(folder, 'none.sqlite')];
		expect((await credcheck(args)).stderr).not.toContain('    at ');
		expect((await credcheck([...args, '--verbose'])).stderr).toContain('    at ');
	});

	it('ends well when the reader of a pipe has seen enough', async () => {
		const world = await makeWorld();
		const child = spawn(process.execPath, [PROGRAM, 'check', '--store', world.store], {
			stdio: ['pipe', 'pipe', 'pipe'],
		});
		let stderr = '';
		child.stderr.on('data', (chunk: Buffer) => {
			stderr += chunk.toString();
		});
		child.stdin.on('error', () => {});
		child.stdout.once('data', () => child.stdout.destroy());
		child.stdin.end('tulip\n'.repeat(50_000));
		const code = await new Promise((resolve) => {
			child.on('close', resolve);
		});
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
	});

	it('goes on with its work when nobody reads what it says of it', async () => {
		const folder = temporaryFolder();
		const server = await startRangeServer(madeUpRanges(20), ({ attempt, response }) => {
			if (attempt > 1) return false;
			response.writeHead(503, { 'retry-after': '0' }).end();
			return true;
		});
		const store = join(folder, 'store.sqlite');
		const args = ['sync', '--prefixes', '00000-00013', '--source', server.url, '--store', store];
		const child = spawn(process.execPath, [PROGRAM, ...args, '--verbose']);
		child.stderr.destroy();
		const [code] = await once(child, 'close');
		expect(code).toBe(0);
		expect(blobsOf(store).size).toBe(20);
	});

	// A device that takes nothing, on Linux.
	it.skipIf(!existsSync('/dev/full'))('exits 5 when its results cannot be written', async () => {
		const world = await makeWorld();
		const full = openSync('/dev/full', 'w');
		const args = ['status', '--store', world.store];
		const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', full, 'pipe'] });
		let stderr = '';
		child.stderr?.on('data', (chunk: Buffer) => {
			stderr += chunk.toString();
		});
		const [code] = await once(child, 'close');
		closeSync(full);
		expect({ code, stderr }).toEqual({
			code: 5,
			stderr: expect.stringContaining('cannot write to stdout'),
		});
		expect(stderr).not.toContain('    at ');
	});

	it('does not echo a hash that was typed where it does not belong', async () => {
		const world = await makeWorld();
		const hash = sha1('tulip');
		const accounts = world.write('users.csv', `id,sha1\n1,${hash}\n`);
		const runs = [
			await credcheck([hash]),
			await credcheck(['check', `--hash=${hash}`, '--json']),
			await world.backtest(accounts, '--keep', hash),
			await world.backtest(accounts, '--hash-column', hash.toLowerCase(), '--verbose'),
		];
		for (const { code, stdout, stderr } of runs) {
			expect([2, 4]).toContain(code);
			expect((stdout + stderr).toUpperCase()).not.toContain(hash.slice(0, 32));
		}
	});

	it('loads what a command runs and no more', async () => {
		const world = await makeWorld();
		const accounts = world.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const store = ['--store', world.store];
		const threads = ['piscina', 'undici', 'csv-parse'];
		const onlyCommander = [...threads, 'better-sqlite3', 'chalk', 'cli-progress'];
		const described = copyProgram(...onlyCommander, 'd3-scale', 'd3-shape');
		rmSync(join(described, '../older-node/node_modules'), { recursive: true, force: true });
		for (const args of [['--help'], ['backtest', '--help'], ['--version'], ['help', 'sync']]) {
			expect(await credcheck(args, { program: described })).toMatchObject({ code: 0, stderr: '' });
		}
		expect((await credcheck(['sync', '--nope'], { program: described })).code).toBe(2);

		const looking = copyProgram(...threads, 'cli-progress', 'd3-scale', 'd3-shape');
		const asked = await credcheck(['check', ...store], { program: looking, stdin: 'tulip\n' });
		expect(asked).toMatchObject({ code: 0, stderr: '' });
		const status = await credcheck(['status', ...store], { program: looking });
		expect(status).toMatchObject({ code: 0, stderr: '' });

		// A small table is done before a thread would be up.
		const out = join(world.folder, 'report');
		const args = ['backtest', accounts, ...store, '--out', out, '--json'];
		const small = await credcheck(args, { program: copyProgram(...threads) });
		expect(small).toMatchObject({ code: 0, stderr: '' });
		expect(onlyJson(small.stdout)).toMatchObject({ matched: 1 });
	});

	it('says to install again where a part of it is missing', async () => {
		const world = await makeWorld();
		const sync = ['sync', '--source', join(world.folder, 'ranges'), '--store', world.store];
		const without = async (...names: string[]) =>
			await credcheck([...sync, '--json'], { program: copyProgram(...names) });
		const pool = await without('piscina');
		expect(pool.code).toBe(70);
		expect(onlyJson(pool.stderr)).toMatchObject({
			message: expect.stringContaining('piscina'),
			hint: expect.stringContaining('install credcheck again'),
		});
		const flags = await without('commander');
		expect(flags.code).toBe(70);
		expect(onlyJson(flags.stderr)).toMatchObject({
			code: 'INTERNAL',
			exitCode: 70,
			message: expect.stringContaining('commander'),
		});
	});

	it('exits 14 and says what to do where no SQLite binding works', async () => {
		const program = copyProgram('better-sqlite3');
		rmSync(join(program, '../older-node/node_modules'), { recursive: true, force: true });
		const world = await makeWorld();
		const run = await credcheck(['status', '--store', world.store, '--json'], { program });
		expect(run.code).toBe(14);
		expect(onlyJson(run.stderr)).toMatchObject({
			code: 'NATIVE_MISSING',
			exitCode: 14,
			message: expect.stringContaining(process.version),
			hint: expect.stringContaining('install'),
		});
	});

	it('exits 70 and reports nothing when it cannot prove that it finds what is there', async () => {
		const program = copyProgram();
		breakProgram(program, 'const count = finder?.find(words, place) ?? 0;', 'const count = 0;');
		const world = await makeWorld();
		const accounts = world.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const out = join(world.folder, 'report');
		const args = ['backtest', accounts, '--store', world.store, '--out', out, '--json'];
		const run = await credcheck(args, { program });
		expect(run.code).toBe(70);
		expect(onlyJson(run.stderr)).toMatchObject({ code: 'INTERNAL', exitCode: 70 });
		expect(run.stderr).toContain('self-test');
		expect(existsSync(out)).toBe(false);
	});

	it('never shows a password, whatever goes wrong', async () => {
		const world = await makeWorld();
		const secrets = Object.keys(KNOWN).filter((password) => password !== '');
		const rows = secrets.map((password, row) => `${row},${password}`);
		const accounts = world.write('users.csv', ['id,password', ...rows].join('\n'));
		const run = await world.backtest(accounts, '--verbose');
		expect(run.code).toBe(4);
		for (const secret of secrets) expect(run.stdout + run.stderr).not.toContain(secret);
	});

	it.skipIf(!existsSync('/proc/self/fd'))(
		'reads a table from a named pipe, and hears a signal while nobody writes to it',
		async () => {
			const world = await makeWorld();
			const pipe = join(world.folder, 'pipe');
			execFileSync('mkfifo', [pipe]);
			/** Runs a back-test of the pipe, and does something once the pipe is open. */
			const backtest = (out: string, onOpen: (child: ChildProcess) => void) =>
				credcheck(['backtest', pipe, '--store', world.store, '--out', join(world.folder, out)], {
					onStart: async (child) => {
						const open = `/proc/${child.pid}/fd`;
						await vi.waitUntil(
							() => readdirSync(open).some((fd) => readlink(join(open, fd)) === pipe),
							{ timeout: 20_000 },
						);
						onOpen(child);
					},
				});
			const read = await backtest('read', () => {
				writeFileSync(pipe, `id,sha1\n1,${sha1('tulip')}\n`);
			});
			expect(read).toMatchObject({ code: 0, stdout: expect.stringContaining('1 of 1 account') });

			const waiting = await backtest('waiting', (child) => child.kill('SIGTERM'));
			expect(waiting.code).toBe(143);
			expect(existsSync(join(world.folder, 'waiting'))).toBe(false);
		},
	);
});

/**
 * A copy of the program whose files a test may change, with the dependencies of this one.
 *
 * @param without dependencies that it is not given
 * @returns the path of its binary
 */
function copyProgram(...without: string[]): string {
	const folder = temporaryFolder();
	mkdirSync(join(folder, 'node_modules'));
	for (const part of ['bin', 'dist', 'package.json']) {
		cpSync(join(ROOT, part), join(folder, part), { recursive: true });
	}
	for (const name of readdirSync(join(ROOT, 'node_modules'))) {
		if (without.includes(name)) continue;
		symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
	}
	return join(folder, 'bin', 'credcheck.js');
}

/** Puts something else in the place of a line of the program. */
function breakProgram(program: string, line: string, other: string): void {
	const folder = join(program, '../../dist');
	const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
	const path = files
		.map((name) => join(folder, name))
		.find((file) => readFileSync(file, 'utf8').includes(line));
	if (path === undefined) throw new Error(`no file has the line ${line}`);
	writeFileSync(path, readFileSync(path, 'utf8').replace(line, other));
}

/** Where a link leads; undefined when it is gone. */
function readlink(path: string): string | undefined {
	try {
		return readlinkSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
