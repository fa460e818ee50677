/** Loads SQLite, opens databases, and turns SQLite's errors into errors that a user can act on. */

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type SQLite from 'better-sqlite3';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';

export type { Database, Statement } from 'better-sqlite3';

/**
 * Which better-sqlite3 works on this Node. Version 13 needs Node-API 10, which Node has from 22.14 and 23.6
 * on: older Nodes end with a segmentation fault. Version 12 in turn aborts Node 24.19 and later when a
 * statement is garbage-collected at the wrong moment.
 */
const runsNewer = Number(process.versions['napi']) >= 10;

const require = createRequire(import.meta.url);
let loaded: typeof SQLite | undefined;

/** @throws CredcheckError NATIVE_MISSING when no SQLite binding works with this Node */
export function openDatabase(path: string, options: SQLite.Options): SQLite.Database {
	loaded ??= loadSqlite();
	const Database = loaded;
	return withDatabaseErrors(path, () => new Database(path, { timeout: 10_000, ...options }));
}

function loadSqlite(): typeof SQLite {
	try {
		const sqlite = runsNewer
			? requireNewer()
			: (require(`${olderNodeFolder()}/node_modules/better-sqlite3`) as typeof SQLite);
		// The package loads its binary only when a database is opened.
		new sqlite(':memory:').close();
		return sqlite;
	} catch (error) {
		throw new CredcheckError(
			'NATIVE_MISSING',
			`no SQLite binding works with this Node (${process.version}, ${process.platform} ${process.arch})`,
			runsNewer
				? 'install credcheck again with this Node, optional dependencies included'
				: `run "${process.execPath}" "${olderNodeFolder()}/install.js", or use Node 22.14 or later and install credcheck again`,
			error,
		);
	}
}

/** Refuses version 12, which npm may have installed here for another package: it would seem to work. */
function requireNewer(): typeof SQLite {
	const { version } = require('better-sqlite3/package.json') as { version: string };
	if (Number.parseInt(version, 10) < 13) throw new Error(`better-sqlite3 ${version} is too old`);
	return require('better-sqlite3');
}

function olderNodeFolder(): string {
	return `${dirname(require.resolve('credcheck/package.json'))}/bin/older-node`;
}

/** Runs `work`, turning what SQLite throws into an error that a user can act on. */
export function withDatabaseErrors<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw databaseError(error, path);
	}
}

/** As `withDatabaseErrors`, and closes the database when `work` throws. */
export function orClose<T>(path: string, database: SQLite.Database, work: () => T): T {
	try {
		return withDatabaseErrors(path, work);
	} catch (error) {
		database.close();
		throw error;
	}
}

/** Whether SQLite found the file damaged. */
export function isDamage(error: unknown): boolean {
	const code = systemCode(error) ?? '';
	return /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(code);
}

/** Turns what SQLite threw into an error that a user can act on; returns anything else unchanged. */
export function databaseError(error: unknown, path: string): unknown {
	if (error instanceof CredcheckError) return error;
	const code = systemCode(error) ?? '';
	const message = messageOf(error);
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
			`another program has locked ${path}`,
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
	// On a full disk not even the write-ahead log and its index can be opened.
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
			'check that its folder exists and is writable',
			error,
		);
	}
	return error;
}
