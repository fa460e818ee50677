import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
	existsSync,
	lstatSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CredcheckError } from '../../src/errors.ts';
import { SHA1 } from '../../src/range/kind.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open-store.ts';
import { APPLICATION_ID, PAGE_BYTES, SCHEMA_VERSION } from '../../src/store/schema.ts';
import type { CheckOutcome } from '../../src/store/tables/check-outcome.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { listen } from '../support/loopback.ts';
import { changedRange } from '../support/outcomes.ts';
import { madeUpRanges } from '../support/ranges.ts';
import { blobsOf, flipBit } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

function changed(prefix: number, size: number): CheckOutcome {
	const [text] = madeUpRanges(1, size).values();
	return changedRange(prefix, text as string, 'W/"1"');
}

function makeStore(path: string, outcomes: readonly CheckOutcome[], checkedAt = 1000): void {
	const writer = openStoreForWriting(path, SHA1);
	writer.record(outcomes, 'somewhere', checkedAt);
	writer.close();
}

function errorOf(work: () => unknown): CredcheckError {
	try {
		work();
	} catch (error) {
		return error as CredcheckError;
	}
	throw new Error('nothing was thrown');
}

describe('the store', () => {
	it('the store returns a range as it was written, with its validators', () => {
		const path = join(temporaryFolder(), 'deep', 'store.sqlite');
		makeStore(path, [changed(5, 30), changed(9, 40)]);
		const store = openStore(path);
		expect(store.range(5)).toMatchObject({ kind: 'range', range: { size: 30 } });
		expect(store.range(6)).toEqual({ kind: 'missing' });
		expect(store.check(9)).toEqual({
			checkedAt: 1000,
			hashes: 40,
			source: 'somewhere',
			etag: 'W/"1"',
			lastModified: undefined,
		});
		expect(store.totals()).toMatchObject({ ranges: 2, hashes: 70, oldestCheck: 1000 });
		expect(store.meta('algorithm')).toBe('sha1');
		store.close();
	});

	it('the store file is marked as a store, private to its owner, and has no log while nobody writes', () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		makeStore(path, [changed(0, 10)]);
		const header = readFileSync(path);
		expect(header.toString('latin1', 68, 72)).toBe('CRCK');
		expect(header.readUInt32BE(60)).toBe(SCHEMA_VERSION);
		expect(header.readUInt16BE(16)).toBe(16_384);
		expect(header[18]).toBe(1);
		expect(readdirSync(join(path, '..')).toSorted()).toEqual(['store.sqlite', 'store.sqlite-lock']);
		for (const name of readdirSync(join(path, '..'))) {
			expect({ name, mode: statSync(join(path, '..', name)).mode & 0o777 }).toEqual({
				name,
				mode: 0o600,
			});
		}
	});

	it('the store writes all outcomes of a batch or none', () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		makeStore(path, [changed(1, 10)]);
		const writer = openStoreForWriting(path, SHA1);
		const broken = { ...changed(3, 10), hashes: null } as unknown as CheckOutcome;
		expect(() => writer.record([changed(2, 10), broken], 'somewhere', 2000)).toThrow();
		expect(writer.reader.storedPrefixes()).toEqual([1]);
		writer.close();
	});

	it('neither an unchanged check nor the same body writes the blob', () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		makeStore(path, [changed(1, 10), changed(2, 10)]);
		const database = openDatabase(path, {});
		const writer = openStoreForWriting(path, SHA1);
		// Writing would bring them back.
		database.exec('DELETE FROM ranges');
		database.close();
		const { kind: _, ...same } = changed(2, 10) as Extract<CheckOutcome, { kind: 'changed' }>;
		const outcomes = [
			{ kind: 'unchanged', prefix: 1 } as const,
			{ ...same, kind: 'same' } as const,
		];
		writer.record(outcomes, 'somewhere', 2000);
		writer.close();
		expect(blobsOf(path).size).toBe(0);
	});

	it('an unchanged check leaves the blob and its validators as they are', () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		makeStore(path, [changed(1, 10)]);
		makeStore(path, [{ kind: 'unchanged', prefix: 1 }], 5000);
		const store = openStore(path);
		expect(store.check(1)).toMatchObject({ checkedAt: 5000, etag: 'W/"1"', hashes: 10 });
		expect(store.range(1)).toMatchObject({ kind: 'range' });
		store.close();
	});

	it('a single flipped bit anywhere in a blob is detected', () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		makeStore(path, [changed(7, 3)]);
		const size = readPacked(path).length;
		for (let byte = 0; byte < size; byte += 1) {
			flipBit(path, 7, byte);
			const store = openStore(path);
			expect({ byte, stored: store.range(7) }).toEqual({ byte, stored: { kind: 'damaged' } });
			store.close();
			flipBit(path, 7, byte);
		}
	});

	it.each([
		['text', Buffer.from('not a database, but precious')],
		['an empty file', Buffer.alloc(0)],
		['another SQLite database', undefined],
		['a store of a later version', 'later'],
		['a store of an earlier version', 'earlier'],
		['a file that is marked as a store but has none of its tables', 'marks'],
	])(
		'opening %s as a store fails, for reading and for writing, and does not change it',
		(_what, content) => {
			const folder = temporaryFolder();
			const path = join(folder, 'file');
			if (content === 'later' || content === 'earlier') makeStore(path, []);
			if (Buffer.isBuffer(content)) writeFileSync(path, content);
			else {
				const database = openDatabase(path, {});
				database.pragma(`page_size = ${PAGE_BYTES}`);
				database.pragma('journal_mode = DELETE');
				if (content === 'later') database.exec('PRAGMA user_version = 99');
				else if (content === 'earlier') database.exec('PRAGMA user_version = 2');
				else database.exec('CREATE TABLE precious (id)');
				if (content === 'marks') {
					database.exec(
						`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`,
					);
				}
				database.close();
			}
			const before = readFileSync(path);
			const names = readdirSync(folder);
			for (const open of [() => openStore(path), () => openStoreForWriting(path, SHA1)]) {
				expect(errorOf(open)).toMatchObject({ name: 'CredcheckError', code: 'STORE_MISSING' });
			}
			expect(readFileSync(path).equals(before)).toBe(true);
			expect(readdirSync(folder)).toEqual(names);
		},
	);

	it('a store has one writer at a time, and a killed writer leaves it unlocked', async () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		const writer = openStoreForWriting(path, SHA1);
		expect(errorOf(() => openStoreForWriting(path, SHA1))).toMatchObject({ code: 'STORE_LOCKED' });
		writer.close();

		const holder = await lockInAnotherProcess(path);
		const refused = errorOf(() => openStoreForWriting(path, SHA1));
		expect(refused.message).toContain(`process ${holder.pid}`);
		holder.kill('SIGKILL');
		await once(holder, 'exit');
		expect(readdirSync(dirname(path))).not.toContain('store.sqlite-lock-journal');
		openStoreForWriting(path, SHA1).close();
	});

	it('quick and thorough reads both detect a flipped bit in a blob', () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		makeStore(path, [changed(5, 30)]);
		const store = openStore(path);
		const size = readPacked(path).length;
		for (const byte of [8, 100, size - 1]) {
			flipBit(path, 5, byte);
			expect(store.range(5)).toEqual({ kind: 'damaged' });
			expect(store.range(5, 'thorough')).toEqual({ kind: 'damaged' });
			flipBit(path, 5, byte);
			expect(store.range(5)).toMatchObject({ kind: 'range' });
			expect(store.range(5, 'thorough')).toMatchObject({ kind: 'range' });
		}
		store.close();
	});

	it('only a thorough read detects a blob that was changed together with its CRC', () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		makeStore(path, [changed(5, 30)]);
		flipBit(path, 5, 100);
		const database = openDatabase(path, {});
		database.prepare('UPDATE checks SET crc = ?').run(crc32(readPacked(path)));
		database.close();
		const store = openStore(path);
		expect(store.range(5)).toMatchObject({ kind: 'range' });
		expect(store.range(5, 'thorough')).toEqual({ kind: 'damaged' });
		store.close();
	});

	it('a write fails when a long read makes the write-ahead log too large', () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		makeStore(path, [changed(0, 30)]);
		const writer = openStoreForWriting(path, SHA1, { mostLogBytes: 1_000_000, patienceMs: 50 });
		const reader = openDatabase(path, { readonly: true });
		reader.exec('BEGIN; SELECT count(*) FROM ranges');
		const write = () => {
			for (let prefix = 1; prefix < 100; prefix += 1) {
				writer.record([changed(prefix, 1900)], 'somewhere', 1000);
			}
		};
		expect(errorOf(write)).toMatchObject({ code: 'OUTPUT' });
		expect(statSync(`${path}-wal`).size).toBeLessThan(1_500_000);
		reader.close();
		write();
		expect(statSync(`${path}-wal`).size).toBeLessThan(1_000_000);
		writer.close();
	});

	it('creating a store removes unfinished stores of a killed process, and nothing else', () => {
		const folder = temporaryFolder();
		const path = join(folder, 'store.sqlite');
		const draft = `store.sqlite-${randomUUID()}`;
		for (const name of [draft, `${draft}-journal`, 'store.sqlite-precious', 'store.sqlite-2026']) {
			writeFileSync(join(folder, name), '');
		}
		openStoreForWriting(path, SHA1).close();
		expect(readdirSync(folder).toSorted()).toEqual([
			'store.sqlite',
			'store.sqlite-2026',
			'store.sqlite-lock',
			'store.sqlite-precious',
		]);
	});

	it('a store has one lock, whichever link it is opened by', () => {
		const folder = temporaryFolder();
		const path = join(folder, 'store.sqlite');
		makeStore(path, []);
		symlinkSync(path, join(folder, 'link.sqlite'));
		symlinkSync(folder, join(folder, 'folder'));
		const writer = openStoreForWriting(path, SHA1);
		for (const name of ['link.sqlite', 'folder/store.sqlite', 'folder/folder/link.sqlite']) {
			const opened = () => openStoreForWriting(join(folder, name), SHA1);
			expect(errorOf(opened)).toMatchObject({ code: 'STORE_LOCKED' });
		}
		writer.close();
	});

	it('a store is made where a dangling link points', () => {
		const folder = temporaryFolder();
		symlinkSync(join('elsewhere', 'store.sqlite'), join(folder, 'link.sqlite'));
		makeStore(join(folder, 'link.sqlite'), [changed(5, 30)]);
		expect(lstatSync(join(folder, 'link.sqlite')).isSymbolicLink()).toBe(true);
		expect(readdirSync(join(folder, 'elsewhere'))).toContain('store.sqlite');
	});

	it.each(['', ' ', ':memory:', '/tmp/store.sqlite '])(
		'opening a store at "%s" fails with a usage error',
		(name) => {
			for (const open of [() => openStore(name), () => openStoreForWriting(name, SHA1)]) {
				expect(errorOf(open)).toMatchObject({ code: 'USAGE' });
			}
		},
	);

	it('a task reads one state of the store, and later reads return what was written meanwhile', () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		makeStore(path, [changed(1, 10)]);
		const store = openStore(path);
		const writer = openStoreForWriting(path, SHA1);
		const sizes = () =>
			[1, 2].map((prefix) => {
				const stored = store.range(prefix);
				return stored.kind === 'range' ? stored.range.size : stored.kind;
			});
		const during = store.inOneState(() => {
			const before = sizes();
			writer.record([changed(1, 11), changed(2, 12)], 'somewhere', 1000);
			return [before, sizes()];
		});
		expect(during).toEqual([
			[10, 'missing'],
			[10, 'missing'],
		]);
		expect(sizes()).toEqual([11, 12]);

		const failing = () =>
			store.inOneState(() => {
				throw new Error('from the task');
			});
		expect(failing).toThrow('from the task');
		writer.record([changed(2, 13)], 'somewhere', 2000);
		expect(sizes()).toEqual([11, 13]);
		writer.close();
		store.close();
	});

	it('a write fails when another program has locked the store, or when the store was removed', () => {
		const path = join(temporaryFolder(), 'store.sqlite');
		makeStore(path, []);
		const writer = openStoreForWriting(path, SHA1, { patienceMs: 50 });
		const other = openDatabase(path, {});
		other.exec('BEGIN IMMEDIATE');
		const write = () => writer.record([changed(1, 10)], 'somewhere', 1000);
		expect(errorOf(write)).toMatchObject({ code: 'STORE_LOCKED' });
		other.close();
		write();

		rmSync(path);
		const id = writer.beginSync('somewhere', 1000);
		const counts = { requested: 1, changed: 1, unchanged: 0, skipped: 0, failed: 0 };
		const finish = () => writer.finishSync(id, { ...counts, ended: 'done', finishedAt: 2000 });
		expect(errorOf(finish)).toMatchObject({ code: 'OUTPUT' });
		writer.close();
	});

	it('opening a missing store for reading fails, and makes no file', () => {
		const path = join(temporaryFolder(), 'none.sqlite');
		expect(errorOf(() => openStore(path))).toMatchObject({ code: 'STORE_MISSING' });
		expect(existsSync(path)).toBe(false);
	});
});

function readPacked(path: string): Buffer {
	const database = openDatabase(path, { readonly: true });
	const packed = database.prepare('SELECT packed FROM ranges').pluck().get() as Buffer;
	database.close();
	return packed;
}

/** Starts a sync in another process that waits for its source, and so locks the store until it is killed. */
async function lockInAnotherProcess(path: string): Promise<ChildProcess> {
	const program = new URL('../../dist/index.js', import.meta.url).href;
	const { port } = await listen(createServer(() => {}));
	const script = `
		import { sync } from '${program}';
		const [store, source] = process.argv.slice(1);
		await sync({ store, source }, { onPlan: () => process.send('locked') });
	`;
	const source = `http://127.0.0.1:${port}/range/`;
	const holder = fork('-', [], {
		execArgv: ['--input-type=module', '--eval', script, path, source],
	});
	await once(holder, 'message');
	return holder;
}
