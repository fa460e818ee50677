/** Making a store: a whole one or none. */

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

/** The one name of a file that may not be there yet, in a folder that is made if need be. */
export function resolveLinks(path: string): string {
	if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() && !existsSync(path)) {
		return resolveLinks(resolve(dirname(path), readlinkSync(path)));
	}
	makeParent(path);
	return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
}

function makeParent(path: string): void {
	try {
		makePrivateFolder(dirname(path));
	} catch (error) {
		throw new CredcheckError(
			'STORE_MISSING',
			`cannot make the folder of the store ${path}: ${messageOf(error)}`,
			undefined,
			error,
		);
	}
}

/** What a run that was killed while it made the store has left. The caller holds the lock. */
export function removeDrafts(path: string): void {
	const draft = /^-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-journal|-wal|-shm)?$/;
	for (const name of readdirSync(dirname(path))) {
		const rest = name.startsWith(basename(path)) ? name.slice(basename(path).length) : '';
		if (draft.test(rest)) rmSync(join(dirname(path), name), { force: true });
	}
}

/** Makes the store under another name and renames it, so that a store is always a whole one. */
export function createStore(path: string, kind: HashKind): void {
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
		for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(draft + ending, { force: true });
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
		const meta = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
		meta.run('algorithm', kind.name);
		meta.run('created_at', new Date().toISOString());
		meta.run('created_by', USER_AGENT);
		// Last, so that the header is in the file itself and not in a log beside it.
		database.pragma('journal_mode = WAL');
	} finally {
		database.close();
	}
}
