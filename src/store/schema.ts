/** The tables of the store, and the marks of its file. */

import { CredcheckError } from '../errors.ts';
import { type HashKind, kindNamed } from '../range/kind.ts';
import type { Database } from './database.ts';
import { checkVersion } from './file/header.ts';

/** `CRCK`, at byte 68 of the file. */
export const APPLICATION_ID = 0x4352434b;
/** The version of the tables below, at byte 60 of the file. */
export const SCHEMA_VERSION = 3;
/** Blobs of about 37 KB are read twice as fast as with SQLite's default of 4,096; 65,536 would waste half the file. */
export const PAGE_BYTES = 16_384;

/**
 * `ranges` is large, and a row changes only when its range does. `verify` compares a blob with its
 * `checksum`, a SHA-256. All other reads compare it with `crc`, a CRC-32, which takes a fifth of the time
 * and detects a bad disk. `checks` is small and changes at each check. It also has the number of hashes
 * and the body fingerprint (`head`) of each range, so that neither `status` nor `sync` scans the blobs.
 */
export const TABLES = `
	CREATE TABLE meta (
		key TEXT PRIMARY KEY,
		value TEXT NOT NULL
	) WITHOUT ROWID;
	CREATE TABLE ranges (
		prefix INTEGER PRIMARY KEY,
		checksum BLOB NOT NULL,
		crc INTEGER NOT NULL,
		packed BLOB NOT NULL
	);
	CREATE TABLE sources (
		id INTEGER PRIMARY KEY,
		name TEXT NOT NULL UNIQUE
	);
	CREATE TABLE checks (
		prefix INTEGER PRIMARY KEY,
		checked_at INTEGER NOT NULL,
		hashes INTEGER NOT NULL,
		source INTEGER NOT NULL REFERENCES sources (id),
		etag TEXT,
		last_modified TEXT,
		head INTEGER NOT NULL
	);
	CREATE TABLE failures (
		prefix INTEGER PRIMARY KEY,
		reason TEXT NOT NULL,
		since INTEGER NOT NULL,
		tried_at INTEGER NOT NULL
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
		ended TEXT
	);
`;

/**
 * Refuses a database that is marked as a store but lacks tables, or has hashes of an unknown kind.
 *
 * @returns the kind of its hashes
 * @throws CredcheckError STORE_MISSING
 */
export function checkTables(database: Database, path: string): HashKind {
	// The version in the write-ahead log may be newer than that in the file's header.
	const version = database.pragma('user_version', { simple: true }) as number;
	checkVersion(path, version);
	const tables = database
		.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
		.pluck()
		.all();
	const wanted = [...TABLES.matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name);
	if (!wanted.every((name) => tables.includes(name))) {
		throw new CredcheckError(
			'STORE_MISSING',
			`${path} is not a complete credcheck store: tables are missing`,
			'it was left as it is; name another file with --store',
		);
	}
	const algorithm = database
		.prepare("SELECT value FROM meta WHERE key = 'algorithm'")
		.pluck()
		.get() as string | undefined;
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
