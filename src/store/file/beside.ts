/** What lies beside the file of a store under the names that SQLite opens with it. */

import { type Stats, statSync } from 'node:fs';
import { CredcheckError } from '../../errors.ts';
import { kindOf, withoutLinks } from './place.ts';

const ENDINGS = ['-journal', '-wal', '-shm'] as const;

/** Where SQLite puts it: beside the file itself, not beside a link to it. */
export function fileBeside(path: string, ending: (typeof ENDINGS)[number]): string {
	return `${withoutLinks(path)}${ending}`;
}

/**
 * SQLite would open a pipe there and wait for whoever writes into it, so that not even a signal ended the program.
 *
 * @throws CredcheckError STORE_MISSING when anything but a file has one of these names
 */
export function assertFilesBeside(path: string): void {
	for (const ending of ENDINGS) {
		const file = fileBeside(path, ending);
		const stats = statsOf(file);
		if (stats === undefined || stats.isFile()) continue;
		throw new CredcheckError(
			'STORE_MISSING',
			`cannot open the store ${path}: ${file} is ${kindOf(stats)}, not a file`,
			`remove ${file}, and run the same command again`,
		);
	}
}

function statsOf(path: string): Stats | undefined {
	try {
		return statSync(path);
	} catch {
		// SQLite says why it cannot be opened.
		return undefined;
	}
}
