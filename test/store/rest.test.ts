import { execFileSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { openDatabase } from '../../src/store/database.ts';
import { checkIsStore } from '../../src/store/file/header.ts';
import { openStore } from '../../src/store/open-store.ts';
import { mendStore } from '../../src/store/tables/mend.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { verify } from '../../src/verify/verify.ts';
import { changedRange } from '../support/outcomes.ts';
import { madeUpRanges, writeRangeFolder } from '../support/ranges.ts';
import { temporaryFolder } from '../support/temporary.ts';

const [TEXT = ''] = madeUpRanges(1, 20).values();
const ONE_FILE = ['store.sqlite', 'store.sqlite-lock'];

function makeStore() {
	const folder = temporaryFolder();
	const path = join(folder, 'store.sqlite');
	const open = () => openStoreForWriting(path, SHA1, { patienceMs: 50 });
	const files = () => readdirSync(folder).toSorted();
	const writer = open();
	writer.record([changedRange(1, TEXT)], 'somewhere', 1000);
	writer.close();
	return { folder, path, open, files };
}

describe('a store at rest', () => {
	it('readers make no file beside it, and leave it as it is', () => {
		const { path, files } = makeStore();
		const before = readFileSync(path);
		const stores = [openStore(path), openStore(path)];
		for (const store of stores) expect(store.range(1)).toMatchObject({ kind: 'range' });
		expect(files()).toEqual(ONE_FILE);
		for (const store of stores) store.close();
		expect(files()).toEqual(ONE_FILE);
		expect(readFileSync(path).equals(before)).toBe(true);
	});

	it('a reader that was open before a sync reads during it and after it, and then there is one file again', () => {
		const { path, open, files } = makeStore();
		const reader = openStore(path);
		const late = openStore(path);
		expect(reader.range(2)).toEqual({ kind: 'missing' });
		const writer = open();
		writer.record([changedRange(2, TEXT)], 'somewhere', 1000);
		expect(reader.range(2)).toMatchObject({ kind: 'range' });
		writer.close();
		expect(reader.range(2)).toMatchObject({ kind: 'range' });
		expect(late.range(2)).toMatchObject({ kind: 'range' });
		// A second writer, while the log of the first is still open.
		const next = open();
		next.record([changedRange(3, TEXT)], 'somewhere', 1000);
		next.close();
		expect(late.range(3)).toMatchObject({ kind: 'range' });
		reader.close();
		late.close();
		expect(files()).toEqual(ONE_FILE);
	});

	it('a store that a killed sync left with its log is read with it, and brought to rest', () => {
		const { folder, path, open } = makeStore();
		const writer = open();
		writer.record([changedRange(2, TEXT)], 'somewhere', 1000);
		// The files of a moment are what a killed process leaves.
		const left = join(folder, 'left');
		mkdirSync(left);
		for (const ending of ['', '-wal', '-shm']) {
			cpSync(path + ending, join(left, `store.sqlite${ending}`));
		}
		const copy = join(left, 'store.sqlite');
		expect(readdirSync(left)).toHaveLength(3);
		const store = openStore(copy);
		expect(store.range(2)).toMatchObject({ kind: 'range' });
		store.close();
		expect(readdirSync(left)).toEqual(['store.sqlite']);
		writer.close();
	});

	it('what a writer that was killed left in a journal is taken back by the next reader, also through a link', () => {
		const { folder, path } = makeStore();
		const [copy, link] = [join(folder, 'copy.sqlite'), join(folder, 'link.sqlite')];
		symlinkSync('copy.sqlite', link);
		const database = openDatabase(path, {});
		// So that pages are written before the transaction ends.
		database.pragma('cache_size = 1');
		database.exec(
			'BEGIN; UPDATE ranges SET packed = zeroblob(1000000); UPDATE ranges SET packed = zeroblob(1)',
		);
		for (const opened of [copy, link]) {
			for (const ending of ['', '-journal']) cpSync(path + ending, copy + ending);
			const store = openStore(opened);
			expect(store.range(1)).toMatchObject({ kind: 'range' });
			store.close();
			expect(readdirSync(folder)).not.toContain('copy.sqlite-journal');
		}
		database.exec('ROLLBACK');
		database.close();
	});

	it('a sync that cannot begin its log since somebody keeps reading ends with an error that says so', () => {
		const { path, open, files } = makeStore();
		const reader = openDatabase(path, { readonly: true });
		reader.exec('BEGIN; SELECT count(*) FROM ranges');
		expect(open).toThrow(`another program has locked ${path}`);
		reader.close();
		open().close();
		expect(files()).toEqual(ONE_FILE);
	});

	it('a log that another store left under its name is named, and neither read nor written', async () => {
		const { path, files } = makeStore();
		const stored = readFileSync(path);
		// What a killed sync leaves, with an intact store copied onto its name.
		const killed = makeStore();
		const writer = killed.open();
		writer.record([changedRange(2, TEXT)], 'somewhere', 1000);
		for (const ending of ['-wal', '-shm']) cpSync(killed.path + ending, path + ending);
		writer.close();
		const log = readFileSync(`${path}-wal`);
		const before = files();
		const named = {
			code: 'STORE_MISSING',
			message: `cannot read the store ${path}: ${path}-wal is a log of another file`,
			hint: `delete ${path}-wal and ${path}-shm, and run the same command again`,
		};
		expect(() => openStore(path)).toThrow(expect.objectContaining(named));
		expect(() => openStoreForWriting(path, SHA1)).toThrow(expect.objectContaining(named));
		const repairFrom = writeRangeFolder(join(temporaryFolder(), 'ranges'), madeUpRanges(2));
		await expect(verify({ store: path, repairFrom })).rejects.toMatchObject(named);
		expect(() => mendStore(path)).toThrow(expect.objectContaining(named));
		expect(files()).toEqual(before);
		expect(readFileSync(path).equals(stored)).toBe(true);
		expect(readFileSync(`${path}-wal`).equals(log)).toBe(true);
		for (const ending of ['-wal', '-shm']) rmSync(path + ending);
		expect(await verify({ store: path, repairFrom })).toMatchObject({ checked: 1, damaged: [] });
	});

	it.each(['-journal', '-wal', '-shm'])(
		'a pipe at STORE%s is named before SQLite would wait for it, with and without a store',
		(ending) => {
			const { path, files } = makeStore();
			execFileSync('mkfifo', [path + ending]);
			const before = files();
			const named = expect.objectContaining({
				code: 'STORE_MISSING',
				message: `cannot open the store ${path}: ${path}${ending} is a pipe, not a file`,
			});
			// First, since what follows could not be ended if it hung.
			expect(() => checkIsStore(path)).toThrow(named);
			expect(() => openStore(path)).toThrow(named);
			expect(() => mendStore(path)).toThrow(named);
			expect(() => openStoreForWriting(path, SHA1)).toThrow(named);
			expect(files()).toEqual(before);
			rmSync(path);
			expect(() => openStoreForWriting(path, SHA1)).toThrow(named);
		},
	);

	it('a repair of a store whose header is damaged says so, as every reader does', async () => {
		const { path } = makeStore();
		const bytes = readFileSync(path);
		bytes[18] = (bytes[18] as number) ^ 8;
		writeFileSync(path, bytes);
		const damaged = { code: 'INCOMPLETE', message: expect.stringContaining('its header is not') };
		expect(() => openStore(path)).toThrow(expect.objectContaining(damaged));
		await expect(verify({ store: path, repairFrom: '/nowhere' })).rejects.toMatchObject(damaged);
		expect(readFileSync(path).equals(bytes)).toBe(true);
	});
});
