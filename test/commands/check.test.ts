import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NTLM, SHA1 } from '../../src/range/kind.ts';
import { PROGRAM } from '../support/binary.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { closedUrl, startRangeServer } from '../support/range-server.ts';
import { hashOf, rangesWith, rangeText, sha1, writeRangeFolder } from '../support/ranges.ts';
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
		// Its prefix would tell of what was typed.
		const status = await credcheck(['status', '--json', '--store', setup.store]);
		expect(onlyJson(status.stdout)).toMatchObject({ failures: [] });
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

	it('a line that is neither UTF-8 nor found is not called not found', async () => {
		const setup = makeSetup();
		const stdin = Buffer.from('caf\u00e9\nletmein\n', 'latin1');
		const args = ['check', '--store', setup.store, '--source', join(setup.folder, 'none')];
		const latin1 = Buffer.from('caf\u00e9', 'latin1');
		const prefix = createHash('sha1').update(latin1).digest('hex').slice(0, 5).toUpperCase();
		const range = rangeText([{ suffix: '0'.repeat(35), count: 1 }]);
		const source = writeRangeFolder(join(setup.folder, 'more'), new Map([[prefix, range]]));
		await credcheck(['sync', '--source', source, '--store', setup.store]);
		const run = await credcheck(args, { stdin });
		expect(run).toMatchObject({ code: 4, stdout: 'not readable\n12000\n' });
		expect(run.stderr).toContain('UTF-8');
		const { stdout } = await credcheck([...args, '--json'], { stdin });
		expect(onlyJson(stdout.split('\n')[0] as string)).toMatchObject({ reason: 'unreadable' });
	});

	it('check finds NT hashes of passwords, and NT hashes', async () => {
		const setup = makeSetup(NTLM);
		const passwords = await credcheck(['check', '--store', setup.store], {
			stdin: 'letmein\r\n\nswordfish',
		});
		expect(passwords).toEqual({ code: 0, stdout: '12000\n31337\n1\n', stderr: '' });
		const stdin = [hashOf('tulip', NTLM), setup.unknownHash('x').toLowerCase(), sha1('tulip')];
		const hashes = await credcheck(['check', '--hash', '--store', setup.store], {
			stdin: stdin.join('\n'),
		});
		expect(hashes).toMatchObject({ code: 4, stdout: '7\nnot found\nnot a hash\n' });
		expect(hashes.stderr).toContain('--kind sha1');
	});

	it('a password that is not UTF-8 has no NT hash, since its text is not known', async () => {
		const setup = makeSetup(NTLM);
		const stdin = Buffer.from('caf\u00e9\nletmein\n', 'latin1');
		const run = await credcheck(['check', '--store', setup.store], { stdin });
		expect(run).toMatchObject({ code: 4, stdout: 'not readable\n12000\n' });
	});

	it('check --online --kind ntlm fetches the range of an NT hash to a new store', async () => {
		const server = await startRangeServer(rangesWith({ tulip: 7 }, NTLM));
		const store = join(temporaryFolder(), 'store.sqlite');
		const args = ['check', '--online', '--kind', 'ntlm', '--store', store, '--source', server.url];
		expect(await credcheck(args, { stdin: 'tulip' })).toEqual({
			code: 0,
			stdout: '7\n',
			stderr: '',
		});
		expect(server.requests).toMatchObject([{ query: '?mode=ntlm' }]);
	});

	it.each([
		['UTF-8 with a byte order mark', Buffer.from('\uFEFFletmein\r\ntulip')],
		['UTF-16', Buffer.from('\uFEFFletmein\r\ntulip', 'utf16le')],
		['big-endian UTF-16', Buffer.from('\uFEFFletmein\r\ntulip', 'utf16le').swap16()],
	])('check finds passwords that were saved as %s', async (_, stdin) => {
		for (const kind of [SHA1, NTLM]) {
			const setup = makeSetup(kind);
			const run = await credcheck(['check', '--store', setup.store], { stdin });
			expect(run).toEqual({ code: 0, stdout: '12000\n7\n', stderr: '' });
		}
	});

	it.each([
		['UTF-16 without a byte order mark', Buffer.from('letmein\n', 'utf16le'), 'NUL'],
		['lines that end with CR alone', Buffer.from('letmein\rtulip\r'), 'CR alone'],
		['a table', Buffer.from('url,username,password\nx,letmein,tulip\n'), 'column names'],
	])('check refuses %s instead of finding nothing', async (_, stdin, words) => {
		const setup = makeSetup();
		const run = await credcheck(['check', '--store', setup.store, '--allow-http', '--online'], {
			stdin,
			env: { CREDCHECK_SOURCE: join(setup.folder, 'ranges') },
		});
		expect(run).toMatchObject({ code: 4, stdout: '' });
		expect(run.stderr).toContain(words);
		expect(run.stderr).not.toContain('letmein');
	});

	it('check warns of hashes that are looked up as passwords', async () => {
		const setup = makeSetup();
		const run = await credcheck(['check', '--store', setup.store], { stdin: sha1('tulip') });
		expect(run.stderr).toContain('did you mean --hash?');
		expect(run.stderr).not.toContain(sha1('tulip'));
	});

	it('check --hash reads what sha1sum prints', async () => {
		const setup = makeSetup();
		const stdin = `\uFEFF${sha1('tulip').toLowerCase()}  -\r\n${sha1('letmein')} *a b.txt\r\n`;
		const run = await credcheck(['check', '--hash', '--store', setup.store], { stdin });
		expect(run).toEqual({ code: 0, stdout: '7\n12000\n', stderr: '' });
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
