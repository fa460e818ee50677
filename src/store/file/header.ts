/**
 * The header of the store's file: the marks by which it is recognized, and how it is laid out. It is read without
 * SQLite, so that looking at a file never changes it.
 *
 * It is read only by the main thread, and only of a store that this has not open: when a process closes a file, POSIX
 * takes away all locks that any thread of it holds on that file, those of SQLite among them.
 */

import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { CredcheckError } from '../../errors.ts';
import { APPLICATION_ID, checkVersion, PAGE_BYTES } from '../schema.ts';
import { fileDamage } from '../tables/damage.ts';
import { assertFilesBeside, fileBeside } from './beside.ts';
import { assertFile, fileIdentity, fileSize, unreadable } from './place.ts';

const HEADER_BYTES = 100;
/** 1 with a rollback journal, 2 with a write-ahead log. */
const FORMAT_AT = 18;

/** How often each file is open, by its identity. */
const openFiles = new Map<string, number>();

/** @returns to be called when this thread has closed the store again */
export function noteOpen(file: string | undefined): () => void {
	if (file === undefined) return () => {};
	openFiles.set(file, (openFiles.get(file) ?? 0) + 1);
	return () => {
		const left = (openFiles.get(file) ?? 0) - 1;
		if (left > 0) openFiles.set(file, left);
		else openFiles.delete(file);
	};
}

/** Then its header was checked before. */
function isOpen(path: string): boolean {
	return openFiles.size > 0 && openFiles.has(fileIdentity(path) ?? '');
}

/** What never changes in the header of a store: where, in how many bytes, and what it may be. */
const LAYOUT: readonly (readonly [at: number, bytes: number, ...values: number[]])[] = [
	[16, 2, PAGE_BYTES],
	// To write and to read.
	[FORMAT_AT, 1, 1, 2],
	[FORMAT_AT + 1, 1, 1, 2],
	// Unused bytes at the end of each page, and how much of it a row may take.
	[20, 1, 0],
	[21, 3, 0x40_20_20],
	// The format of the tables.
	[44, 4, 4],
	// The largest root page if the file shrinks by itself.
	[52, 4, 0],
	// UTF-8.
	[56, 4, 1],
	[64, 4, 0],
];

/**
 * Refuses a path that SQLite would trim, or would not take for a file.
 *
 * @throws CredcheckError USAGE
 */
export function checkName(path: string): void {
	if (path === '' || path.trim() !== path || path === ':memory:' || path.includes('\0')) {
		throw new CredcheckError('USAGE', 'a store must be a file, without spaces around its name');
	}
}

/**
 * Whether there is a store, judging by the file's header.
 *
 * @returns false when there is no file
 * @throws CredcheckError STORE_MISSING when the file is something else, a store of another version, or beside a log
 *   of another file or what is no file; INCOMPLETE when the header is damaged
 */
export function checkIsStore(path: string): boolean {
	if (isOpen(path)) return true;
	assertFilesBeside(path);
	const header = assertFile(path) ? readHeader(path) : undefined;
	if (header === undefined) return false;
	const isSqlite = header.toString('latin1', 0, 16) === 'SQLite format 3\0';
	if (!isSqlite || header.readUInt32BE(68) !== APPLICATION_ID) {
		throw new CredcheckError(
			'STORE_MISSING',
			`${path} is not a credcheck store`,
			'it was left as it is; name another file with --store',
		);
	}
	checkVersion(path, header.readUInt32BE(60));
	const isIntact = LAYOUT.every(([at, bytes, ...values]) => {
		return values.includes(header.readUIntBE(at, bytes));
	});
	if (!isIntact) throw fileDamage(path, 'its header is not that of a store');
	// Once may be between the end of one sync and the beginning of another.
	if (isLogForeign(path) && isLogForeign(path)) throw foreignLog(path);
	return true;
}

/**
 * Whether a log lies beside a file that has none, as after a store was copied onto the name of one whose sync was
 * killed. SQLite would take it for that of the file, whatever the header says, and destroy the file with it. A sync
 * changes the header before it begins a log, and after it has removed it.
 */
function isLogForeign(path: string): boolean {
	if (fileSize(fileBeside(path, '-wal')) === 0) return false;
	const header = readHeader(path);
	return header?.[FORMAT_AT] === 1 && header[FORMAT_AT + 1] === 1;
}

function foreignLog(path: string): CredcheckError {
	const log = fileBeside(path, '-wal');
	return new CredcheckError(
		'STORE_MISSING',
		`cannot read the store ${path}: ${log} is a log of another file`,
		`delete ${log} and ${fileBeside(path, '-shm')}, and run the same command again`,
	);
}

/** Whether the file of a store was made to be read with a log, and there is none beside it. */
export function lacksLog(path: string): boolean {
	return hasLog(path) === true && !existsSync(fileBeside(path, '-wal'));
}

/** Whether there is a write-ahead log, or may be one: undefined when the header cannot be read. */
export function hasLog(path: string): boolean | undefined {
	if (isOpen(path)) return undefined;
	try {
		// Nobody may ever write into a pipe.
		return assertFile(path) && readHeader(path)?.[FORMAT_AT] === 2;
	} catch {
		return undefined;
	}
}

/** Zero-filled; undefined when there is no file. */
function readHeader(path: string): Buffer | undefined {
	const header = Buffer.alloc(HEADER_BYTES);
	try {
		const file = openSync(path, 'r');
		try {
			readSync(file, header, 0, header.length, 0);
		} finally {
			closeSync(file);
		}
	} catch (error) {
		return unreadable(path, error);
	}
	return header;
}
