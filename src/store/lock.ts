/**
 * The lock of the store: one writer at a time. It is SQLite's write lock on an empty file beside the
 * store, so that readers of the store are never blocked. The operating system releases it when its holder
 * dies: nothing is left to clean up after `kill -9`.
 */

import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { databaseError, openDatabase } from './database.ts';

/**
 * @param describeHolder who holds the lock, as words to append to the store's path
 * @returns releases the lock
 * @throws CredcheckError STORE_LOCKED at once when another process holds the lock, STORE_MISSING when
 *   there can be no lock beside the store
 */
export function lockStore(storePath: string, describeHolder: () => string): () => void {
	const lockPath = `${storePath}-lock`;
	makeLockFile(storePath, lockPath);
	const database = openDatabase(lockPath, { timeout: 0 });
	try {
		// Nothing is ever written, so that a journal on disk would only be left behind by a killed process.
		database.pragma('journal_mode = MEMORY');
		database.exec('BEGIN IMMEDIATE');
	} catch (error) {
		database.close();
		if (!systemCode(error)?.startsWith('SQLITE_BUSY')) throw databaseError(error, storePath);
		throw new CredcheckError(
			'STORE_LOCKED',
			`another sync has locked ${storePath}${describeHolder()}`,
			'wait for it to end, or stop it; running sync again then is always safe',
		);
	}
	return () => {
		database.exec('ROLLBACK');
		database.close();
	};
}

/** Makes the empty file to lock. A file that is not empty belongs to another program. */
function makeLockFile(storePath: string, lockPath: string): void {
	try {
		const existing = statSync(lockPath, { throwIfNoEntry: false });
		if (existing === undefined) closeSync(openSync(lockPath, 'a', 0o600));
		accessSync(lockPath, constants.W_OK);
		// A pipe is also empty, but opening it would block.
		if (existing === undefined || (existing.isFile() && existing.size === 0)) return;
	} catch (error) {
		throw new CredcheckError(
			'STORE_MISSING',
			`cannot write beside the store ${storePath}: ${messageOf(error)}`,
			'to fetch ranges, the store and its folder must exist and be writable',
			error,
		);
	}
	throw new CredcheckError(
		'STORE_MISSING',
		`${lockPath} is in the way: credcheck locks an empty file of that name`,
		'move it, or name another store with --store',
	);
}
