/** The tables of the store, and the marks of its file. */

import { CredcheckError } from '../errors.ts';
import { type HashKind, kindNamed } from '../range/kind.ts';
import type { Database } from './database.ts';
import { COUNTS_TABLE } from './tables/counts.ts';
import { fileDamage } from './tables/damage.ts';

/** `CRCK`, at byte 68 of the file. */
export const APPLICATION_ID = 0x4352434b;
/** The version of the tables below, at byte 60 of the file. */
export const SCHEMA_VERSION = 4;
/** Blobs of about 37 KB are read twice as fast as with SQLite's default of 4,096; 65,536 would waste half the file. */
export const PAGE_BYTES = 16_384;

/** The tables whose rows are proved (see `tables/proved-table.ts`). */
export type TableName = 'meta' | 'sources' | 'checks' | 'counts' | 'failures' | 'syncs';
export type AnyTableName = TableName | 'ranges';

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

/** @throws CredcheckError STORE_MISSING when it is another than that of this program */
export function checkVersion(path: string, version: number): void {
	if (version === SCHEMA_VERSION) return;
	throw new CredcheckError(
		'STORE_MISSING',
		`${path} is a store of version ${version}; this program reads version ${SCHEMA_VERSION}`,
		version > SCHEMA_VERSION
			? 'it was made by a newer credcheck: update this one'
			: 'it was made by an older credcheck: delete it and run credcheck sync',
	);
}

/**
 * Refuses a database that is marked as a store but has none of its tables, or other ones.
 *
 * @throws CredcheckError STORE_MISSING, INCOMPLETE when only some of the tables are as they should be
 */
export function checkTables(database: Database, path: string): void {
	// The version in the write-ahead log may be newer than that in the file's header.
	const version = database.pragma('user_version', { simple: true }) as number;
	checkVersion(path, version);
	const found = database
		.prepare('SELECT type, name, tbl_name, sql, rootpage FROM sqlite_schema')
		.raw()
		.all()
		.map((row) => row as unknown[])
		.map(([type, name, table, sql, page]) => ({
			type,
			definition: type === 'table' && name === table ? definitionOf(name, sql) : undefined,
			page,
		}));
	const wanted = TABLES.split(';')
		.map((sql) => definitionOf(/CREATE TABLE (\w+)/.exec(sql)?.[1], sql))
		.filter((definition) => definition !== undefined);
	const missing = wanted.filter((own) => found.every(({ definition }) => definition !== own));
	if (missing.length === wanted.length) {
		throw new CredcheckError(
			'STORE_MISSING',
			`${path} is not a complete credcheck store: tables are missing`,
			'it was left as it is; name another file with --store',
		);
	}
	// Of a trigger or a view, say, SQLite would run what somebody else wrote.
	const other = found.find(({ definition }) => !wanted.some((own) => own === definition));
	const pages = new Set(found.map(({ page }) => page));
	if (missing.length === 0 && other !== undefined) {
		throw fileDamage(path, `it has ${nameOfType(other.type)} that credcheck did not make`);
	}
	if (missing.length > 0 || found.length !== wanted.length || pages.size !== wanted.length) {
		throw fileDamage(path, 'the definitions of its tables are not those of a store');
	}
}

/** The name and the text of a definition, whatever its white space; undefined without either. */
function definitionOf(name: unknown, sql: unknown): string | undefined {
	if (typeof name !== 'string' || typeof sql !== 'string') return undefined;
	return `${name}: ${sql.trim().replaceAll(/\s+/g, ' ')}`;
}

function nameOfType(type: unknown): string {
	return type === 'trigger' || type === 'view' || type === 'table' ? `a ${type}` : 'something';
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
