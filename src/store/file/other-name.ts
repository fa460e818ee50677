/**
 * Tells whether the file of a store has other names. Its log and its lock lie beside its name: who opens it by another
 * one sees neither, and two who write it so destroy it.
 */

import { readFileSync, realpathSync, statSync } from 'node:fs';
import { CredcheckError, systemCode } from '../../errors.ts';

export interface OtherName {
	/** Words to follow the path. */
	readonly what: string;
	readonly hint: string;
}

/** @returns undefined when there is no file, or as far as this system shows only one name of it */
export function otherName(path: string): OtherName | undefined {
	const links = statSync(path, { throwIfNoEntry: false })?.nlink ?? 0;
	if (links > 1) {
		return {
			what: `has ${links} names (hard links)`,
			hint: 'keep one of them and remove the others, or copy the file; links by ln -s are fine',
		};
	}
	if (links === 1 && isMounted(path)) {
		return {
			what: 'is mounted as a single file',
			hint: 'mount its folder instead, so that the log and the lock of the store are there, too',
		};
	}
	return undefined;
}

/** @throws CredcheckError STORE_MISSING when the file has other names */
export function assertOnlyName(path: string): void {
	const other = otherName(path);
	if (other === undefined) return;
	const message = `the store ${path} ${other.what}: another sync could write it at the same time unnoticed`;
	throw new CredcheckError('STORE_MISSING', message, other.hint);
}

/** Whether the file itself is a mount point. Only Linux tells. */
function isMounted(path: string): boolean {
	try {
		const own = realpathSync(path);
		const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
		return mounts.some((mount) => unescapeOctal(mount.split(' ')[4] ?? '') === own);
	} catch (error) {
		if (systemCode(error) !== undefined) return false;
		throw error;
	}
}

/** Blanks, tabs, line ends and backslashes of a path are written as `\040`. */
function unescapeOctal(text: string): string {
	return text.replaceAll(/\\([0-7]{3})/g, (_, code: string) => {
		return String.fromCharCode(Number.parseInt(code, 8));
	});
}
