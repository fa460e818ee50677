/**
 * The store's file: its tables, and the marks by which it is recognized. The marks are in its first
 * hundred bytes, and are read without SQLite, so that checking a file never changes it.
 */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { type HashKind, kindNamed } from '../range/kind.ts';
import type { Database } from './database.ts';
import { COUNTS_TABLE } from './tables/counts.ts';
import { storeDamage } from './tables/damage.ts';

/** `CRCK`, at byte 68 of the file. */
export const APPLICATION_ID = 0x4352434b;
/** The version of the tables below, at byte 60 of the file. */
export const SCHEMA_VERSION = 4;
/** Blobs of about 37 KB are read twice as fast as with SQLite's default of 4,096; 65,536 would waste half the file. */
export const PAGE_BYTES = 16_384;

/** The tables whose rows are proved (see `tables/proved-table.ts`). */
export type ProvedTableName = 'meta' | 'sources' | 'checks' | 'counts' | 'failures' | 'syncs';
export type TableName = ProvedTableName | 'ranges';

/**
 * `ranges` is large, and a row changes only when its range does. `verify` compares a blob with its
 * `checksum`, a SHA-256. All other reads compare it with `crc` of `checks`, a CRC-32, which takes a fifth of the
 * time: so they also notice a blob that is not the last one, and a range that is in one of the two tables alone.
 * `checks` is small and changes at each check. It also has the number of hashes
 * and the body fingerprint (`head`) of each range, so that neither `status` nor `sync` scans the blobs.
 * No table refers to another or has an index: what is damaged in one place must not seem missing in another.
 */
export const TABLES = `
	CREATE TABLE meta (
		key TEXT PRIMARY KEY,
		value TEXT NOT NULL,
		sum INTEGER NOT NULL
	) WITHOUT ROWID;
	CREATE TABLE ranges (
		prefix INTEGER PRIMARY KEY,
		checksum BLOB NOT NULL,
		packed BLOB NOT NULL
	);
	CREATE TABLE sources (
		id INTEGER PRIMARY KEY,
		name TEXT NOT NULL,
		sum INTEGER NOT NULL
	);
	CREATE TABLE checks (
		prefix INTEGER PRIMARY KEY,
		checked_at INTEGER NOT NULL,
		hashes INTEGER NOT NULL,
		crc INTEGER NOT NULL,
		head INTEGER NOT NULL,
		source INTEGER NOT NULL,
		etag TEXT,
		last_modified TEXT,
		sum INTEGER NOT NULL
	);
	${COUNTS_TABLE.trim()}
	CREATE TABLE failures (
		prefix INTEGER PRIMARY KEY,
		reason TEXT NOT NULL,
		since INTEGER NOT NULL,
		tried_at INTEGER NOT NULL,
		sum INTEGER NOT NULL
	);
	CREATE TABLE syncs (
		id INTEGER PRIMARY KEY,
		started_at INTEGER NOT NULL,
		finished_at INTEGER,
		source TEXT NOT NULL,
		requested INTEGER,
		changed INTEGER,
		unchanged INTEGER,
		skipped INTEGER,
		failed INTEGER,
		ended TEXT,
		sum INTEGER NOT NULL
	);
	CREATE TABLE tallies (
		name TEXT PRIMARY KEY,
		rows INTEGER NOT NULL,
		sum INTEGER NOT NULL
	) WITHOUT ROWID;
	INSERT INTO tallies (name, rows, sum)
	VALUES ('meta', 0, 0), ('sources', 0, 0), ('checks', 0, 0), ('counts', 0, 0), ('failures', 0, 0), ('syncs', 0, 0);
`;

/**
 * Refuses a path that SQLite would trim, or would not take for a file.
 *
 * @throws CredcheckError USAGE
 */
export function checkName(path: string): void {
	if (path === '' || path.trim() !== path || path === ':memory:') {
		throw new CredcheckError('USAGE', 'a store must be a file, without spaces around its name');
	}
}

/**
 * Whether there is a store, judging by the file's header.
 *
 * @returns false when there is no file
 * @throws CredcheckError STORE_MISSING when the file is something else, or a store of another version
 */
export function checkIsStore(path: string): boolean {
	const header = readHeader(path);
	if (header === undefined) return false;
	const isSqlite = header.toString('latin1', 0, 16) === 'SQLite format 3\0';
	if (!isSqlite || header.readUInt32BE(68) !== APPLICATION_ID) {
		throw new CredcheckError(
			'STORE_MISSING',
			`${path} is not a credcheck store`,
			'it was left as it is; name another file with --store',
		);
	}
	const version = header.readUInt32BE(60);
	if (version !== SCHEMA_VERSION) throw otherVersion(path, version);
	return true;
}

function otherVersion(path: string, version: number): CredcheckError {
	return new CredcheckError(
		'STORE_MISSING',
		`${path} is a store of version ${version}; this program reads version ${SCHEMA_VERSION}`,
		version > SCHEMA_VERSION
			? 'it was made by a newer credcheck: update this one'
			: 'it was made by an older credcheck: delete it and run credcheck sync',
	);
}

/** The first hundred bytes, zero-filled; undefined when there is no file. */
function readHeader(path: string): Buffer | undefined {
	const header = Buffer.alloc(100);
	try {
		if (!statSync(path).isFile())
			throw new CredcheckError('STORE_MISSING', `${path} is not a file`);
		const file = openSync(path, 'r');
		try {
			readSync(file, header, 0, header.length, 0);
		} finally {
			closeSync(file);
		}
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		if (error instanceof CredcheckError) throw error;
		const message = `cannot read ${path}: ${messageOf(error)}`;
		const isForbidden = systemCode(error) === 'EACCES';
		const hint = isForbidden
			? 'its owner can give you access to it and its folder: to read them, or for a sync to write'
			: undefined;
		throw new CredcheckError('STORE_MISSING', message, hint, error);
	}
	return header;
}

/**
 * Refuses a database that is marked as a store but has none of its tables, or other ones.
 *
 * @throws CredcheckError STORE_MISSING, INCOMPLETE when only some of the tables are as they should be
 */
export function checkTables(database: Database, path: string): void {
	// The version in the write-ahead log may be newer than that in the file's header.
	const version = database.pragma('user_version', { simple: true }) as number;
	if (version !== SCHEMA_VERSION) throw otherVersion(path, version);
	const found = new Set(database.prepare('SELECT sql FROM sqlite_schema').pluck().all());
	const wanted = TABLES.split(';').filter((sql) => sql.includes('CREATE TABLE'));
	const missing = wanted.filter((sql) => !found.has(sql.trim()));
	if (missing.length === 0) return;
	if (missing.length < wanted.length) throw storeDamage(path, 'the definition of its tables');
	throw new CredcheckError(
		'STORE_MISSING',
		`${path} is not a complete credcheck store: tables are missing`,
		'it was left as it is; name another file with --store',
	);
}

/** @throws CredcheckError STORE_MISSING when this program does not know the kind */
export function knownKind(algorithm: string | undefined, path: string): HashKind {
	const kind = kindNamed(algorithm);
	if (kind !== undefined) return kind;
	throw new CredcheckError(
		'STORE_MISSING',
		`${path} is a store of hashes of a kind that this program does not know`,
		'it was left as it is; update credcheck, or name another file with --store',
	);
}

/**
 * @param wanted undefined for any kind
 * @throws CredcheckError USAGE when the store has hashes of another kind
 */
export function checkKind(path: string, kind: HashKind, wanted: HashKind | undefined): void {
	if (wanted === undefined || wanted.name === kind.name) return;
	throw new CredcheckError(
		'USAGE',
		`the store ${path} has ${kind.title} hashes, not ${wanted.title}`,
		`leave out --kind ${wanted.name}, or name a store of ${wanted.title} hashes with --store`,
	);
}
