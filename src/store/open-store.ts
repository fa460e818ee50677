/** Opens stores for reading: on the main thread, on its workers, and within a connection that is open already. */

import { CredcheckError, systemCode } from '../errors.ts';
import { type HashKindName, kindNamed } from '../range/kind.ts';
import { type Database, openDatabase, orClose } from './database.ts';
import { checkIsStore, checkName } from './file/header.ts';
import { otherName } from './file/other-name.ts';
import { assertFile } from './file/place.ts';
import { StoreReader } from './reader.ts';
import { isAtRest, isLogOpen, logElsewhere, notAtRest, settle } from './rest.ts';
import { checkKind, checkTables, knownKind } from './schema.ts';
import { StoreTables } from './tables/store-tables.ts';

/** Of SQLite's page cache. */
const CACHE_KIB = 1024;

/**
 * Opens a store for reading.
 *
 * @param kind of hashes that it must have; undefined for any
 * @throws CredcheckError STORE_MISSING when there is none or the file is something else, USAGE when it has
 *   hashes of another kind, NATIVE_MISSING when SQLite cannot be loaded
 */
export function openStore(path: string, kind?: HashKindName): StoreReader {
	checkName(path);
	if (!checkIsStore(path)) throw noStore(path);
	if (!isAtRest(path)) {
		const other = otherName(path);
		if (other !== undefined) throw logElsewhere(path, other);
		settle(path);
	}
	return openChecked(path, kind);
}

/**
 * Opens a store that another thread of this process has open, without reading its header: for why, see
 * `file/header.ts`.
 *
 * @throws as `openStore`
 */
export function openStoreAgain(path: string): StoreReader {
	if (!assertFile(path)) throw noStore(path);
	return openChecked(path, undefined);
}

function noStore(path: string): CredcheckError {
	return new CredcheckError(
		'STORE_MISSING',
		`no store at ${path}`,
		'make one with credcheck sync, or name another with --store or --kind',
	);
}

function openChecked(path: string, kind: HashKindName | undefined): StoreReader {
	const database = openDatabase(path, { readonly: true });
	return orClose(path, database, () => {
		readFirst(database, path);
		// By default 16 MB for each thread: of use only for what is read again, such as the upper pages of the tree.
		database.pragma(`cache_size = -${CACHE_KIB}`);
		const other = otherName(path);
		if (other !== undefined) {
			// A sync under another name would begin its log without this reader noticing: it has to wait.
			database.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
			if (isLogOpen(database)) throw logElsewhere(path, other);
		}
		const store = readStore(path, database);
		checkKind(path, store.kind, kindNamed(kind));
		store.noteOpen();
		return store;
	});
}

/**
 * A reader of an open database.
 *
 * @throws CredcheckError STORE_MISSING when it is no store, INCOMPLETE when it is damaged
 */
export function readStore(path: string, database: Database): StoreReader {
	checkTables(database, path);
	const tables = new StoreTables(database);
	const kind = knownKind(tables.readMeta().get('algorithm'), path);
	return new StoreReader(path, kind, database, tables);
}

/** The first read fails where SQLite would have to write beside the store and may not. */
function readFirst(database: Database, path: string): void {
	try {
		database.pragma('user_version');
	} catch (error) {
		const isRefused = /^SQLITE_(CANTOPEN|READONLY)/.test(systemCode(error) ?? '');
		throw isRefused && !isAtRest(path) ? notAtRest(path, error) : error;
	}
}
