import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { credcheckBinary, PROGRAM } from '../support/binary.ts';
import { plainEnvironment } from '../support/environment.ts';
import { sha1 } from '../support/ranges.ts';
import { makeSetup } from '../support/setup.ts';

const run = promisify(execFile);

/** Runs a back-test of one account by a shell command that has the program and its arguments in `"$@"`. */
async function backtestBy(
	command: string,
	env: Readonly<Record<string, string>> = {},
	...flags: readonly string[]
) {
	const setup = makeSetup();
	const table = setup.write('t.csv', `id,sha1\n1,${sha1('tulip')}\n`);
	const args = [
		'backtest',
		table,
		'--store',
		setup.store,
		'--out',
		join(setup.folder, 'out'),
		...flags,
	];
	const shell = ['-c', command, 'sh', process.execPath, PROGRAM, ...args];
	const options = { env: { ...plainEnvironment(), ...env } };
	return await run('sh', shell, options).then(
		({ stderr }) => ({ code: 0, stderr }),
		({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
	);
}

it('a sync makes no store if no range could be stored', async () => {
	const { folder } = makeSetup();
	const store = join(folder, 'new.sqlite');
	const args = ['sync', '--source', join(folder, 'ranges'), '--store', store];
	const { code } = await credcheckBinary(args, { env: { NODE_OPTIONS: '--jitless' } });
	expect(code).toBe(14);
	expect(existsSync(store)).toBe(false);
});

it('a Node without WebAssembly is refused in one line', async () => {
	const { code, stderr } = await backtestBy('exec "$@"', { NODE_OPTIONS: '--jitless' });
	expect(code).toBe(14);
	expect(stderr).toMatch(
		/^error: this Node cannot run WebAssembly with SIMD .*\nhint: .*--jitless/m,
	);
});

it.skipIf(process.platform !== 'linux')(
	'a process that may not have enough addresses is told what helps, and it helps',
	async () => {
		const limitedTo = (kib: number) => `ulimit -v ${kib}; exec "$@"`;
		// Enough for the memory of the main thread, but then V8 cannot start a second thread.
		const refused = await backtestBy(limitedTo(12_000_000), {}, '--workers', '2');
		expect(refused.code).toBe(14);
		const option = /NODE_OPTIONS=(\S+)/.exec(refused.stderr)?.[1] ?? '';
		const helped = await backtestBy(
			limitedTo(4_000_000),
			{ NODE_OPTIONS: option },
			'--workers',
			'2',
		);
		expect(helped).toMatchObject({ code: 0 });
	},
);
