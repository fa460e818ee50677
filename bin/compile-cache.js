/**
 * Chooses the folder where Node may cache compiled code for the next start. Node runs that code as it is, so
 * no other user may be able to write to the folder or to replace it. Node's own default is in the temporary
 * folder of all users.
 */

import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative } from 'node:path';

/** @returns {string | undefined} a folder that exists; undefined when none is safe */
export function compileCacheFolder() {
	try {
		// Throws for a user that the system does not know.
		const caches = cachesFolder();
		if (caches === undefined) return undefined;
		if (!isFixed(realpathSync(dirname(caches)))) return undefined;
		makeFolder(caches);
		// From here on no link is followed: its target might change.
		const resolved = realpathSync(caches);
		if (!isOurs(resolved) || !isFixed(dirname(resolved))) return undefined;
		const folder = join(resolved, 'credcheck');
		makeFolder(folder);
		return lstatSync(folder).isDirectory() && isOurs(folder) ? folder : undefined;
	} catch {
		return undefined;
	}
}

/** @returns {string | undefined} the folder for caches of this user, by the conventions of the system */
function cachesFolder() {
	const home = homedir();
	if (process.platform === 'win32') {
		// Node reports no owners on Windows; but folders in the profile are this user's.
		const { LOCALAPPDATA: local = join(home, 'AppData', 'Local') } = process.env;
		return relative(home, local).startsWith('..') || isAbsolute(relative(home, local))
			? undefined
			: local;
	}
	// By the XDG standard, a relative path is ignored.
	const { XDG_CACHE_HOME: named = '' } = process.env;
	return isAbsolute(named) ? named : join(home, '.cache');
}

/** @param {string} path made for this user alone, unless it exists */
function makeFolder(path) {
	try {
		mkdirSync(path, { mode: 0o700 });
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
	}
}

/**
 * Whether only this user and root can replace a folder in this one.
 *
 * @param {string} path resolved, without links
 * @returns {boolean}
 */
function isFixed(path) {
	if (process.getuid === undefined) return true;
	const { uid, mode } = statSync(path);
	const isSticky = (mode & 0o1000) !== 0;
	if (uid !== 0 && uid !== process.getuid()) return false;
	if ((mode & 0o022) !== 0 && !isSticky) return false;
	return dirname(path) === path || isFixed(dirname(path));
}

/** @param {string} folder whether only this user can write to it */
function isOurs(folder) {
	const { uid, mode } = statSync(folder);
	return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}
