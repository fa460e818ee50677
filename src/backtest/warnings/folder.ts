/** The warning about a report folder that others may write to. */

import { statSync } from 'node:fs';
import { makeWarning, type Warning } from '../../warning.ts';

const OTHERS_WRITE = 0o022;
/** Only its owner removes or renames a file in such a folder, and the owner of the folder. */
const STICKY = 0o1000;

/** @returns undefined if only this user and root can replace the files of a report there, or where modes say nothing */
export function openFolderWarning(path: string): Warning | undefined {
	if (process.getuid === undefined) return undefined;
	const { mode, uid } = statSync(path);
	const isOpen = (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0;
	if (!isOpen && [0, process.getuid()].includes(uid)) return undefined;
	return makeWarning(
		'folder_open',
		`others can replace the lists: ${isOpen ? 'not only its owner can write to' : 'another user owns'} the folder ${path}`,
		[isOpen ? `run chmod go-w ${path}, or name a new folder` : 'name a new folder with --out'],
	);
}
