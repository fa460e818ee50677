/**
 * The lock of a report folder: one run at a time writes there. It is SQLite's lock on an empty file, which the
 * operating system releases when its holder dies, and which holds between containers, where process ids say nothing.
 */

import {
	closeSync,
	constants,
	fstatSync,
	lstatSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CredcheckError, systemCode } from '../../errors.ts';
import { openDatabase } from '../../store/database.ts';
import { identityOf, removeIfEmpty } from './disk.ts';

/** In the report folder while a run works there, and after one was killed. */
export const WORK_FOLDER = '.credcheck-unfinished';

/** The empty file that is locked. */
const LOCK = 'lock';
/** Who holds the lock. */
const HOLDER = 'run';

/** Each try means that another run ended at that moment. */
const MAX_TRIES = 100;

/** Folders that this process has locked, by identity: the system's locks do not tell its own runs apart. */
const lockedHere = new Set<string>();

/**
 * Makes the working folder in a report folder, and locks it.
 *
 * @param folder which exists, without links in its path
 * @returns removes the working folder, which has to be empty but for the lock, and releases the lock; undefined when
 *   the folder was removed meanwhile
 * @throws CredcheckError OUTPUT at once when another run holds the lock; the error of the file system
 */
export function lockReportFolder(folder: string): (() => void) | undefined {
	const identity = identityOf(folder);
	if (identity === undefined) return undefined;
	if (lockedHere.has(identity)) throw lockedError(folder, ' (in this process)');
	for (let tries = 0; tries < MAX_TRIES; tries += 1) {
		const release = tryLock(folder);
		if (release !== undefined) {
			lockedHere.add(identity);
			return () => {
				release();
				lockedHere.delete(identity);
			};
		}
		if (identityOf(folder) !== identity) return undefined;
	}
	throw cannotLock(folder, 'runs begin and end there all the time');
}

/** Undefined when the lock's file was removed at that moment, by the run that held it. */
function tryLock(folder: string): (() => void) | undefined {
	const work = join(folder, WORK_FOLDER);
	const path = join(work, LOCK);
	let descriptor: number;
	try {
		makeWorkFolder(folder, work);
		const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
		descriptor = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		removeIfEmpty(work);
		throw error;
	}
	// Closed last: closing any descriptor of a file releases all locks that this process has on it.
	let unlock = () => closeSync(descriptor);
	try {
		const own = fstatSync(descriptor, { bigint: true });
		if (!own.isFile() || own.size > 0n) throw inTheWay(path);
		const database = openDatabase(path, { timeout: 0 });
		unlock = () => {
			database.close();
			closeSync(descriptor);
		};
		// Nothing is ever written, so that a journal on disk would only be left behind by a killed process.
		database.pragma('journal_mode = MEMORY');
		database.exec('BEGIN IMMEDIATE');
		// Otherwise its former holder has removed it: the lock of a file without a name excludes nobody.
		const named = statSync(path, { bigint: true, throwIfNoEntry: false });
		if (named === undefined || named.ino !== own.ino || named.dev !== own.dev) {
			unlock();
			return undefined;
		}
	} catch (error) {
		unlock();
		const code = sqliteCode(error);
		if (code?.startsWith('SQLITE_BUSY')) throw lockedError(folder, describeHolder(work));
		if (code?.startsWith('SQLITE_CANTOPEN')) return undefined;
		if (code?.startsWith('SQLITE_')) throw cannotLock(folder, code, error);
		throw error;
	}
	const release = () => {
		try {
			rmSync(join(work, HOLDER), { force: true });
			// Whoever has it open finds out that it is no longer the one with this name.
			rmSync(path, { force: true });
			// Another run may have begun there.
			removeIfEmpty(work);
		} catch {
			// The disk fails: the next run tidies up.
		} finally {
			unlock();
		}
	};
	try {
		// Never through a link that somebody has put there.
		rmSync(join(work, HOLDER), { force: true });
		writeFileSync(join(work, HOLDER), describeThisRun(), { mode: 0o600, flag: 'wx' });
		return release;
	} catch (error) {
		release();
		throw error;
	}
}

/** Of the same mode as the report folder: who may read the report may also while it is being replaced. */
function makeWorkFolder(folder: string, work: string): void {
	try {
		mkdirSync(work, { mode: statSync(folder).mode & 0o777 });
	} catch (error) {
		if (systemCode(error) !== 'EEXIST') throw error;
		if (lstatSync(work, { throwIfNoEntry: false })?.isDirectory() === false) throw inTheWay(work);
	}
}

/** The code of SQLite's error, which `openDatabase` turns into one about a store. */
function sqliteCode(error: unknown): string | undefined {
	return systemCode(error instanceof CredcheckError ? error.cause : error);
}

function describeThisRun(): string {
	return `process ${process.pid} on ${hostname()} since ${new Date().toISOString()}\n`;
}

/** Words to append to the folder's path; empty if it is not known who holds the lock. */
function describeHolder(work: string): string {
	try {
		const text = readFileSync(join(work, HOLDER), 'utf8');
		const known = /^process \d{1,10} on [\w.-]{1,64} since [\dTZ:.-]{20,30}$/m.exec(text);
		return known === null ? '' : ` (${known[0]})`;
	} catch {
		return '';
	}
}

function cannotLock(folder: string, why: string, cause?: unknown): CredcheckError {
	return new CredcheckError(
		'OUTPUT',
		`cannot lock ${folder}: ${why}`,
		'its file system may have no locks: name another folder with --out',
		cause,
	);
}

function lockedError(folder: string, holder: string): CredcheckError {
	return new CredcheckError(
		'OUTPUT',
		`another run is writing a report to ${folder}${holder}`,
		'wait for it to end, or name another folder with --out',
	);
}

function inTheWay(path: string): CredcheckError {
	return new CredcheckError(
		'OUTPUT',
		`${path} is in the way: credcheck has a file or folder of its own of that name`,
		'move it, or name another folder with --out',
	);
}
