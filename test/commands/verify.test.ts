import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { startRangeServer } from '../support/range-server.ts';
import { madeUpRanges, writeRangeFolder } from '../support/ranges.ts';
import { blobsOf, flipBit } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('verify', () => {
	it('verify checks every range, and finds no damage in an intact store', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(300));
		await credcheck(['sync', '--source', source, '--store', store]);
		const run = await credcheck(['verify', '--store', store, '--json']);
		expect(run).toMatchObject({ code: 0, stderr: '' });
		expect(onlyJson(run.stdout)).toMatchObject({ type: 'verify', checked: 300, damaged: 0 });
	});

	it('verify names each damaged range, and --repair fetches only those', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const server = await startRangeServer(madeUpRanges(9));
		const args = ['--source', server.url, '--store', store];
		await credcheck(['sync', ...args, '--prefixes', '00000-00008']);
		const before = blobsOf(store);
		flipBit(store, 3, 0);
		flipBit(store, 8, (before.get(8)?.length ?? 0) - 1);

		const found = await credcheck(['verify', '--store', store, '--json']);
		expect(found.code).toBe(3);
		expect(onlyJson(found.stdout)).toMatchObject({
			damaged: 2,
			damagedPrefixes: ['00003', '00008'],
		});
		expect(onlyJson(found.stderr)).toMatchObject({ code: 'INCOMPLETE', exitCode: 3 });

		const repaired = await credcheck(['verify', '--repair', ...args, '--json']);
		expect(repaired.code).toBe(0);
		expect(onlyJson(repaired.stdout)).toMatchObject({ repairedPrefixes: ['00003', '00008'] });
		expect(
			server.requests
				.slice(9)
				.map(({ prefix }) => prefix)
				.toSorted(),
		).toEqual(['00003', '00008']);
		expect(blobsOf(store)).toEqual(before);
	});

	it('verify --repair names a range that is damaged again meanwhile', async () => {
		const store = join(temporaryFolder(), 'store.sqlite');
		// More than are written at a time: the first is when the last is requested.
		const ranges = madeUpRanges(200, 2);
		const [first, last] = ['00000', '000C7'];
		let isRepair = false;
		const server = await startRangeServer(ranges, ({ prefix }) => {
			if (isRepair && prefix === last) flipBit(store, 0, 20);
			return false;
		});
		const args = ['--source', server.url, '--store', store, '--json'];
		await credcheck(['sync', ...args, '--prefixes', `${first}-${last}`]);
		isRepair = true;
		const database = openDatabase(store, {});
		database.exec('UPDATE ranges SET packed = zeroblob(40)');
		database.close();
		const run = await credcheck(['verify', '--repair', ...args]);
		expect(run.code).toBe(3);
		const repairedPrefixes = [...ranges.keys()].filter((prefix) => prefix !== first);
		expect(onlyJson(run.stdout)).toMatchObject({ damaged: 200, repairedPrefixes });
		expect(run.stderr).toContain(`damaged ranges: 1 (${first})`);
	});

	it('verify --repair refuses a range that lost most of its lines', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(2, 100));
		await credcheck(['sync', '--source', source, '--store', store]);
		flipBit(store, 1, 20);
		const cut = writeRangeFolder(join(folder, 'cut'), madeUpRanges(2, 3));
		const run = await credcheck(['verify', '--repair', '--source', cut, '--store', store]);
		expect(run.code).toBe(3);
		expect(run.stderr).toContain('only 3 hashes where 100 are stored');
	});

	it('verify --repair exits 3 when a damaged range cannot be fetched', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(2));
		await credcheck(['sync', '--source', source, '--store', store]);
		flipBit(store, 1, 20);
		const other = writeRangeFolder(join(folder, 'other'), madeUpRanges(1));
		const run = await credcheck(['verify', '--repair', '--source', other, '--store', store]);
		expect(run.code).toBe(3);
		expect(run.stderr).toContain('00001');
	});

	it('verify --repair says that ranges are gone of which nothing is left, until a sync has fetched them', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(9));
		const args = ['--source', source, '--store', store];
		await credcheck(['sync', ...args]);
		const drop = (sql: string) => {
			const database = openDatabase(store, {});
			database.exec(
				`DELETE FROM ranges WHERE prefix = 3; DELETE FROM checks WHERE prefix = 3; ${sql}`,
			);
			database.close();
		};
		drop('');
		const found = await credcheck(['verify', '--store', store]);
		expect(found).toMatchObject({
			code: 3,
			stdout: expect.stringContaining('gone from the store: 1 range'),
		});
		expect(found.stderr).toContain('--repair');
		const repaired = await credcheck(['verify', '--repair', ...args, '--json']);
		expect(repaired.code).toBe(3);
		expect(onlyJson(repaired.stdout)).toMatchObject({ rangesGone: 1, damagedTables: ['checks'] });
		expect(onlyJson(repaired.stderr)).toMatchObject({
			message: '1 range gone from the store',
			hint: 'run credcheck sync to fetch the ranges that are gone',
		});
		expect(await credcheck(['sync', ...args])).toMatchObject({ code: 0 });
		const again = await credcheck(['verify', '--store', store, '--json']);
		expect(onlyJson(again.stdout)).toMatchObject({ checked: 9, rangesGone: 0 });

		// Of a store that has to be mended before it can be opened.
		drop(
			"UPDATE meta SET value = 'ntlm' WHERE key = 'algorithm'; UPDATE checks SET crc = 1 WHERE prefix = 5",
		);
		const first = await credcheck(['verify', '--repair', ...args, '--json']);
		expect(first.code).toBe(3);
		expect(onlyJson(first.stdout)).toMatchObject({ checked: 7, rangesGone: 2 });
	});

	it('verify warns of a copy without its log, and of a store without ranges', async () => {
		const folder = temporaryFolder();
		const [store, copy] = [join(folder, 'store.sqlite'), join(folder, 'copy.sqlite')];
		const writer = openStoreForWriting(store, SHA1);
		cpSync(store, copy);
		writer.close();
		const run = await credcheck(['verify', '--store', copy]);
		expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('the store is empty') });
		expect(run.stderr).toContain('warning: the store is a copy without its log (-wal)');
		expect(run.stderr).toContain('warning: the store has no ranges');
		const atRest = await credcheck(['verify', '--store', store]);
		expect(atRest.stderr).not.toContain('without its log');
	});
});
