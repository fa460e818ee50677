/**
 * One writer at a time, by a lock the operating system lets go when its holder dies: nothing is left
 * to clean after `kill -9`. It is SQLite's own write lock on a small file beside the store, so that
 * readers of the store never meet it.
 */

import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { openDatabase } from './database.ts';

export interface StoreLock {
	release(): void;
}

interface Holder {
	readonly pid: number;
	readonly since: string;
}

/**
 * @throws CredcheckError STORE_LOCKED at once when another process holds the lock, saying who since when
 */
export function lockStore(storePath: string): StoreLock {
	const lockPath = `${storePath}-lock`;
	const holderPath = `${storePath}-holder`;
	try {
		closeSync(openSync(lockPath, 'a', 0o600));
	} catch (error) {
		throw new CredcheckError(
			'STORE_MISSING',
			`cannot write beside the store ${storePath}: ${messageOf(error)}`,
			'the folder of the store must be writable',
			error,
		);
	}
	const database = openDatabase(lockPath, { timeout: 0 });
	try {
		database.exec('BEGIN IMMEDIATE');
	} catch (error) {
		database.close();
		if (!systemCode(error)?.startsWith('SQLITE_BUSY')) throw error;
		throw new CredcheckError(
			'STORE_LOCKED',
			`another sync holds ${storePath}${describeHolder(holderPath)}`,
			'wait for it to end, or stop it; running sync again then is always safe',
		);
	}
	const holder: Holder = { pid: process.pid, since: new Date().toISOString() };
	writeFileSync(holderPath, JSON.stringify(holder), { mode: 0o600 });
	return {
		release() {
			database.exec('ROLLBACK');
			database.close();
		},
	};
}

function describeHolder(holderPath: string): string {
	try {
		const { pid, since } = JSON.parse(readFileSync(holderPath, 'utf8')) as Holder;
		return ` (process ${pid}, since ${since})`;
	} catch {
		// It may be about to write it.
		return '';
	}
}
