/** Making folders that nobody but their owner can enter. */

import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder, 0700, and those it lies in; gives the outermost that was made, undefined when all
 * were there. Node's own recursive mkdir never returns where a parent takes no folders, as in /proc.
 *
 * @throws the error of the file system
 */
export function makePrivateFolder(path: string): string | undefined {
	if (existsSync(path)) {
		// Says what is wrong where it is not a folder.
		readdirSync(path);
		return undefined;
	}
	const parent = dirname(path);
	const outermost = parent === path ? undefined : makePrivateFolder(parent);
	mkdirSync(path, { mode: 0o700 });
	return outermost ?? path;
}
