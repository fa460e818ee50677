/** Disks that are too small: each is a small file system in its own namespace. */

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { PROGRAM } from '../support/binary.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { blobsFor } from '../support/mirror.ts';
import { madeUpRanges, type Ranges, writeRangeFolder } from '../support/ranges.ts';
import { blobsOf, checksumsOf } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

function canMount(): boolean {
	const folder = temporaryFolder();
	return spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', folder]).status === 0;
}

interface SmallDiskRun {
	readonly code: number | null;
	readonly stderr: string;
	/** The number of ranges that the sync reports as stored. */
	readonly changed: number;
	/** The store at the end, copied to a larger disk. */
	readonly store: string;
}

/** Runs a sync into a store on a disk of this size. */
function syncOnSmallDisk(source: string, bytes: number): SmallDiskRun {
	const folder = temporaryFolder();
	const [disk, after] = [join(folder, 'disk'), join(folder, 'after')];
	mkdirSync(disk);
	mkdirSync(after);
	const script = `
		mount -t tmpfs -o size=${bytes} tmpfs "$1" || exit 99
		"$2" "$3" sync --quiet --json --source "$4" --store "$1/store.sqlite"
		code=$?
		cp "$1"/* "$5"
		exit $code`;
	const run = spawnSync(
		'unshare',
		['-rm', 'sh', '-c', script, 'sh', disk, process.execPath, PROGRAM, source, after],
		{ encoding: 'utf8' },
	);
	const { changed = 0 } = run.stdout === '' ? {} : onlyJson(run.stdout);
	const [code, stderr] = [run.status, run.stderr];
	return { code, stderr, changed: Number(changed), store: join(after, 'store.sqlite') };
}

/** Expects that an interrupted run left a sound store, which the next run completes. */
async function expectResumable(store: string, source: string, ranges: Ranges): Promise<void> {
	const database = openDatabase(store, {});
	expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
	database.close();
	const kept = checksumsOf(blobsOf(store));
	expect(kept.size).toBeGreaterThan(0);
	expect(kept.size).toBeLessThan(ranges.size);
	expect(await credcheck(['sync', '--source', source, '--store', store])).toMatchObject({
		code: 0,
	});
	const expected = checksumsOf(blobsFor(ranges));
	expect(checksumsOf(blobsOf(store))).toEqual(expected);
	for (const [prefix, digest] of kept) expect(digest).toBe(expected.get(prefix));
}

describe('a sync on a disk that is too small', () => {
	it('a sync stops before the disk is full when the remaining ranges would not fit', async ({
		skip,
	}) => {
		if (!canMount()) skip('mounting a file system is not permitted here');
		const ranges = madeUpRanges(600, 300);
		const source = writeRangeFolder(join(temporaryFolder(), 'ranges'), ranges);
		const { code, stderr, store } = syncOnSmallDisk(source, 34_000_000);
		expect({ code, stderr }).toMatchObject({ code: 5 });
		expect(stderr).toMatch(
			/the remaining ranges and the log need about \d+\.\d MB, but only \d+\.\d MB are free in/,
		);
		await expectResumable(store, source, ranges);
	});

	it('a sync loses nothing when the disk fills up', async ({ skip }) => {
		if (!canMount()) skip('mounting a file system is not permitted here');
		const ranges = madeUpRanges(250, 1900);
		const source = writeRangeFolder(join(temporaryFolder(), 'ranges'), ranges);
		const { code, stderr, changed, store } = syncOnSmallDisk(source, 6_000_000);
		expect({ code, stderr }).toMatchObject({ code: 5 });
		expect(stderr).toContain('the disk is full');
		expect(changed).toBe(blobsOf(store).size);
		await expectResumable(store, source, ranges);
	});

	it('every command that writes reports a full disk as such, never as a bug, and others work', async ({
		skip,
	}) => {
		if (!canMount()) skip('mounting a file system is not permitted here');
		const folder = temporaryFolder();
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(3));
		const disk = join(folder, 'disk');
		mkdirSync(disk);
		const script = `
			mount -t tmpfs -o size=1m tmpfs "$1" || exit 99
			"$2" "$3" sync --quiet --source "$4" --store "$1/store.sqlite" || exit 98
			dd if=/dev/zero of="$1/fill" bs=4k 2> /dev/null
			"$2" "$3" sync --source "$4" --store "$1/store.sqlite"; echo $?
			"$2" "$3" status --store "$1/store.sqlite"; echo $?
			"$2" "$3" sync --source "$4" --store "$1/other.sqlite"; echo $?`;
		const run = spawnSync(
			'unshare',
			['-rm', 'sh', '-c', script, 'sh', disk, process.execPath, PROGRAM, source],
			{ encoding: 'utf8' },
		);
		// Reading needs no space.
		expect(run.stdout).toMatch(/^5\n(.+\n)+0\n5\n$/);
		expect(run.stderr.match(/hint: .*disk|hint: free some space/g)).toHaveLength(2);
	});
});
