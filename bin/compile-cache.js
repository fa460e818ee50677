/**
 * Where Node may keep compiled code for the next start. What lies there is run as it is, so nobody else may
 * be able to put anything there, or another folder in its place: Node's own choice would be the temporary
 * folder of all users.
 */

import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative } from 'node:path';

/** @returns {string | undefined} a folder, made if need be; undefined when there is none that is safe */
export function compileCacheFolder() {
	const caches = cachesFolder();
	if (caches === undefined) return undefined;
	try {
		if (!isFixed(realpathSync(dirname(caches)))) return undefined;
		makeFolder(caches);
		// From here on no link is followed: it might lead elsewhere the next time.
		const resolved = realpathSync(caches);
		if (!isOurs(resolved) || !isFixed(dirname(resolved))) return undefined;
		const folder = join(resolved, 'credcheck');
		makeFolder(folder);
		return lstatSync(folder).isDirectory() && isOurs(folder) ? folder : undefined;
	} catch {
		return undefined;
	}
}

/** @returns {string | undefined} */
function cachesFolder() {
	const home = homedir();
	if (process.platform === 'win32') {
		// Owners are not told there; what lies in the profile is this user's.
		const { LOCALAPPDATA: local = join(home, 'AppData', 'Local') } = process.env;
		return relative(home, local).startsWith('..') || isAbsolute(relative(home, local))
			? undefined
			: local;
	}
	// The XDG standard has a relative one ignored.
	const { XDG_CACHE_HOME: named = '' } = process.env;
	return isAbsolute(named) ? named : join(home, '.cache');
}

/** @param {string} path made for this user alone, if it is not there */
function makeFolder(path) {
	try {
		mkdirSync(path, { mode: 0o700 });
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
	}
}

/**
 * Whether nobody but this user and root can put another folder in the place of one that lies in this.
 *
 * @param {string} path without links
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

/** @param {string} folder whether nobody else can write to it */
function isOurs(folder) {
	const { uid, mode } = statSync(folder);
	return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}
