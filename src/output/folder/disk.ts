/** What the file system is asked about paths that other programs may change or remove at any moment. */

import { closeSync, fsyncSync, lstatSync, openSync, readlinkSync, statSync } from 'node:fs';
import { systemCode } from '../../errors.ts';

/** Identifies a file whatever its names; undefined if there is none. Follows links. */
export function identityOf(path: string): string | undefined {
	try {
		const { dev, ino } = statSync(path, { bigint: true });
		return `${dev}:${ino}`;
	} catch {
		return undefined;
	}
}

/** Whether anything has this name, be it a link to nowhere. */
export function isTaken(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Where a symbolic link leads; undefined if it is none. */
export function linkTarget(path: string): string | undefined {
	try {
		return readlinkSync(path);
	} catch (error) {
		const code = systemCode(error);
		if (code === 'EINVAL' || code === 'ENOENT') return undefined;
		throw error;
	}
}

/** Not every file system can be asked for this of a folder; and a folder that can be written to, not always read. */
const CANNOT_SYNC: readonly unknown[] = ['EACCES', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Flushes the names in a folder to disk. */
export function syncFolder(path: string): void {
	let descriptor: number | undefined;
	try {
		descriptor = openSync(path, 'r');
		fsyncSync(descriptor);
	} catch (error) {
		if (!CANNOT_SYNC.includes(systemCode(error))) throw error;
	} finally {
		if (descriptor !== undefined) closeSync(descriptor);
	}
}
