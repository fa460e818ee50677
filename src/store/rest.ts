/**
 * A store at rest is one file: whoever may read it needs to write nothing beside it. Only while a sync has it open is
 * there a write-ahead log, so that readers and the writer do not wait for each other.
 */

import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { CredcheckError } from '../errors.ts';
import { type Database, openDatabase } from './database.ts';
import { fileBeside } from './file/beside.ts';
import { hasLog } from './file/header.ts';
import { type OtherName, otherName } from './file/other-name.ts';
import { fileSize, withoutLinks } from './file/place.ts';

/** Before the first write. Waits for readers in the middle of a read, as long as the database's timeout. */
export function beginLog(database: Database): void {
	database.pragma('journal_mode = WAL');
}

/** After the last write. Where a reader has the log open, it stays until that reader or another one settles it. */
export function endLog(database: Database): void {
	database.pragma('wal_checkpoint(TRUNCATE)');
	database.pragma('journal_mode = DELETE');
}

/**
 * Brings a store to rest that a sync left with its log: it was killed, or a reader had the log open. Does nothing
 * where another program has it open, this user may not write it, or it has another name.
 */
export function settle(path: string): void {
	const folder = dirname(withoutLinks(path));
	if (!isWritable(path) || !isWritable(folder) || otherName(path) !== undefined) return;
	let database: Database | undefined;
	try {
		database = openDatabase(path, { fileMustExist: true, timeout: 0 });
		database.pragma('journal_mode = DELETE');
	} catch {
		// In use, or on a full disk: it is read together with its log.
	} finally {
		database?.close();
	}
}

/** False when there may be a log, or the journal of a killed writer. Reads the header of the file. */
export function isAtRest(path: string): boolean {
	return hasLog(path) !== true && fileSize(fileBeside(path, '-journal')) === 0;
}

/** Whether the database has a log open. */
export function isLogOpen(database: Database): boolean {
	try {
		return database.pragma('journal_mode', { simple: true }) === 'wal';
	} catch {
		// Where the file is damaged, say, there is nothing to settle.
		return false;
	}
}

function isWritable(path: string): boolean {
	try {
		accessSync(path, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

/** The error for a store that was left with its log where this user can neither settle nor read it. */
export function notAtRest(path: string, cause: unknown): CredcheckError {
	return new CredcheckError(
		'STORE_MISSING',
		`cannot read the store ${path}: a sync was ended before it closed it, and this user may not write there`,
		'let a user who may write there run credcheck status on it, or copy it with its -wal to a folder of your own',
		cause,
	);
}

/** The error for a store whose log lies beside another name of it. */
export function logElsewhere(path: string, { what, hint }: OtherName): CredcheckError {
	const message = `cannot read the store ${path}: it ${what}, and a sync has it open, or was killed, under another name`;
	return new CredcheckError('STORE_MISSING', message, hint);
}
