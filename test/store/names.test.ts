/** What is at the path of a store, and under how many names. */

import { spawnSync } from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	linkSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open-store.ts';
import { threadStore, withOwnStores } from '../../src/store/thread-store.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { credcheckBinary, PROGRAM } from '../support/binary.ts';
import { credcheck } from '../support/credcheck.ts';
import { copyKnownStore, writeKnownRanges } from '../support/known-store.ts';
import { changedRange } from '../support/outcomes.ts';
import { madeUpRanges, sha1 } from '../support/ranges.ts';
import { temporaryFolder } from '../support/temporary.ts';

const [TEXT = ''] = madeUpRanges(1, 20).values();

function makeStore() {
	const folder = temporaryFolder();
	const store = join(folder, 'store.sqlite');
	copyKnownStore(store);
	return { folder, store };
}

/** Each command that opens a store. */
function commands(folder: string): readonly (readonly string[])[] {
	const accounts = join(folder, 'accounts.csv');
	writeFileSync(accounts, `id,sha1\n1,${sha1('tulip')}\n`);
	const source = ['--source', writeKnownRanges(folder)];
	return [
		['status'],
		['verify'],
		['verify', '--repair', ...source],
		['check', '--hash'],
		['check', '--hash', '--online', ...source],
		['backtest', accounts, '--out', join(folder, 'report')],
		['sync', ...source],
	];
}

describe('the path of a store', () => {
	it.each<[string, (folder: string) => string, string]>([
		['a folder', (folder) => folder, 'is a folder, not a file'],
		['a device', () => '/dev/null', 'is a device, not a file'],
		['a pipe', pipeIn, 'is a pipe, not a file'],
		['links in a circle', circleIn, 'its links lead in a circle'],
		['a path below a file', belowFile, 'a part of its path is not a folder'],
		['a name that is too long', (folder) => join(folder, 'n'.repeat(300)), 'its name is too long'],
	])('every command refuses %s by what it is, with 10', async (_what, make, words) => {
		const folder = temporaryFolder();
		const path = make(folder);
		const before = readdirSync(folder);
		for (const command of commands(temporaryFolder())) {
			const run = await credcheck([...command, '--store', path], { stdin: sha1('tulip') });
			expect({ command, ...run }).toMatchObject({ code: 10, stdout: '' });
			expect(run.stderr).toContain(words);
		}
		expect(readdirSync(folder)).toEqual(before);
	});
});

function pipeIn(folder: string): string {
	const path = join(folder, 'pipe');
	spawnSync('mkfifo', [path]);
	return path;
}

function circleIn(folder: string): string {
	symlinkSync('b', join(folder, 'a'));
	symlinkSync('a', join(folder, 'b'));
	return join(folder, 'a');
}

function belowFile(folder: string): string {
	writeFileSync(join(folder, 'file'), '');
	return join(folder, 'file', 'store.sqlite');
}

describe('a store with another name', () => {
	it('a store with hard links is read, but not written', async () => {
		const { folder, store } = makeStore();
		const link = join(folder, 'link.sqlite');
		linkSync(store, link);
		const before = readFileSync(store);
		for (const path of [store, link]) {
			const read = await credcheck(['check', '--hash', '--store', path], { stdin: sha1('tulip') });
			expect(read).toMatchObject({ code: 0, stdout: '7\n' });
			const source = writeKnownRanges(folder);
			const args = ['--source', source, '--store', path, '--max-age', '0'];
			const written = await credcheck(['sync', ...args]);
			expect(written).toMatchObject({ code: 10 });
			expect(written.stderr).toContain('has 2 names (hard links)');
		}
		expect(readFileSync(store).equals(before)).toBe(true);
		expect(readdirSync(folder).toSorted()).toEqual(['link.sqlite', 'ranges', 'store.sqlite']);
	});

	it('a store that gets a hard link during a sync is not read by it', async () => {
		const { folder, store } = makeStore();
		const writer = openStoreForWriting(store, SHA1);
		writer.record([changedRange(0, TEXT)], 'somewhere', 1000);
		const link = join(folder, 'link.sqlite');
		linkSync(store, link);
		const run = await credcheckBinary(['status', '--store', link]);
		expect(run).toMatchObject({ code: 10, stdout: '' });
		expect(run.stderr).toContain('a sync has it open, or was killed, under another name');
		expect(readdirSync(folder)).not.toContain('link.sqlite-wal');
		writer.close();
	});

	it('a sync waits for a reader by another name, and then says so', () => {
		const { folder, store } = makeStore();
		const link = join(folder, 'link.sqlite');
		linkSync(store, link);
		const reader = openStore(link);
		// What a sync begins with. It refuses hard links, but cannot know that its file is also mounted elsewhere.
		const database = openDatabase(store, { timeout: 0 });
		expect(() => database.pragma('journal_mode = WAL')).toThrow('locked');
		database.close();
		expect(reader.range(0)).toEqual({ kind: 'missing' });
		expect(reader.inOneState(() => reader.totals().ranges)).toBe(5);
		reader.close();
	});

	it('a file that is mounted by itself is read, but not written; one in a mounted folder has one lock', ({
		skip,
	}) => {
		const { folder, store } = makeStore();
		for (const name of ['folder', 'file']) mkdirSync(join(folder, name));
		writeFileSync(join(folder, 'file', 'store.sqlite'), '');
		mkdirSync(join(folder, 'own'));
		copyFileSync(store, join(folder, 'own', 'store.sqlite'));
		const mounts = 'mount --bind own folder && mount --bind own/store.sqlite file/store.sqlite';
		const mounted = (args: readonly string[]) => {
			const script = `${mounts} && exec "$@"`;
			const command = ['-rm', 'sh', '-c', script, 'sh', process.execPath, PROGRAM, ...args];
			const run = spawnSync('unshare', command, { cwd: folder, encoding: 'utf8' });
			return { code: run.status, stderr: run.stderr };
		};
		if (mounted(['--version']).code !== 0) skip('nothing can be mounted here');
		const sync = ['sync', '--source', writeKnownRanges(folder), '--max-age', '0', '--store'];
		expect(mounted(['status', '--store', 'file/store.sqlite'])).toMatchObject({ code: 0 });
		const refused = mounted([...sync, 'file/store.sqlite']);
		expect(refused).toMatchObject({ code: 10 });
		expect(refused.stderr).toContain('is mounted as a single file');
		expect(refused.stderr).toContain('mount its folder instead');

		const writer = openStoreForWriting(join(folder, 'own', 'store.sqlite'), SHA1);
		expect(mounted([...sync, 'folder/store.sqlite'])).toMatchObject({ code: 11 });
		expect(mounted(['status', '--store', 'folder/store.sqlite'])).toMatchObject({ code: 0 });
		const unread = mounted(['status', '--store', 'file/store.sqlite']);
		expect(unread).toMatchObject({ code: 10 });
		expect(unread.stderr).toContain('a sync has it open, or was killed, under another name');
		writer.close();
		expect(mounted([...sync, 'folder/store.sqlite'])).toMatchObject({ code: 0 });
	});
});

const LOCKS = '/proc/locks';

it.skipIf(!existsSync(LOCKS))(
	'a store that is opened again, on this thread or another, keeps the lock of the reader that has it open',
	() => {
		const { store } = makeStore();
		const { ino } = statSync(store);
		const isLocked = () =>
			readFileSync(LOCKS, 'utf8')
				.split('\n')
				.some((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `));
		const reader = openStore(store);
		reader.inOneState(() => {
			reader.range(0);
			expect(isLocked()).toBe(true);
			const own = new Map();
			withOwnStores(own, () => threadStore(store).range(0));
			expect(isLocked()).toBe(true);
			for (const opened of own.values()) opened.close();
			expect(isLocked()).toBe(true);
			openStore(store).close();
			expect(isLocked()).toBe(true);
		});
		expect(isLocked()).toBe(false);
		reader.close();
	},
);
