/** Creates a store: complete or not at all. */

import { randomUUID } from 'node:crypto';
import {
	closeSync,
	existsSync,
	lstatSync,
	openSync,
	readdirSync,
	readlinkSync,
	realpathSync,
	renameSync,
	rmSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { makePrivateFolder } from '../private-folder.ts';
import type { HashKind } from '../range/kind.ts';
import { USER_AGENT } from '../version.ts';
import { openDatabase, withDatabaseErrors } from './database.ts';
import { APPLICATION_ID, PAGE_BYTES, SCHEMA_VERSION, TABLES } from './schema.ts';
import { COUNTS_ROW } from './tables/counts.ts';
import { StoreTables } from './tables/store-tables.ts';

/**
 * The path without links of a file that may not exist yet. Its folder is made if it is missing.
 *
 * @throws CredcheckError STORE_MISSING when the folder cannot be made
 */
export function resolveLinks(path: string): string {
	try {
		const target = danglingTarget(path);
		if (target !== undefined) return resolveLinks(target);
		makePrivateFolder(dirname(path));
		return existsSync(path)
			? realpathSync(path)
			: join(realpathSync(dirname(path)), basename(path));
	} catch (error) {
		if (error instanceof CredcheckError) throw error;
		const message = `cannot make the folder of the store ${path}: ${messageOf(error)}`;
		throw new CredcheckError('STORE_MISSING', message, undefined, error);
	}
}

/** Where a link points if nothing is there. */
function danglingTarget(path: string): string | undefined {
	if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return undefined;
	try {
		realpathSync(path);
		return undefined;
	} catch (error) {
		// Links may also lead to each other.
		if (systemCode(error) !== 'ENOENT') throw error;
		return resolve(dirname(path), readlinkSync(path));
	}
}

/** Removes unfinished stores, such as a killed run leaves. */
function removeDrafts(path: string): void {
	const draft = /^-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-journal|-wal|-shm)?$/;
	for (const name of readdirSync(dirname(path))) {
		const rest = name.startsWith(basename(path)) ? name.slice(basename(path).length) : '';
		if (draft.test(rest)) rmSync(join(dirname(path), name), { force: true });
	}
}

/** Makes the store under another name and renames it, so that it is always complete. The caller holds the lock. */
export function createStore(path: string, kind: HashKind): void {
	removeDrafts(path);
	const draft = `${path}-${randomUUID()}`;
	try {
		closeSync(openSync(draft, 'wx', 0o600));
	} catch (error) {
		const full = /^(ENOSPC|EDQUOT)$/.test(systemCode(error) ?? '');
		throw new CredcheckError(
			full ? 'OUTPUT' : 'STORE_MISSING',
			`cannot make the store ${path}: ${messageOf(error)}`,
			full ? 'free some space and run the same command again' : undefined,
			error,
		);
	}
	try {
		withDatabaseErrors(path, () => fillStore(draft, kind));
		renameSync(draft, path);
	} catch (error) {
		try {
			removeDrafts(path);
		} catch {
			// The first error says more.
		}
		throw error;
	}
}

function fillStore(draft: string, kind: HashKind): void {
	const database = openDatabase(draft, {});
	try {
		database.pragma(`page_size = ${PAGE_BYTES}`);
		database.pragma(`application_id = ${APPLICATION_ID}`);
		database.pragma(`user_version = ${SCHEMA_VERSION}`);
		database.exec(TABLES);
		const tables = new StoreTables(database);
		tables.change(() => {
			tables.setMeta('algorithm', kind.name);
			tables.setMeta('created_at', new Date().toISOString());
			tables.setMeta('created_by', USER_AGENT);
			tables.counts.put([COUNTS_ROW, '']);
		});
	} finally {
		database.close();
	}
}
