/** Loading SQLite, opening databases, and what SQLite's errors mean to a user. */

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type SQLite from 'better-sqlite3';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';

export type { Database, Statement } from 'better-sqlite3';

/**
 * better-sqlite3 13 is written on this version of Node-API, which Node has from 22.14 and 23.6 on: an older one
 * would end with a segmentation fault. Version 12 in turn aborts Node 24.19 and later when a statement
 * is garbage-collected at the wrong moment. So each Node gets the one that works there.
 */
const NEWER_NODE_API = 10;

const require = createRequire(import.meta.url);
let loaded: typeof SQLite | undefined;

/**
 * @throws CredcheckError NATIVE_MISSING when there is no SQLite binding that works with this Node
 */
export function openDatabase(path: string, options: SQLite.Options): SQLite.Database {
	loaded ??= loadSqlite();
	try {
		return new loaded(path, { timeout: 10_000, ...options });
	} catch (error) {
		throw databaseError(error, path);
	}
}

/** Proves that the binding works: the package itself loads its binary only once a database is opened. */
function loadSqlite(): typeof SQLite {
	try {
		const sqlite = hasNewerNodeApi() ? requireNewer() : requireOlder();
		new sqlite(':memory:').close();
		return sqlite;
	} catch (error) {
		throw new CredcheckError(
			'NATIVE_MISSING',
			`no SQLite binding works with this Node (${process.version}, ${process.platform} ${process.arch})`,
			hasNewerNodeApi()
				? 'install credcheck again with this Node, optional dependencies included'
				: `run "${process.execPath}" "${olderNodeFolder()}/install.js", or use Node 22.14 or later and install credcheck again`,
			error,
		);
	}
}

function hasNewerNodeApi(): boolean {
	return Number(process.versions['napi']) >= NEWER_NODE_API;
}

/** Where another package wants version 12, npm may have put that one here; it would seem to work. */
function requireNewer(): typeof SQLite {
	const { version } = require('better-sqlite3/package.json') as { version: string };
	if (Number.parseInt(version, 10) < 13) throw new Error(`better-sqlite3 ${version} is too old`);
	return require('better-sqlite3');
}

function requireOlder(): typeof SQLite {
	return require(`${olderNodeFolder()}/node_modules/better-sqlite3`);
}

function olderNodeFolder(): string {
	return `${dirname(require.resolve('credcheck/package.json'))}/bin/older-node`;
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
export function orClose<T>(database: SQLite.Database, work: () => T): T {
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
