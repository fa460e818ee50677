import {
	appendFileSync,
	existsSync,
	readFileSync,
	renameSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
// Imported as by a program that depends on the package.
import {
	type BacktestEvents,
	type BacktestProgress,
	type BacktestSummary,
	backtest,
	CredcheckError,
	openChecker,
	parsePrefixInterval,
	readStatus,
	type SyncProgress,
	sync,
	verify,
} from '../dist/index.js';
import { madeUpRanges, rangesWith, sha1, writeRangeFolder } from './support/ranges.ts';
import { makeSetup } from './support/setup.ts';
import { blobsOf } from './support/store.ts';
import { temporaryFolder } from './support/temporary.ts';
import { THOROUGH } from './support/thorough.ts';

describe('the library', () => {
	it('the library syncs, verifies and checks as the commands do, and reports progress by events', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), rangesWith({ tulip: 7 }));
		const progress: SyncProgress[] = [];
		const synced = await sync({ store, source }, { onProgress: (now) => progress.push(now) });
		expect(synced).toMatchObject({ requested: 1, changed: 1, failed: 0, rangesHeld: 1 });
		expect(progress).toEqual([{ done: 1, total: 1, bytes: synced.bytes }]);
		expect(readStatus(store)).toMatchObject({ ranges: 1 });
		expect(await verify({ store })).toMatchObject({ checked: 1, damaged: [] });

		const checker = openChecker({ store });
		expect(await checker.check(sha1('tulip'))).toEqual({ kind: 'found', count: 7 });
		expect(await checker.check(sha1('orchid'))).toEqual({ kind: 'not_held' });
		await checker.close();
	});

	it('checks that run at the same time return their own answers', async () => {
		const folder = temporaryFolder();
		const source = writeRangeFolder(join(folder, 'ranges'), rangesWith({ tulip: 7, rose: 8 }));
		const checker = openChecker({ store: join(folder, 'store.sqlite'), online: { source } });
		const answers = await Promise.all(['tulip', 'rose'].map((each) => checker.check(sha1(each))));
		expect(answers).toEqual([
			{ kind: 'found', count: 7 },
			{ kind: 'found', count: 8 },
		]);
		await checker.close();
	});

	it('a sync refuses options that are out of bounds', async () => {
		const folder = temporaryFolder();
		const options = { store: join(folder, 's'), source: folder };
		await expect(sync({ ...options, concurrency: 0 })).rejects.toMatchObject({ code: 'USAGE' });
	});

	it('a sync with a prefix interval fetches only those prefixes', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(8));
		await sync({ store, source, prefixes: parsePrefixInterval('00002-00004') });
		expect([...blobsOf(store).keys()]).toEqual([2, 3, 4]);
	});

	it('a back-test that fails rejects with a CredcheckError and its code', async () => {
		const setup = makeSetup();
		const options = { accounts: 'none.csv', store: setup.store, out: join(setup.folder, 'out') };
		const error = await backtest(options).catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(CredcheckError);
		expect(error).toMatchObject({ code: 'INPUT', exitCode: 4 });
	});

	it('a report is the same with and without threads, and when back-tests run at the same time', async () => {
		const setup = makeSetup();
		const passwords = ['tulip', 'rose', 'tulip', ''];
		const rows = Array.from({ length: 400 }, (_, row) => {
			return `u${row},"note ""${row}""",${sha1(passwords[row % 4] as string)}`;
		});
		const accounts = setup.write('users.csv', ['id,note,sha1', ...rows].join('\n'));
		const lists = async (name: string, workers?: number) => {
			const out = join(setup.folder, name);
			const options = { accounts, store: setup.store, out, keep: ['note'], workers };
			await backtest({ ...options, allowPartial: true, blockBytes: 700 });
			return ['critical', 'nudge-candidates', 'shared-passwords', 'rejected-rows'].map((list) =>
				readFileSync(join(out, `${list}.csv`), 'utf8'),
			);
		};
		const [threads, without, another] = await Promise.all([lists('a', 2), lists('b'), lists('c')]);
		expect(threads?.[1]?.split('\n').length).toBeGreaterThan(100);
		expect(without).toEqual(threads);
		expect(another).toEqual(threads);
	});

	it('a back-test keeps reading its store when another one replaces it', async () => {
		const folder = temporaryFolder();
		const makeStore = async (name: string, count: number) => {
			const store = join(folder, name);
			const source = writeRangeFolder(
				join(folder, `ranges-${count}`),
				rangesWith({ tulip: count }),
			);
			await sync({ store, source });
			return store;
		};
		const store = await makeStore('store.sqlite', 7);
		const newer = await makeStore('newer.sqlite', 9000);
		const row = (id: number) => `u${id},${sha1('tulip')}`;
		const accounts = join(folder, 'users.csv');
		writeFileSync(
			accounts,
			`id,sha1\n${Array.from({ length: 2000 }, (_, id) => row(id)).join('\n')}`,
		);
		const run = (name: string, more: { blockBytes?: number }, events?: BacktestEvents) =>
			backtest({ accounts, store, out: join(folder, name), ...more }, events);
		let second: Promise<BacktestSummary> | undefined;
		// The first has joined; its blocks are so small that the second ends before its lists are written.
		const onProgress = ({ phase }: BacktestProgress) => {
			if (second !== undefined || phase !== 'writing') return;
			renameSync(newer, store);
			second = run('second', {});
		};
		const first = await run('first', { blockBytes: 200 }, { onProgress });
		expect(first.tiers).toMatchObject({ '2-9': 2000 });
		expect((await second)?.tiers).toMatchObject({ '1000-9999': 2000 });
	});

	it('an aborted back-test or sync rejects with the reason of its signal', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const signal = AbortSignal.abort(new Error('enough'));
		const out = join(setup.folder, 'out');
		await expect(backtest({ accounts, store: setup.store, out, signal })).rejects.toThrow('enough');
		const source = join(setup.folder, 'ranges');
		await expect(sync({ store: setup.store, source, signal })).rejects.toThrow('enough');
	});

	it('a back-test reports its progress in every phase, up to the end of the table', async () => {
		const setup = makeSetup();
		const lines = Array.from(
			{ length: THOROUGH ? 250_000 : 2500 },
			(_, row) => `${row},${setup.unknownHash(`${row}`)}`,
		);
		const text = ['id,sha1', ...lines].join('\n');
		for (const [name, content] of [
			['users.csv', text],
			['users.csv.gz', gzipSync(text)],
		] as const) {
			const accounts = setup.write(name, content);
			const seen: BacktestProgress[] = [];
			await backtest(
				{
					accounts,
					store: setup.store,
					out: join(setup.folder, `${name}-report`),
					memory: 0,
					blockBytes: THOROUGH ? 16_384 : 130,
					limit: 1,
				},
				{ onProgress: (now) => seen.push(now) },
			);
			const last = (phase: string) => seen.findLast((now) => now.phase === phase);
			const size = statSync(accounts).size;
			for (const phase of ['reading', 'joining', 'choosing', 'writing']) {
				expect(last(phase)).toMatchObject({ rows: lines.length, bytes: size });
			}
			// With a single batch there would be no counting phase.
			const counting = last('counting');
			expect(counting).toMatchObject({ rows: lines.length, reading: counting?.readings });
			const sharing = last('sharing');
			expect(sharing).toMatchObject({ rows: lines.length, reading: 2, readings: 2 });
			expect(seen.at(-1)?.done).toBeCloseTo(1, 2);
			const shares = seen.map(({ done }) => done ?? 0);
			expect(shares).toEqual(shares.toSorted((a, b) => a - b));
		}
	});

	it('a back-test leaves no report when the table changes while it runs', async () => {
		const setup = makeSetup();
		const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n`);
		const out = join(setup.folder, 'report');
		const change = ({ phase }: BacktestProgress) => {
			if (phase === 'joining') appendFileSync(accounts, `2,${sha1('tulip')}\n`);
		};
		const running = backtest({ accounts, store: setup.store, out }, { onProgress: change });
		await expect(running).rejects.toMatchObject({ code: 'INPUT' });
		expect(existsSync(out)).toBe(false);
	});
});
