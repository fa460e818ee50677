/** What is at the path of a store: a file, nothing, or something that could not be one. */

import { realpathSync, type Stats, statSync } from 'node:fs';
import { CredcheckError, messageOf, systemCode } from '../../errors.ts';

/** Why there can be no file at a path, by the code of the error. */
const REASONS: Readonly<Record<string, string>> = {
	EACCES: 'permission denied',
	ELOOP: 'its links lead in a circle',
	ENAMETOOLONG: 'its name is too long',
	ENOTDIR: 'a part of its path is not a folder',
};

/** In words, without the path. */
export function reasonOf(error: unknown): string {
	return REASONS[systemCode(error) ?? ''] ?? messageOf(error);
}

/**
 * @returns whether there is a file
 * @throws CredcheckError STORE_MISSING when something else is there, or nothing can be
 */
export function assertFile(path: string): boolean {
	let stats: Stats;
	try {
		stats = statSync(path);
	} catch (error) {
		unreadable(path, error);
		return false;
	}
	if (stats.isFile()) return true;
	const hint = 'it was left as it is; name another file with --store';
	throw new CredcheckError('STORE_MISSING', `${path} is ${kindOf(stats)}, not a file`, hint);
}

/** The path of the file itself, which the path may be a link to; the same path when there is none. */
export function withoutLinks(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return path;
	}
}

/** The same file has the same identity, whatever its name; undefined when there is none. */
export function fileIdentity(path: string): string | undefined {
	try {
		const { dev, ino } = statSync(path);
		return `${dev}:${ino}`;
	} catch {
		return undefined;
	}
}

/** The error for a store whose file is no longer the one that was opened. */
export function replacedWhileRead(path: string): CredcheckError {
	return new CredcheckError(
		'STORE_MISSING',
		`the store ${path} was removed or replaced while it was being read`,
		'find out what did that, and run the same command again',
	);
}

/** Bytes of a file, 0 when there is none. */
export function fileSize(path: string): number {
	try {
		return statSync(path).size;
	} catch {
		return 0;
	}
}

/** In words, of anything but a file. */
export function kindOf(stats: Stats): string {
	if (stats.isDirectory()) return 'a folder';
	if (stats.isFIFO()) return 'a pipe';
	if (stats.isSocket()) return 'a socket';
	return 'a device';
}

/**
 * @returns undefined when the error says that there is no file
 * @throws CredcheckError STORE_MISSING for all others
 */
export function unreadable(path: string, error: unknown): undefined {
	if (systemCode(error) === 'ENOENT') return undefined;
	const hint =
		systemCode(error) === 'EACCES'
			? 'its owner can give you access to it and its folder: to read them, or for a sync to write'
			: undefined;
	throw new CredcheckError('STORE_MISSING', `cannot read ${path}: ${reasonOf(error)}`, hint, error);
}
