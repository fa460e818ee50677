/** Named pipes in place of files: read once there is a writer, and waited for without holding up the end of the program. */

import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { credcheckBinary } from '../support/binary.ts';
import type { RunResult } from '../support/credcheck.ts';
import { sha1 } from '../support/ranges.ts';
import { makeSetup } from '../support/setup.ts';

/** Less than the program gives a command that does not end by itself. */
const MOMENT_MS = 4000;

const setupWithPipe = () => {
	const setup = makeSetup();
	const pipe = join(setup.folder, 'pipe');
	execFileSync('mkfifo', [pipe]);
	const users = setup.write('users.csv', `id,email,sha1\n1,ann@example.com,${sha1('tulip')}\n`);
	return { ...setup, pipe, users, ranges: join(setup.folder, 'ranges') };
};

/** Runs the program, and calls `onOpen` once it has opened the pipe. */
function runWith(
	pipe: string,
	args: readonly string[],
	onOpen: (child: ChildProcess) => void,
): Promise<RunResult> {
	return credcheckBinary(args, {
		onStart: async (child) => {
			const open = `/proc/${child.pid}/fd`;
			const isOpen = () => readdirSync(open).some((fd) => readlink(join(open, fd)) === pipe);
			await vi.waitUntil(isOpen, { timeout: 20_000 });
			onOpen(child);
		},
	});
}

/** The target of a link; undefined when the link no longer exists. */
function readlink(path: string): string | undefined {
	try {
		return readlinkSync(path, 'utf8');
	} catch {
		return undefined;
	}
}

const hasProc = existsSync('/proc/self/fd');

it.skipIf(!hasProc)('a back-test reads a named pipe', async () => {
	const { pipe, store, folder } = setupWithPipe();
	const args = ['backtest', pipe, '--store', store, '--out', join(folder, 'out')];
	const run = await runWith(pipe, args, () => {
		writeFileSync(pipe, `id,sha1\n1,${sha1('tulip')}\n`);
	});
	expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('1 of 1 account') });
});

it.skipIf(!hasProc).each<[string, NodeJS.Signals, number]>([
	['table', 'SIGTERM', 143],
	['--exclude', 'SIGINT', 130],
	['--breached-emails', 'SIGHUP', 143],
	['--privileged', 'SIGINT', 130],
	['--alert', 'SIGTERM', 143],
	['sync --for', 'SIGINT', 130],
])('a pipe as %s that nobody writes to ends on the first %s', async (where, signal, code) => {
	const { pipe, store, users, ranges, folder } = setupWithPipe();
	const out = join(folder, 'out');
	const table = where === 'table' ? pipe : users;
	const args =
		where === 'sync --for'
			? ['sync', '--for', pipe, '--source', ranges, '--store', join(folder, 'new.sqlite')]
			: ['backtest', table, '--store', store, '--out', out];
	if (where.startsWith('--')) args.push(where, pipe);
	let signalled = 0;
	const run = await runWith(pipe, args, (child) => {
		signalled = Date.now();
		child.kill(signal);
	});
	expect(run).toMatchObject({ code, stderr: expect.stringMatching(/(?:interrupted|terminated)/) });
	expect(run.stderr.includes('a sync resumes')).toBe(where === 'sync --for');
	expect(Date.now() - signalled).toBeLessThan(MOMENT_MS);
	expect(existsSync(out)).toBe(false);
});

it.skipIf(!hasProc)('a pipe in place of a file that must be one is refused at once', async () => {
	const { pipe, store, users, folder } = setupWithPipe();
	const report = join(folder, 'earlier');
	mkdirSync(report);
	execFileSync('mkfifo', [join(report, 'summary.json')]);
	const backtest = ['backtest', users, '--store', store, '--out', join(folder, 'out')];
	const runs = [
		{ args: ['sync', '--source', pipe, '--store', store], code: 13 },
		{ args: ['status', '--store', pipe], code: 10 },
		{ args: [...backtest, '--ref-key', pipe], code: 5 },
		{ args: [...backtest, '--previous', report], code: 4 },
	];
	const codes = await Promise.all(runs.map(async ({ args }) => (await credcheckBinary(args)).code));
	expect(codes).toEqual(runs.map(({ code }) => code));
});
