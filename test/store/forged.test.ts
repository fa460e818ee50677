/** Stores whose file says what no credcheck wrote: damaged where SQLite looks, or made by somebody who knows the sums. */

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Cell, Row } from '../../src/store/tables/proved-table.ts';
import { StoreTables } from '../../src/store/tables/store-tables.ts';
import { credcheck } from '../support/credcheck.ts';
import { copyKnownStore, writeKnownRanges } from '../support/known-store.ts';
import { sha1 } from '../support/ranges.ts';
import { temporaryFolder } from '../support/temporary.ts';

type Change = (database: Database) => void;

/** Changes a store by SQL that credcheck's own connections do not allow. */
function change(store: string, work: Change): void {
	const database = openDatabase(store, {});
	try {
		database.unsafeMode(true);
		work(database);
	} finally {
		database.close();
	}
}

function redefine(table: string, what: string): Change {
	return (database) => {
		database.pragma('writable_schema = ON');
		database.exec(`UPDATE sqlite_schema SET ${what} WHERE name = '${table}'`);
	};
}

function exec(sql: string): Change {
	return (database) => database.exec(sql);
}

const DEFINITIONS: readonly [what: string, change: Change, words: string][] = [
	['whose definition of a table is cut', redefine('checks', "sql = 'CREATE TABLE '"), 'malformed'],
	['whose table has no definition', redefine('checks', 'sql = NULL'), 'malformed'],
	[
		'whose table lost a column',
		redefine('checks', "sql = replace(sql, 'head ', 'heaf ')"),
		'definitions',
	],
	[
		'whose table lost its key',
		redefine('ranges', "sql = replace(sql, 'PRIMARY KEY', '')"),
		'definitions',
	],
	['whose table has another type', redefine('syncs', "type = 'view'"), ''],
	['whose table has another name', redefine('syncs', "name = 'sync'"), 'malformed'],
	['whose table is in a page that is none', redefine('ranges', 'rootpage = 4000000'), ''],
	[
		'of which two tables are in one page',
		redefine('ranges', "rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'checks')"),
		'definitions',
	],
	['without one of its tables', exec('DROP TABLE failures'), 'definitions'],
	['with a table too many', exec('CREATE TABLE more (x)'), 'a table that credcheck did not make'],
	['with an index', exec('CREATE INDEX more ON checks (head)'), 'something that credcheck did'],
	[
		'with a trigger',
		exec('CREATE TRIGGER more AFTER INSERT ON syncs BEGIN DELETE FROM ranges; END'),
		'a trigger that credcheck did not make',
	],
	[
		'with a view in place of a table',
		exec('ALTER TABLE syncs RENAME TO old; CREATE VIEW syncs AS SELECT * FROM old'),
		'definitions',
	],
	['with bytes in place of text', exec("UPDATE meta SET value = x'ff00'"), 'its table of meta'],
];

const HEADER: readonly [what: string, at: number, bytes: number[]][] = [
	['of an unknown format', 18, [3, 3]],
	['of a future format of tables', 44, [0, 0, 0, 5]],
	['in UTF-16', 56, [0, 0, 0, 2]],
	['of smaller pages', 16, [16, 0]],
	['with unused bytes in each page', 20, [8]],
	['that shrinks by itself', 52, [0, 0, 0, 4]],
];

interface World {
	readonly store: string;
	/** Each command that opens a store. */
	readonly commands: readonly (readonly string[])[];
}

function makeWorld(): World {
	const folder = temporaryFolder();
	const store = join(folder, 'store.sqlite');
	const accounts = join(folder, 'accounts.csv');
	copyKnownStore(store);
	writeFileSync(accounts, `id,sha1\n1,${sha1('tulip')}\n`);
	const source = ['--source', writeKnownRanges(folder)];
	const commands = [
		['status'],
		['check', '--hash'],
		['check', '--hash', '--online', ...source],
		['backtest', accounts, '--out', join(folder, 'report')],
		['verify'],
		['sync', ...source],
	];
	return { store, commands };
}

/** Every command ends with 3, without an answer, and leaves the store as it is. */
async function expectDamage({ store, commands }: World, words: string): Promise<void> {
	const before = readFileSync(store);
	for (const command of commands) {
		const run = await credcheck([...command, '--store', store], { stdin: sha1('tulip') });
		expect({ command, ...run }).toMatchObject({ code: 3, stdout: '' });
		expect(run.stderr).toContain(`the store ${store} is damaged: `);
		expect(run.stderr).toContain(words);
	}
	expect(readFileSync(store).equals(before)).toBe(true);
}

describe('every command refuses as damaged', () => {
	it.each(DEFINITIONS)('a store %s', async (_what, work, words) => {
		const world = makeWorld();
		change(world.store, work);
		await expectDamage(world, words);
	});

	it.each(HEADER)('a store %s', async (_what, at, bytes) => {
		const world = makeWorld();
		const image = readFileSync(world.store);
		Buffer.from(bytes).copy(image, at);
		writeFileSync(world.store, image);
		await expectDamage(world, 'its header is not that of a store');
	});
});

/** Of each column values that it cannot have. */
const WRONG: Readonly<Record<string, Readonly<Record<string, readonly Cell[]>>>> = {
	sources: { id: [0, -1], name: ['a\uFFFDb'] },
	checks: {
		prefix: [-1, 16 ** 5],
		checked_at: [8.7e15, 1.5],
		hashes: [0, -1, 2 ** 53],
		crc: [-1, 2 ** 32],
		head: [-1, 2 ** 60],
		source: [0, -1],
		etag: ['a\uFFFDb'],
		last_modified: ['a\uFFFDb'],
	},
	failures: {
		prefix: [-1, 16 ** 5],
		reason: ['a\uFFFDb'],
		since: [9e15, 'x'],
		tried_at: [-9e15, 0.5],
	},
	syncs: {
		id: [0],
		started_at: [9e15, 'x'],
		finished_at: [9e15, 'x'],
		source: ['a\uFFFDb'],
		requested: [-1, 'x', 1e300],
		changed: [-1],
		unchanged: [0.5],
		skipped: [-1],
		failed: ['x'],
		ended: ['finished', 'constructor'],
	},
	meta: { created_at: ['yesterday', '2026', ''], sweep_begun_at: ['x', '1e9', '9'.repeat(16)] },
};

/** Reads all that a reader can read. */
function readAll(store: string): void {
	const reader = openStore(store);
	try {
		reader.totals();
		reader.checkTimes();
		reader.forEachHead(() => {});
		for (const prefix of reader.storedPrefixes()) reader.check(prefix);
		reader.lastSync();
		reader.failures();
		reader.meta('created_at');
	} finally {
		reader.close();
	}
}

function messageOf(work: () => void): string {
	try {
		work();
	} catch (error) {
		return String(error);
	}
	return 'nothing was thrown';
}

const CELLS = Object.entries(WRONG).flatMap(([table, columns]) =>
	Object.entries(columns).map(([column, values]) => ({ cell: `${table}.${column}`, values })),
);

describe('a row with right sums', () => {
	it.each(CELLS)('is damage by name with a $cell that cannot be', ({ cell, values }) => {
		const folder = temporaryFolder();
		const [good, store] = [join(folder, 'good.sqlite'), join(folder, 'store.sqlite')];
		copyKnownStore(good);
		for (const value of values) {
			copyFileSync(good, store);
			forge(store, cell, value);
			// Large numbers are no longer exact in the sum of a table.
			const words = new RegExp(`is damaged: .*(${cell}|table of ${cell.split('.')[0]}) `);
			const message = messageOf(() => readAll(store));
			expect({ value, message }).toEqual({ value, message: expect.stringMatching(words) });
		}
	});

	it('may have nothing where it says nothing, and what a sync wrote is read', () => {
		const store = join(temporaryFolder(), 'store.sqlite');
		copyKnownStore(store);
		readAll(store);
		forge(store, 'syncs.ended', null);
		readAll(store);
	});
});

/** Writes a value into a row, with the sums of the row and its table. */
function forge(store: string, cell: string, value: Cell): void {
	const [table = '', column = ''] = cell.split('.');
	change(store, (database) => {
		const tables = new StoreTables(database);
		tables.change(() => tables.failures.put([1, 'no reason', 1000, 2000]));
		tables.change(() => {
			if (table === 'meta') return tables.setMeta(column, value as string);
			const own = tables[table as 'checks'];
			const row = own.rows()[0] as Row;
			const at = Object.keys(WRONG[table] ?? {}).indexOf(column);
			if (at === 0) own.delete(row[0] as Cell);
			own.put(row.with(at, value));
		});
	});
}

describe('a connection to a store', () => {
	it('runs no code of the file, maps nothing into memory, and a reader writes nothing', () => {
		const store = join(temporaryFolder(), 'store.sqlite');
		copyKnownStore(store);
		const database = openDatabase(store, { readonly: true });
		const settings = ['trusted_schema', 'cell_size_check', 'mmap_size', 'query_only'];
		const values = settings.map((name) => database.pragma(name, { simple: true }));
		expect(values).toEqual([0, 1, 0, 1]);
		const load = () => database.prepare("SELECT load_extension('anything')").get();
		expect(load).toThrow('not authorized');
		database.close();
		const writer = openDatabase(store, {});
		const redefineAll = () => redefine('ranges', 'sql = NULL')(writer);
		expect(redefineAll).toThrow('sqlite_master may not be modified');
		writer.close();
	});
});
