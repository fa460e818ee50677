/** Loads SQLite, opens databases, and turns SQLite's errors into errors that a user can act on. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type SQLite from 'better-sqlite3';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { fileDamage } from './tables/damage.ts';
import { DamagedValue } from './values.ts';

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
	// Resolved, since SQLite would take some relative names for something else.
	const database = withDatabaseErrors(path, () => {
		// better-sqlite3 has an error of its own for this.
		if (!existsSync(dirname(path))) throw noFolder(path);
		return new Database(resolve(path), { timeout: 10_000, ...options });
	});
	return orClose(path, database, () => {
		for (const setting of GUARDS) database.pragma(setting);
		if (options.readonly === true) database.pragma('query_only = ON');
		return database;
	});
}

function noFolder(path: string): CredcheckError {
	const message = `cannot open the store ${path}: its folder does not exist`;
	return new CredcheckError('STORE_MISSING', message, 'was it removed or renamed meanwhile?');
}

/**
 * For a file that somebody else may have written. None of these reads it. better-sqlite3 adds SQLite's "defensive"
 * mode, and loads no extensions unless it is told to. Nothing is mapped into memory: a file that is cut while it is
 * read would end the process.
 */
const GUARDS = ['trusted_schema = OFF', 'cell_size_check = ON', 'mmap_size = 0'];

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

/** Lets `work` read one state of the file, whatever is written meanwhile. */
export function readInOneState<T>(database: SQLite.Database, work: () => T): T {
	if (database.inTransaction) return work();
	database.exec('BEGIN');
	try {
		return work();
	} finally {
		// Not COMMIT, which fails where the file is damaged. An error may have ended the transaction.
		if (database.inTransaction) database.exec('ROLLBACK');
	}
}

/** What SQLite says of a damaged file, besides `SQLITE_CORRUPT` and the like, each with its code. */
const DAMAGE: Readonly<Record<string, RegExp>> = {
	// Of a definition that lacks a table or a column, and of sums of cells. Our own mistakes have other words.
	SQLITE_ERROR:
		/^(no such (table|column)|unsupported file format|integer overflow|database schema)/,
	SQLITE_MISMATCH: /./,
	SQLITE_TOOBIG: /./,
	SQLITE_SCHEMA: /./,
};

/** Whether the file is damaged, as far as SQLite or the reader of its values found. */
export function isDamage(error: unknown): boolean {
	if (error instanceof DamagedValue) return true;
	const code = systemCode(error) ?? '';
	if (/^SQLITE_(CORRUPT|NOTADB|FORMAT|IOERR_SHORT_READ|IOERR_CORRUPTFS)/.test(code)) return true;
	return DAMAGE[code]?.test(messageOf(error)) ?? false;
}

/** Turns what SQLite threw into an error that a user can act on; returns anything else unchanged. */
export function databaseError(error: unknown, path: string): unknown {
	if (error instanceof CredcheckError) return error;
	const message = messageOf(error);
	if (isDamage(error)) {
		return fileDamage(path, message, error);
	}
	const code = systemCode(error) ?? '';
	const known = KINDS.find(({ codes }) => codes.test(code));
	return known === undefined ? error : known.make(path, message, error);
}

interface ErrorKind {
	/** SQLite's codes of such errors. */
	readonly codes: RegExp;
	make(path: string, message: string, cause: unknown): CredcheckError;
}

/** The first whose codes match. */
const KINDS: readonly ErrorKind[] = [
	{
		codes: /^SQLITE_(FULL|IOERR_WRITE$)/,
		make: (path, _, cause) =>
			new CredcheckError(
				'OUTPUT',
				`the disk is full: ${path} could not grow`,
				'free some space and run the same command again; what was stored before is kept',
				cause,
			),
	},
	{
		codes: /^SQLITE_(BUSY|PROTOCOL)/,
		make: (path, _, cause) =>
			new CredcheckError(
				'STORE_LOCKED',
				`another program has locked ${path}`,
				'wait for it to end, or stop it; what was stored before is kept',
				cause,
			),
	},
	{
		codes: /^SQLITE_(NOMEM|IOERR_NOMEM)/,
		make: (path, _, cause) =>
			new CredcheckError(
				'INCOMPLETE',
				`the store ${path} cannot be read: there is not enough memory, or a size in it is damaged`,
				'free some memory and run the same command again; if it fails again, run credcheck verify',
				cause,
			),
	},
	{
		// On a full disk not even the write-ahead log and its index can be opened.
		codes: /^SQLITE_IOERR/,
		make: (path, message, cause) =>
			new CredcheckError(
				'OUTPUT',
				`the store ${path} cannot be read or written: ${message} (${systemCode(cause)})`,
				'is the disk full? if not, it may be failing',
				cause,
			),
	},
	{
		codes: /^SQLITE_READONLY_DBMOVED/,
		make: (path, _, cause) => removedWhileWritten(path, cause),
	},
	{
		codes: /^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/,
		make: (path, message, cause) =>
			new CredcheckError(
				'STORE_MISSING',
				`cannot open the store ${path}: ${message}`,
				'check that its folder exists and is writable',
				cause,
			),
	},
];

export function removedWhileWritten(path: string, cause?: unknown): CredcheckError {
	return new CredcheckError(
		'OUTPUT',
		`the store ${path} was removed or replaced while it was being written`,
		'find out what did that, and run the same command again',
		cause,
	);
}
