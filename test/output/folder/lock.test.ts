import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { lockReportFolder } from '../../../src/output/folder/lock.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** What another run does just before this one opens, or locks, the lock's file. */
const other = vi.hoisted(() => ({ beforeOpen: () => {}, beforeLock: () => {} }));

vi.mock('../../../src/store/database.ts', async (importOriginal) => {
	const original = await importOriginal<typeof import('../../../src/store/database.ts')>();
	return {
		...original,
		openDatabase(...args: Parameters<typeof original.openDatabase>) {
			other.beforeOpen();
			const database = original.openDatabase(...args);
			const exec = database.exec.bind(database);
			database.exec = (sql) => {
				other.beforeLock();
				return exec(sql);
			};
			return database;
		},
	};
});

const lockFile = (folder: string) => join(folder, '.credcheck-unfinished', 'lock');

/** Whether somebody holds the lock that has the name. */
function isLocked(folder: string): boolean {
	const database = openDatabase(lockFile(folder), { timeout: 0 });
	try {
		database.exec('BEGIN IMMEDIATE');
		return false;
	} catch {
		return true;
	} finally {
		database.close();
	}
}

describe('the lock of a report folder', () => {
	it('is held until it is released, and leaves nothing', () => {
		const folder = temporaryFolder();
		const unlock = lockReportFolder(folder);
		expect(isLocked(folder)).toBe(true);
		unlock?.();
		expect(readdirSync(folder)).toEqual([]);
		lockReportFolder(folder)?.();
	});

	it.each(['beforeOpen', 'beforeLock'] as const)(
		'is the lock that has the name, whatever its former holder removes (%s)',
		(moment) => {
			for (const replaces of [false, true]) {
				const folder = temporaryFolder();
				let isFirst = true;
				other[moment] = () => {
					if (!isFirst) return;
					isFirst = false;
					rmSync(lockFile(folder));
					if (replaces) writeFileSync(lockFile(folder), '');
				};
				const unlock = lockReportFolder(folder);
				expect(isFirst).toBe(false);
				expect(existsSync(lockFile(folder))).toBe(true);
				expect(isLocked(folder)).toBe(true);
				unlock?.();
				other[moment] = () => {};
			}
		},
	);

	it('is not there if the folder is not', () => {
		expect(lockReportFolder(join(temporaryFolder(), 'none'))).toBeUndefined();
	});

	it('is not taken away by what somebody has put beside it', () => {
		const folder = temporaryFolder();
		const unlock = lockReportFolder(folder);
		writeFileSync(join(folder, '.credcheck-unfinished', 'notes.txt'), 'mine');
		unlock?.();
		expect(readdirSync(join(folder, '.credcheck-unfinished'))).toEqual(['notes.txt']);
		lockReportFolder(folder)?.();
	});
});
