import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from '../support/binary.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { closedUrl, startRangeServer } from '../support/range-server.ts';
import { rangesWith, rangeText, sha1, writeRangeFolder } from '../support/ranges.ts';
import { makeSetup } from '../support/setup.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('check', () => {
	it('check answers each line from a pipe in order', async () => {
		const setup = makeSetup();
		const stdin = `letmein\ntulip\r\n\nswordfish`;
		const run = await credcheck(['check', '--store', setup.store], { stdin });
		expect(run).toEqual({ code: 0, stdout: '12000\n7\n31337\n1\n', stderr: '' });
	});

	it('check --hash accepts hashes of either case, and --json prints one object per line', async () => {
		const setup = makeSetup();
		const stdin = `${sha1('tulip')}\n${sha1('tulip').toLowerCase()}\n${setup.unknownHash('x')}\n`;
		const run = await credcheck(['check', '--hash', '--json', '--store', setup.store], { stdin });
		expect(run.stdout.trim().split('\n').map(onlyJson)).toEqual([
			{ type: 'check', found: true, count: 7 },
			{ type: 'check', found: true, count: 7 },
			{ type: 'check', found: false, count: 0 },
		]);
		expect(run.code).toBe(0);
	});

	it('check prints not found when the range is in the store', async () => {
		const setup = makeSetup();
		const run = await credcheck(['check', '--hash', '--store', setup.store], {
			stdin: setup.unknownHash('x'),
		});
		expect(run).toMatchObject({ code: 0, stdout: 'not found\n' });
	});

	it('check --hash exits 4 for a line that is not a hash, does not print the line, and answers the others', async () => {
		const setup = makeSetup();
		const run = await credcheck(['check', '--hash', '--store', setup.store], {
			stdin: `my-secret-password\n${sha1('tulip')}\n`,
		});
		expect(run.code).toBe(4);
		expect(run.stdout).toBe('not a hash\n7\n');
		expect(run.stderr).not.toContain('my-secret-password');
	});

	it('check exits 12 when the range is missing; --online fetches it and keeps it', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const server = await startRangeServer(rangesWith({ tulip: 7 }));
		const args = ['check', '--store', store, '--source', server.url];
		const first = await credcheck([...args, '--online'], { stdin: 'tulip\n' });
		expect(first).toEqual({ code: 0, stdout: '7\n', stderr: '' });
		expect(server.requests.map(({ prefix }) => prefix)).toEqual([sha1('tulip').slice(0, 5)]);

		const kept = await credcheck(args, { stdin: 'tulip\n' });
		expect(kept).toMatchObject({ code: 0, stdout: '7\n' });
		const lacking = await credcheck([...args, '--json'], { stdin: 'orchid\n' });
		expect(lacking.code).toBe(12);
		expect(onlyJson(lacking.stdout)).toEqual({
			type: 'check',
			found: null,
			count: null,
			reason: 'not_held',
		});
		expect(onlyJson(lacking.stderr)).toMatchObject({ code: 'STORE_PARTIAL', exitCode: 12 });
		expect(server.requests).toHaveLength(1);
	});

	it('check exits 13 when --online fetches nothing, and answers the other lines', async () => {
		const setup = makeSetup();
		const args = ['check', '--online', '--store', setup.store, '--source', await closedUrl()];
		const run = await credcheck(args, { stdin: 'orchid\ntulip\n' });
		expect(run.code).toBe(13);
		expect(run.stdout).toBe('range not fetched\n7\n');
		expect(run.stderr).not.toContain('orchid');
	});

	it('check hashes the bytes of a line unchanged, in any encoding', async () => {
		const setup = makeSetup();
		const latin1 = Buffer.from('caf\u00e9', 'latin1');
		const hash = createHash('sha1').update(latin1).digest('hex').toUpperCase();
		const [prefix, suffix] = [hash.slice(0, 5), hash.slice(5)];
		const source = writeRangeFolder(
			join(setup.folder, 'more'),
			new Map([[prefix, rangeText([{ suffix, count: 9 }])]]),
		);
		await credcheck(['sync', '--source', source, '--store', setup.store]);
		const run = await credcheck(['check', '--store', setup.store], { stdin: latin1 });
		expect(run).toMatchObject({ code: 0, stdout: '9\n' });
	});

	it.each([
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const)('%s ends a check that is waiting for a line', async (signal, code) => {
		const setup = makeSetup();
		const child = spawn(process.execPath, [PROGRAM, 'check', '--store', setup.store]);
		child.stdout.once('data', () => child.kill(signal));
		child.stdin.on('error', () => {});
		child.stdin.write('tulip\n');
		const [ended] = await once(child, 'close');
		expect(ended).toBe(code);
	});

	// `script` of util-linux provides the terminal.
	it.skipIf(!existsSync('/usr/bin/script'))(
		'check prompts on a terminal without echo',
		async () => {
			const setup = makeSetup();
			const command = `${process.execPath} ${PROGRAM} check --store ${setup.store}`;
			const { stdout } = spawnSync('/usr/bin/script', ['-qec', command, '/dev/null'], {
				input: 'letmein\r',
				encoding: 'utf8',
			});
			// The terminal echoes input that arrives before the program switches echo off.
			expect(stdout).toContain('Password: ');
			expect(stdout.slice(stdout.indexOf('Password: '))).not.toContain('letmein');
			expect(stdout).toContain('12000');
		},
	);

	it('check refuses a password given as an argument, and does not repeat it', async () => {
		const setup = makeSetup();
		const run = await credcheck(['check', 'letmein', '--store', setup.store]);
		expect(run).toMatchObject({
			code: 2,
			stdout: '',
			stderr: expect.stringContaining('a password is never an argument'),
		});
		expect(run.stderr).not.toContain('letmein');
	});
});
