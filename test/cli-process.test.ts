/** The program as a process: pipes, devices and signals. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from './support/binary.ts';
import { startRangeServer } from './support/range-server.ts';
import { madeUpRanges, sha1 } from './support/ranges.ts';
import { makeSetup } from './support/setup.ts';
import { blobsOf } from './support/store.ts';
import { temporaryFolder } from './support/temporary.ts';

describe('the program', () => {
	it('the program exits 0 when the reader of its pipe closes early', async () => {
		const setup = makeSetup();
		const child = spawn(process.execPath, [PROGRAM, 'check', '--store', setup.store], {
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

	it.skipIf(process.getuid?.() !== 0)(
		'a user without a home folder can use a store by its name, and is told when that is missing',
		async () => {
			const setup = makeSetup();
			chmodSync(setup.folder, 0o777);
			chmodSync(setup.store, 0o666);
			// A user id that the system does not know, without HOME, as in containers.
			const run = async (...args: string[]) => {
				const child = spawn(process.execPath, [PROGRAM, ...args], {
					uid: 54_321,
					gid: 54_321,
					env: {},
				});
				let stderr = '';
				child.stderr.on('data', (chunk: Buffer) => {
					stderr += chunk.toString();
				});
				const [code] = await once(child, 'close');
				return { code, stderr };
			};
			expect(await run('status', '--store', setup.store)).toEqual({ code: 0, stderr: '' });
			const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
			const out = join(setup.folder, 'report');
			expect(await run('backtest', accounts, '--store', setup.store, '--out', out)).toMatchObject({
				code: 0,
				stderr: expect.stringContaining('credential_ref stays empty'),
			});
			expect(await run('status')).toMatchObject({
				code: 2,
				stderr: expect.stringContaining('no home folder'),
			});
		},
	);

	it('a sync continues when nobody reads its stderr', async () => {
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

	// Linux has a device that is always full.
	it.skipIf(!existsSync('/dev/full'))(
		'the program exits 5 when stdout cannot be written',
		async () => {
			const setup = makeSetup();
			const full = openSync('/dev/full', 'w');
			const args = ['status', '--store', setup.store];
			const child = spawn(process.execPath, [PROGRAM, ...args], {
				stdio: ['ignore', full, 'pipe'],
			});
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
		},
	);
});
