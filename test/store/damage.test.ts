import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NTLM } from '../../src/range/kind.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open-store.ts';
import { kindOfStore } from '../../src/store/store-kind.ts';
import { mendStore } from '../../src/store/tables/mend.ts';
import { flipped, GOOD, isFree, StoreWorld, withOlderPages } from '../soak/store-world.js';
import { copyKnownStore } from '../support/known-store.ts';
import { THOROUGH } from '../support/thorough.ts';

let folder: string;
let world: StoreWorld;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'credcheck-test-'));
	world = await StoreWorld.make(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Changes the newest store with SQLite, as a program that knows nothing of sums would. */
function change(work: (database: Database) => void): void {
	world.put(world.newest);
	const database = openDatabase(world.store, {});
	writeFileSync(join(folder, 'older.sqlite'), world.older);
	database.exec(`ATTACH '${join(folder, 'older.sqlite')}' AS older`);
	work(database);
	database.close();
}

/** What each command does, and what `verify` then finds. */
async function consequences() {
	const found = await world.judge();
	const verdicts = Object.fromEntries(found.map(({ command, verdict }) => [command, verdict]));
	const { code, said } = await world.verify();
	const { damagedPrefixes, damagedTables } = JSON.parse(said || '{}');
	return { ...verdicts, verify: { code, damagedPrefixes, damagedTables } };
}

/** Exchanges the keys of the rows of 00010 and 00011. */
const exchange = (table: string) => `
	UPDATE ${table} SET prefix = -1 WHERE prefix = 16;
	UPDATE ${table} SET prefix = 16 WHERE prefix = 17;
	UPDATE ${table} SET prefix = 17 WHERE prefix = -1`;

/** Takes the row of 00010 as it was before the last sync, when the range had other hashes. */
const fromOlder = (table: string) => `
	DELETE FROM ${table} WHERE prefix = 16;
	INSERT INTO ${table} SELECT * FROM older.${table} WHERE prefix = 16`;

/** Gives 00012, which is not stored, a row like that of 00010. */
const copyTo12 = (table: string) => `
	CREATE TEMP TABLE copied AS SELECT * FROM ${table} WHERE prefix = 16;
	UPDATE copied SET prefix = 18;
	INSERT INTO ${table} SELECT * FROM copied`;

const everywhere = { backtest: 'damaged', check: 'damaged', status: 'damaged' };
const inRanges = { backtest: 'damaged', check: 'damaged', status: 'right' };
const inStatus = { backtest: 'right', check: 'right', status: 'damaged' };
const inCounts = { backtest: 'damaged', check: 'right', status: 'right' };
const nowhere = { backtest: 'right', check: 'right', status: 'right' };

/** What was done to the store, the statements, what the commands say, the ranges and tables that `verify` names. */
type Damage = readonly [string, string, object, readonly string[], readonly string[]];

const DAMAGE: readonly Damage[] = [
	['two ranges exchanged', exchange('ranges'), inRanges, ['00010', '00011'], []],
	[
		'the checks of two ranges exchanged',
		exchange('checks'),
		inRanges,
		['00010', '00011'],
		['checks'],
	],
	['a range of another store', fromOlder('ranges'), inRanges, ['00010'], []],
	['a check of another store', fromOlder('checks'), everywhere, ['00010'], ['checks']],
	[
		'a range and its check of another store',
		`${fromOlder('ranges')}; ${fromOlder('checks')}`,
		...([everywhere, [], ['checks']] as const),
	],
	['a range that was never stored', copyTo12('ranges'), inRanges, ['00012'], ['checks']],
	['a check that was never made', copyTo12('checks'), everywhere, ['00012'], ['checks']],
	['the counts gone', 'DELETE FROM counts', inCounts, [], ['counts']],
	[
		'other counts',
		"UPDATE counts SET tally = replace(tally, '1:', '2:')",
		...([inCounts, [], ['counts']] as const),
	],
	[
		'the counts of another store',
		'DELETE FROM counts; INSERT INTO counts SELECT * FROM older.counts',
		...([inCounts, [], ['counts']] as const),
	],
	['a range gone', 'DELETE FROM ranges WHERE prefix = 16', inRanges, ['00010'], []],
	['a check gone', 'DELETE FROM checks WHERE prefix = 16', everywhere, ['00010'], ['checks']],
	[
		'another time of a check',
		'UPDATE checks SET checked_at = checked_at - 1024 WHERE prefix = 16',
		...([everywhere, ['00010'], ['checks']] as const),
	],
	[
		'another ETag',
		`UPDATE checks SET etag = '"1"' WHERE prefix = 16`,
		...([nowhere, ['00010'], ['checks']] as const),
	],
	[
		'a range beyond the last',
		'UPDATE ranges SET prefix = prefix + 1048576 WHERE prefix = 16',
		inRanges,
		['00010'],
		['ranges'],
	],
	['a failure gone', 'DELETE FROM failures', inStatus, [], ['failures']],
	[
		'the last sync gone',
		'DELETE FROM syncs WHERE id = (SELECT max(id) FROM syncs)',
		inStatus,
		[],
		['syncs'],
	],
	['another name of a source', `UPDATE sources SET name = name || '/'`, nowhere, [], ['sources']],
	[
		'another tally',
		"UPDATE tallies SET sum = sum + 1 WHERE name = 'checks'",
		everywhere,
		[],
		['checks'],
	],
];

describe('a damaged store', () => {
	it.each(DAMAGE)(
		'%s is damage to whoever needs it, is found by verify, and is mended by --repair',
		async (_, sql, said, damagedPrefixes, damagedTables) => {
			change((database) => database.exec(sql));
			expect(await consequences()).toEqual({
				...said,
				verify: { code: 3, damagedPrefixes, damagedTables },
			});
			// The source does not have what was never stored.
			const isFetched = !damagedPrefixes.includes('00012');
			expect(await world.repair()).toMatchObject({ code: isFetched ? 0 : 3 });
			const again = await consequences();
			expect(again).toMatchObject({ check: 'right', verify: { code: 0, damagedPrefixes: [] } });
			// The times of checks are others.
			expect(Object.values(again)).not.toContain('damaged');
		},
	);

	it('where no row accounts for the tally, a repair fetches all ranges, and so does the sync after one that was ended', async () => {
		const bothRows = `${fromOlder('ranges')}; ${fromOlder('checks')}`;
		change((database) => database.exec(bothRows));
		const { code, said } = await world.repair();
		const all = ['00010', '00011', '00100', '3A7F0', 'ABCDE', 'FFFFF'];
		expect({ code, ...JSON.parse(said) }).toMatchObject({ code: 0, repairedPrefixes: all });
		change((database) => database.exec(bothRows));
		expect(mendStore(world.store)).toMatchObject({ tables: ['checks'], areAllDoubtful: true });
		const store = openStore(world.store);
		for (const prefix of store.storedPrefixes()) {
			const check = store.check(prefix);
			expect(check).toMatchObject({ checkedAt: 0, etag: undefined, lastModified: undefined });
		}
		store.close();
	});

	it('where the tally is right, a range that was never stored puts no other in doubt', () => {
		change((database) => database.exec(copyTo12('ranges')));
		expect(mendStore(world.store)).toMatchObject({ areAllDoubtful: false });
	});

	it('another kind of hashes is damage to every command, and is mended by --repair', async () => {
		change((database) => database.exec(`UPDATE meta SET value = 'ntlm' WHERE key = 'algorithm'`));
		expect(await consequences()).toMatchObject({ ...everywhere, verify: { code: 3 } });
		const { code, said } = await world.repair();
		expect({ code, ...JSON.parse(said) }).toMatchObject({ code: 0, damagedTables: ['meta'] });
		expect(await consequences()).toMatchObject({ check: 'right', verify: { code: 0 } });
	});

	it('the kind of hashes is that of the first blob which tells it', () => {
		const store = join(folder, 'ntlm.sqlite');
		copyKnownStore(store, NTLM);
		const database = openDatabase(store, {});
		database.exec(`
			UPDATE meta SET value = 'sha1' WHERE key = 'algorithm';
			UPDATE ranges SET packed = zeroblob(length(packed))
			WHERE prefix = (SELECT min(prefix) FROM ranges)`);
		database.close();
		mendStore(store);
		expect(kindOfStore(store)).toBe(NTLM);
	});

	it('an older copy of any one page gives the right answer, or is damage by name', async () => {
		let pages = 0;
		for (const { page, file } of withOlderPages(world)) {
			world.put(file);
			for (const { command, verdict } of await world.judge()) {
				expect({ page, command, verdict, isGood: GOOD.has(verdict) }).toMatchObject({
					isGood: true,
				});
			}
			pages += 1;
		}
		expect(pages).toBeGreaterThan(4);
	});

	it('a flipped bit gives the right answer, or is damage by name', async () => {
		const { newest } = world;
		const bits = Array.from({ length: newest.length * 8 }, (_, bit) => bit).filter(
			(bit) => !isFree(newest, bit >>> 3),
		);
		// Other ones each time; `npm run soak:store-bits` takes all of them.
		const step = bits.length / (THOROUGH ? 1500 : 60);
		for (let at = Math.random() * step; at < bits.length; at += step) {
			const bit = bits[Math.floor(at)] as number;
			world.put(flipped(newest, bit));
			for (const { command, verdict, error } of await world.judge()) {
				const isGood = GOOD.has(verdict);
				expect({ bit, command, verdict, isGood, error }).toMatchObject({ isGood: true });
			}
		}
	});
});
