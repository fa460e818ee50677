/** What lies beside the file of a store under the names that SQLite opens with it. */

import { realpathSync, type Stats, statSync } from 'node:fs';
import { CredcheckError } from '../../errors.ts';
import { kindOf } from './place.ts';

const ENDINGS = ['-journal', '-wal', '-shm'];

/**
 * SQLite would open a pipe there and wait for whoever writes into it, so that not even a signal ended the program.
 *
 * @throws CredcheckError STORE_MISSING when anything but a file has one of these names
 */
export function assertFilesBeside(path: string): void {
	const file = targetOf(path);
	for (const ending of ENDINGS) {
		const stats = statsOf(`${file}${ending}`);
		if (stats === undefined || stats.isFile()) continue;
		throw new CredcheckError(
			'STORE_MISSING',
			`cannot open the store ${path}: ${file}${ending} is ${kindOf(stats)}, not a file`,
			`remove ${file}${ending}, and run the same command again`,
		);
	}
}

/** Beside the file itself, not beside a link to it. */
function targetOf(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return path;
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
