/** The program with missing dependencies or a broken line, as copies in temporary folders. */

import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credcheckBinary } from './support/binary.ts';
import { onlyJson, ROOT } from './support/credcheck.ts';
import { sha1 } from './support/ranges.ts';
import { makeSetup } from './support/setup.ts';
import { temporaryFolder } from './support/temporary.ts';

describe('a copy of the program', () => {
	it('a command loads only the modules that it needs', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const store = ['--store', setup.store];
		const threads = ['piscina', 'undici', 'csv-parse'];
		const onlyCommander = [...threads, 'better-sqlite3', 'chalk', 'cli-progress'];
		const help = copyProgram(...onlyCommander);
		rmSync(join(help, '../older-node/node_modules'), { recursive: true, force: true });
		for (const args of [['--help'], ['backtest', '--help'], ['--version'], ['help', 'sync']]) {
			expect(await credcheckBinary(args, { program: help })).toMatchObject({ code: 0, stderr: '' });
		}
		expect((await credcheckBinary(['sync', '--nope'], { program: help })).code).toBe(2);

		const reading = copyProgram(...threads, 'cli-progress');
		const checked = await credcheckBinary(['check', ...store], {
			program: reading,
			stdin: 'tulip\n',
		});
		expect(checked).toMatchObject({ code: 0, stderr: '' });
		const status = await credcheckBinary(['status', ...store], { program: reading });
		expect(status).toMatchObject({ code: 0, stderr: '' });

		// A small table is matched without threads.
		const out = join(setup.folder, 'report');
		const args = ['backtest', accounts, ...store, '--out', out, '--json'];
		const small = await credcheckBinary(args, { program: copyProgram(...threads) });
		expect(small).toMatchObject({ code: 0, stderr: '' });
		expect(onlyJson(small.stdout)).toMatchObject({ matched: 1 });

		// A sync of a few ranges needs no threads either.
		const source = ['--source', join(setup.folder, 'ranges'), '--full', '--json'];
		const program = copyProgram('piscina', 'csv-parse');
		const sync = await credcheckBinary(['sync', ...store, ...source], { program });
		expect(sync).toMatchObject({ code: 0, stderr: '' });
		expect(onlyJson(sync.stdout)).toMatchObject({ requested: 5, failed: 0 });
	});

	it('the program exits 70 and says to install it again when a dependency is missing', async () => {
		const setup = makeSetup();
		const verify = ['verify', '--store', setup.store, '--json'];
		const without = async (name: string) =>
			await credcheckBinary(verify, { program: copyProgram(name) });
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

	it('the program exits 14 and says what to do when no SQLite binding works', async () => {
		const program = copyProgram('better-sqlite3');
		rmSync(join(program, '../older-node/node_modules'), { recursive: true, force: true });
		const setup = makeSetup();
		const run = await credcheckBinary(['status', '--store', setup.store, '--json'], { program });
		expect(run.code).toBe(14);
		expect(onlyJson(run.stderr)).toMatchObject({
			code: 'NATIVE_MISSING',
			exitCode: 14,
			message: expect.stringContaining(process.version),
			hint: expect.stringContaining('install'),
		});
	});

	it.each([
		['self-test fails', 'const count = finder?.find(words, position) ?? 0;', 'const count = 0;'],
		['lists lack an account', 'counts[candidacy.verdict] += 1;', ''],
	])('a back-test whose %s exits 70 and writes no report', async (_, line, broken) => {
		const program = copyProgram();
		breakProgram(program, line, broken);
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const out = join(setup.folder, 'report');
		const args = ['backtest', accounts, '--store', setup.store, '--out', out, '--json'];
		const run = await credcheckBinary(args, { program });
		expect(run.code).toBe(70);
		expect(onlyJson(run.stderr)).toMatchObject({ code: 'INTERNAL', exitCode: 70 });
		expect(run.stderr).toMatch(/self-test|do not agree/);
		expect(existsSync(out)).toBe(false);
	});
});

/**
 * Copies the program, so that a test may change its files.
 *
 * @param without dependencies to leave out
 * @returns the path of its binary
 */
function copyProgram(...without: string[]): string {
	const folder = temporaryFolder();
	mkdirSync(join(folder, 'node_modules'));
	for (const name of ['bin', 'dist', 'package.json']) {
		cpSync(join(ROOT, name), join(folder, name), { recursive: true });
	}
	for (const name of readdirSync(join(ROOT, 'node_modules'))) {
		if (without.includes(name)) continue;
		symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
	}
	return join(folder, 'bin', 'credcheck.js');
}

/** Replaces a line of the program. */
function breakProgram(program: string, line: string, other: string): void {
	const folder = join(program, '../../dist');
	const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
	const path = files
		.map((name) => join(folder, name))
		.find((file) => readFileSync(file, 'utf8').includes(line));
	if (path === undefined) throw new Error(`no file has the line ${line}`);
	writeFileSync(path, readFileSync(path, 'utf8').replace(line, other));
}
