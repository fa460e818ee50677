/** Opening SQLite, and what its errors mean to a user. */

import Database from 'better-sqlite3';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';

export type { Database } from 'better-sqlite3';

/**
 * @throws CredcheckError NATIVE_MISSING when the binding was not built for this Node
 */
export function openDatabase(path: string, options: Database.Options): Database.Database {
	try {
		return new Database(path, { timeout: 10_000, ...options });
	} catch (error) {
		throw databaseError(error, path);
	}
}

/** Runs `work`, turning what SQLite throws into an error a user can act on. */
export function withDatabaseErrors<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw databaseError(error, path);
	}
}

/** Runs `work`; should it throw, nobody is left to close the database. */
export function orClose<T>(database: Database.Database, work: () => T): T {
	try {
		return work();
	} catch (error) {
		database.close();
		throw error;
	}
}

/** Whether SQLite found the file itself to be damaged. */
export function isDamage(error: unknown): boolean {
	const code = systemCode(error) ?? '';
	return /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(code);
}

/** What SQLite threw as an error a user can act on; anything else as it is. */
export function databaseError(error: unknown, path: string): unknown {
	if (error instanceof CredcheckError) return error;
	const code = systemCode(error) ?? '';
	const message = messageOf(error);
	if (
		code === 'MODULE_NOT_FOUND' ||
		code === 'ERR_DLOPEN_FAILED' ||
		message.startsWith('Could not locate the bindings file')
	) {
		return new CredcheckError(
			'NATIVE_MISSING',
			'the SQLite binding is not built for this Node',
			'run npm rebuild better-sqlite3 where credcheck is installed (it needs python3, make and a C++ compiler)',
			error,
		);
	}
	if (code.startsWith('SQLITE_FULL') || code === 'SQLITE_IOERR_WRITE') {
		return new CredcheckError(
			'OUTPUT',
			`the disk is full: ${path} could not grow`,
			'free some space and run the same command again; what was stored before is kept',
			error,
		);
	}
	if (code.startsWith('SQLITE_BUSY')) {
		return new CredcheckError(
			'STORE_LOCKED',
			`another program holds ${path}`,
			'wait for it to end, or stop it; what was stored before is kept',
			error,
		);
	}
	if (isDamage(error)) {
		return new CredcheckError(
			'INCOMPLETE',
			`the store ${path} is damaged: ${message}`,
			'the file itself is broken: delete it and run credcheck sync again',
			error,
		);
	}
	// The log and its index cannot even be opened where there is no room for them.
	if (code.startsWith('SQLITE_IOERR')) {
		return new CredcheckError(
			'OUTPUT',
			`the store ${path} cannot be read or written: ${message} (${code})`,
			'is the disk full? if not, it may be failing',
			error,
		);
	}
	if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')) {
		return new CredcheckError(
			'STORE_MISSING',
			`cannot open the store ${path}: ${message}`,
			'check that its folder is there and may be written',
			error,
		);
	}
	return error;
}
