/** What the file system is asked about paths that other programs may change or remove at any moment. */

import {
	closeSync,
	fsyncSync,
	lstatSync,
	openSync,
	readlinkSync,
	rmdirSync,
	statSync,
} from 'node:fs';
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

/** What is said of a path that is no link, of none, and on a file system without links. */
const NO_LINK: readonly unknown[] = ['EINVAL', 'ENOENT', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/** Where a symbolic link leads; undefined if it is none. */
export function linkTarget(path: string): string | undefined {
	try {
		return readlinkSync(path);
	} catch (error) {
		if (NO_LINK.includes(systemCode(error))) return undefined;
		throw error;
	}
}

/** Removes a folder, unless somebody has put something into it or has removed it. */
export function removeIfEmpty(folder: string): void {
	try {
		rmdirSync(folder);
	} catch {
		// It is not empty, or not there.
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
