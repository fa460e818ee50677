/**
 * One writer at a time, by a lock the operating system lets go when its holder dies: nothing is left
 * to clean after `kill -9`. It is SQLite's own write lock on an empty file beside the store, so that
 * readers of the store never meet it.
 */

import { closeSync, openSync, statSync } from 'node:fs';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { databaseError, openDatabase } from './database.ts';

export interface StoreLock {
	release(): void;
}

/**
 * @param describeHolder says who holds the lock, in words that may follow its name
 * @throws CredcheckError STORE_LOCKED at once when another process holds the lock, STORE_MISSING when
 *   there can be no lock beside the store
 */
export function lockStore(storePath: string, describeHolder: () => string): StoreLock {
	const lockPath = `${storePath}-lock`;
	makeLockFile(storePath, lockPath);
	const database = openDatabase(lockPath, { timeout: 0 });
	try {
		database.exec('BEGIN IMMEDIATE');
	} catch (error) {
		database.close();
		if (!systemCode(error)?.startsWith('SQLITE_BUSY')) throw databaseError(error, storePath);
		throw new CredcheckError(
			'STORE_LOCKED',
			`another sync holds ${storePath}${describeHolder()}`,
			'wait for it to end, or stop it; running sync again then is always safe',
		);
	}
	return {
		release() {
			database.exec('ROLLBACK');
			database.close();
		},
	};
}

/** Makes the empty file that is locked. A file with something in it is somebody else's. */
function makeLockFile(storePath: string, lockPath: string): void {
	try {
		const there = statSync(lockPath, { throwIfNoEntry: false });
		// A pipe would be waited for in vain.
		if (there === undefined) closeSync(openSync(lockPath, 'a', 0o600));
		if (there === undefined || (there.isFile() && there.size === 0)) return;
	} catch (error) {
		throw new CredcheckError(
			'STORE_MISSING',
			`cannot write beside the store ${storePath}: ${messageOf(error)}`,
			'the folder of the store must be there and writable',
			error,
		);
	}
	throw new CredcheckError(
		'STORE_MISSING',
		`${lockPath} is in the way: credcheck locks an empty file of that name`,
		'move it, or name another store with --store',
	);
}
