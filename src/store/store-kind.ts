/** The kind of hashes of a store that is to be written. It is fixed by the first range that is stored. */

import { type HashKind, type HashKindName, kindNamed } from '../range/kind.ts';
import type { Prefix } from '../range/prefix.ts';
import type { Database } from './database.ts';
import { checkIsStore, checkName } from './file/header.ts';
import { openStore, readStore } from './open-store.ts';
import type { StoreReader } from './reader.ts';
import { checkKind } from './schema.ts';
import { StoreTables } from './tables/store-tables.ts';

/**
 * The kind of hashes that a store has, or will have.
 *
 * @param wanted by default that of the store, and SHA-1 for a new one
 * @throws as `openStore`, except that there may be no store
 */
export function kindOfStore(path: string, wanted?: HashKindName): HashKind {
	checkName(path);
	if (!checkIsStore(path)) return kindNamed(wanted ?? 'sha1');
	const store = openStore(path);
	try {
		const kind = kindNamed(wanted) ?? store.kind;
		checkTakes(store, kind);
		return kind;
	} finally {
		store.close();
	}
}

/**
 * Makes it a store of this kind.
 *
 * @throws CredcheckError USAGE when it has ranges of another kind, STORE_MISSING when it is no store
 */
export function setKind(path: string, database: Database, kind: HashKind): void {
	const store = readStore(path, database);
	if (store.kind.name === kind.name) return;
	checkTakes(store, kind);
	const tables = new StoreTables(database);
	tables.change(() => {
		for (const [prefix] of tables.failures.rows()) tables.failures.delete(prefix as Prefix);
		tables.setMeta('algorithm', kind.name);
	});
}

/** A store without ranges takes another kind: a sync from the wrong source may have made it. */
function checkTakes(store: StoreReader, kind: HashKind): void {
	const isOther = kind.name !== store.kind.name;
	if (isOther && store.totals().ranges > 0) checkKind(store.path, store.kind, kind);
}
