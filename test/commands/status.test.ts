import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credcheckBinary } from '../support/binary.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { madeUpRanges, writeRangeFolder } from '../support/ranges.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('status', () => {
	it('status reports the contents of the store, its age, and how the last sync ended', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(4, 25));
		const before = Date.now();
		await credcheck(['sync', '--source', source, '--store', store]);
		const status = onlyJson((await credcheck(['status', '--store', store, '--json'])).stdout);
		expect(status).toMatchObject({
			type: 'status',
			path: store,
			algorithm: 'sha1',
			ranges: 4,
			rangesTotal: 1_048_576,
			coverage: 4 / 1_048_576,
			hashes: 100,
			lastSync: { source, requested: 4, changed: 4, unchanged: 0, skipped: 0, failed: 0 },
			failures: [],
		});
		expect(Date.parse(String(status['oldestCheck']))).toBeGreaterThanOrEqual(before);
		expect(Date.parse(String(status['newestCheck']))).toBeLessThanOrEqual(Date.now());

		const words = await credcheck(['status', '--store', store]);
		expect(words.stdout).toContain('4 of 1,048,576 (0.0004 %)');
	});

	it('status reports failed ranges, since when, and what the next sync would request', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const ranges = madeUpRanges(4);
		ranges.set('00002', 'garbage');
		const source = writeRangeFolder(join(folder, 'ranges'), ranges);
		const sync = ['sync', '--source', source, '--store', store];
		const statusOf = async (...flags: string[]) =>
			onlyJson((await credcheck(['status', '--store', store, '--json', ...flags])).stdout);
		await credcheck(sync);
		const first = await statusOf();
		const [failure] = first['failures'] as { since: string }[];
		expect(failure).toMatchObject({ prefix: '00002', reason: 'line 1 is not SUFFIX:COUNT' });
		await credcheck(sync);
		const [again] = (await statusOf())['failures'] as { lastTried: string }[];
		expect(again).toMatchObject({ prefix: '00002', since: failure?.since });
		expect(Date.parse(again?.lastTried ?? '')).toBeGreaterThan(Date.parse(failure?.since ?? ''));

		const all = 16 ** 5;
		expect(first['nextSync']).toEqual({ missing: all - 3, stale: 0, fresh: 3 });
		expect((await statusOf('--max-age', '0', '--prefixes', '00001-00005'))['nextSync']).toEqual({
			missing: 3,
			stale: 2,
			fresh: 0,
		});
		const words = await credcheck(['status', '--store', store]);
		expect(words.stdout).toMatch(/last sync +ended 20/);
		expect(words.stdout).toContain('00002 (line 1 is not SUFFIX:COUNT, since 20');
		expect(words.stdout).toContain('would request 1,048,573 ranges: 1,048,573 missing');
	});

	it('status exits 10 when there is no store', async () => {
		const run = await credcheck(['status', '--store', join(temporaryFolder(), 'none.sqlite')]);
		expect(run.code).toBe(10);
		expect(run.stderr).toContain('credcheck sync');
	});

	it('status finds the store by flag, else by environment, else in the data folder of the user', async () => {
		const folder = temporaryFolder();
		const home = join(folder, 'home');
		const env = { HOME: home, CREDCHECK_STORE: join(folder, 'b.sqlite') };
		const messageOf = async (args: string[], variables: Record<string, string>) =>
			(await credcheckBinary(['status', ...args], { env: variables })).stderr.split('\n')[0];
		expect(await messageOf(['--store', '/a.sqlite'], env)).toContain('/a.sqlite');
		expect(await messageOf([], env)).toContain(join(folder, 'b.sqlite'));
		expect(await messageOf([], { HOME: home, XDG_DATA_HOME: '/data' })).toContain(
			'/data/credcheck/sha1.sqlite',
		);
		expect(await messageOf([], { HOME: home })).toContain(
			join(home, '.local/share/credcheck/sha1.sqlite'),
		);
	});
});
