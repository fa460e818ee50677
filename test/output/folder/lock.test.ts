import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockReportFolder } from '../../../src/output/folder/lock.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { replaceInFs } from '../../support/replaced-fs.ts';
import { temporaryFolder } from '../../support/temporary.ts';

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

	it.each<[string, 'fstatSync' | 'statSync']>([
		['before SQLite opens it', 'fstatSync'],
		['before it is compared with what has the name', 'statSync'],
	])('is the lock that has the name, if its former holder removes it %s', (_, call) => {
		for (const replaces of [false, true]) {
			const folder = temporaryFolder();
			let removed = 0;
			const restore = replaceInFs([call], (original) => (...args) => {
				const isNow = args[0] === lockFile(folder) || typeof args[0] === 'number';
				if (isNow && removed === 0) {
					removed += 1;
					rmSync(lockFile(folder));
					if (replaces) writeFileSync(lockFile(folder), '');
				}
				return original(...args);
			});
			const unlock = lockReportFolder(folder);
			restore();
			expect(removed).toBe(1);
			expect(existsSync(lockFile(folder))).toBe(true);
			expect(isLocked(folder)).toBe(true);
			unlock?.();
		}
	});

	it('has a file beside it that says who holds it', () => {
		const folder = temporaryFolder();
		const unlock = lockReportFolder(folder);
		const holder = readFileSync(join(folder, '.credcheck-unfinished', 'run'), 'utf8');
		expect(holder).toMatch(/^process \d+ on [\w.-]+ since \d{4}-[\dTZ:.-]+\n$/);
		expect(() => lockReportFolder(folder)).toThrow('another run is writing a report');
		unlock?.();
	});

	it('writes through no link that somebody has put beside it', () => {
		const folder = temporaryFolder();
		const other = join(temporaryFolder(), 'other');
		writeFileSync(other, 'theirs');
		mkdirSync(join(folder, '.credcheck-unfinished'));
		symlinkSync(other, join(folder, '.credcheck-unfinished', 'run'));
		lockReportFolder(folder)?.();
		expect(readFileSync(other, 'utf8')).toBe('theirs');
	});

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
