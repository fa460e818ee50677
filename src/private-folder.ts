/** Makes folders that only their owner can enter. */

import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder with mode 0700, and its missing parents. Node's own recursive mkdir never returns where
 * a parent accepts no folders, as in /proc.
 *
 * @returns the outermost folder that was made; undefined when all existed
 * @throws the error of the file system
 */
export function makePrivateFolder(path: string): string | undefined {
	if (existsSync(path)) {
		// Throws the right error where it is not a folder.
		readdirSync(path);
		return undefined;
	}
	const parent = dirname(path);
	const outermost = parent === path ? undefined : makePrivateFolder(parent);
	try {
		mkdirSync(path, { mode: 0o700 });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		// Another process has made it at this moment; unless it is no folder.
		readdirSync(path);
		return outermost;
	}
	return outermost ?? path;
}
