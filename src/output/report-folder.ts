/**
 * The report folder, whose files (mode 0600) appear whole or not at all: they are written under temporary
 * names and renamed once all are complete. `summary.json` comes last, so a folder with it is a finished report.
 */

import { randomUUID } from 'node:crypto';
import {
	closeSync,
	existsSync,
	fsync,
	fsyncSync,
	linkSync,
	lstatSync,
	openSync,
	readdirSync,
	renameSync,
	rmdirSync,
	rmSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { makePrivateFolder } from '../private-folder.ts';

/** Lists, which may be split into several files. */
export const LISTS = [
	'critical',
	'nudge-candidates',
	'all-candidates',
	'shared-passwords',
	'domain-findings',
	'cohorts',
	'rejected-rows',
] as const;
export type ListName = (typeof LISTS)[number];

/** `critical.csv`; the further files of a split list are `critical-2.csv` and so on. */
export type ListFileName = `${ListName}.csv` | `${ListName}-${number}.csv`;
export type ReportFileName = ListFileName | 'report.html' | 'summary.csv' | 'summary.json';

/** @param part from 1 */
export function listFile(list: ListName, part: number): ListFileName {
	return part === 1 ? `${list}.csv` : `${list}-${part}.csv`;
}

/** The files of a list in a folder: part 1 and on, up to the first part that is missing. */
export function listFilesIn(folder: string, list: ListName): ListFileName[] {
	const files: ListFileName[] = [];
	for (let part = 1; existsSync(join(folder, listFile(list, part))); part += 1) {
		files.push(listFile(list, part));
	}
	return files;
}

const fsyncAsync = promisify(fsync);

export class ReportFolder {
	readonly path: string;
	/** The outermost folder created; undefined if all existed. */
	readonly #created: string | undefined;
	readonly #force: boolean;
	readonly #files = new Map<ReportFileName, ReportFile>();

	/**
	 * Creates the folder (mode 0700), or uses an existing one.
	 *
	 * @param force replace a report that is in the folder
	 * @throws CredcheckError OUTPUT if there is a report and `force` is not set, the folder cannot be created,
	 *   or something other than a file has the name of a report file
	 */
	constructor(path: string, force: boolean) {
		this.path = path;
		this.#force = force;
		this.#created = guarded(path, () => makePrivateFolder(path));
		const existing = reportFilesIn(path);
		if (!force && existing.length > 0) throw alreadyThere(path);
		guarded(path, () => removeOrphans(path));
		for (const name of existing) {
			if (!lstatSync(join(path, name)).isFile()) {
				throw new CredcheckError('OUTPUT', `${join(path, name)} exists and is not a file`);
			}
		}
	}

	open(name: ReportFileName): ReportFile {
		const file = new ReportFile(join(this.path, name));
		this.#files.set(name, file);
		return file;
	}

	/** Flushes what was written so far to disk, all files at once. `publish` flushes what is written later. */
	async sync(): Promise<void> {
		await Promise.all([...this.#files.values()].map((file) => file.sync()));
	}

	/**
	 * Gives every file its final name, in the order in which they were opened, `summary.json` last. Replaces an
	 * older report in the folder. If that fails halfway, no `summary.json` is left, so that nobody mistakes the
	 * remains for a report.
	 */
	publish(): void {
		for (const file of this.#files.values()) file.finish();
		if (this.#force) guarded(this.path, () => this.#removeOlder());
		const summary = this.#files.get('summary.json');
		for (const file of this.#files.values()) if (file !== summary) file.publish(this.#force);
		summary?.publish(this.#force);
	}

	/** Removes the summary first, then the files that this report lacks, such as further parts of a list. */
	#removeOlder(): void {
		rmSync(join(this.path, 'summary.json'), { force: true });
		for (const name of reportFilesIn(this.path)) {
			if (!this.#files.has(name)) rmSync(join(this.path, name));
		}
	}

	/** Removes what was not published, and the folders created for it. */
	discard(): void {
		for (const file of this.#files.values()) file.discard();
		if (this.#created === undefined) return;
		try {
			const outermost = resolve(this.#created);
			for (let folder = resolve(this.path); ; folder = dirname(folder)) {
				rmdirSync(folder);
				if (folder === outermost) return;
			}
		} catch {
			// The folder is not empty: somebody else put something there.
		}
	}
}

/** A file under a temporary name, until it is published. */
export class ReportFile {
	readonly #path: string;
	readonly #draft: string;
	#descriptor: number | undefined;
	/** Whether all that was written is on disk. */
	#synced = false;

	constructor(path: string) {
		this.#path = path;
		// Unique, because another run may be writing to the same folder.
		this.#draft = `${path}.${process.pid}-${randomUUID()}.partial`;
		this.#descriptor = guarded(path, () => openSync(this.#draft, 'wx', 0o600));
	}

	write(content: string | Uint8Array): void {
		this.#synced = false;
		guarded(this.#path, () => writeFileSync(this.#descriptor as number, content));
	}

	/** Flushes what was written to disk. Nothing may be written meanwhile. */
	async sync(): Promise<void> {
		if (this.#descriptor === undefined) return;
		await fsyncAsync(this.#descriptor).catch((error: unknown) => {
			throw writeError(this.#path, error);
		});
		this.#synced = true;
	}

	/** Flushes what `sync` has not, and closes the file; calling it again does nothing. */
	finish(): void {
		if (this.#descriptor === undefined) return;
		if (!this.#synced) guarded(this.#path, () => fsyncSync(this.#descriptor as number));
		this.#close();
	}

	/** @param replace whether to replace a file that already has the name */
	publish(replace: boolean): void {
		guarded(this.#path, () => {
			if (replace) {
				renameSync(this.#draft, this.#path);
				return;
			}
			// Unlike a rename, this fails if another run has published the file already.
			linkSync(this.#draft, this.#path);
			unlinkSync(this.#draft);
		});
	}

	discard(): void {
		this.#close();
		rmSync(this.#draft, { force: true });
	}

	#close(): void {
		if (this.#descriptor !== undefined) closeSync(this.#descriptor);
		this.#descriptor = undefined;
	}
}

/** The report files in a folder. */
function reportFilesIn(path: string): ReportFileName[] {
	const others = ['report.html', 'summary.csv', 'summary.json'] as const;
	return [
		...LISTS.flatMap((list) => listFilesIn(path, list)),
		...others.filter((name) => existsSync(join(path, name))),
	];
}

/** Removes the unfinished files of runs that were killed. */
function removeOrphans(path: string): void {
	for (const name of readdirSync(path)) {
		const writer = /\.(\d+)-[0-9a-f-]{36}\.partial$/.exec(name)?.[1];
		if (writer !== undefined && !isRunning(Number(writer))) rmSync(join(path, name));
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return systemCode(error) !== 'ESRCH';
	}
}

/** @throws CredcheckError OUTPUT when `work` throws */
function guarded<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw writeError(path, error);
	}
}

function writeError(path: string, error: unknown): CredcheckError {
	const code = systemCode(error);
	if (code === 'EEXIST') return alreadyThere(path, error);
	const full = code === 'ENOSPC' || code === 'EDQUOT';
	return new CredcheckError(
		'OUTPUT',
		full ? `the disk is full: cannot write ${path}` : `cannot write ${path}: ${messageOf(error)}`,
		'there is no finished report; name another folder with --out',
		error,
	);
}

function alreadyThere(path: string, cause?: unknown): CredcheckError {
	return new CredcheckError(
		'OUTPUT',
		`${path} already contains a report`,
		'name another folder with --out, or replace it with --force',
		cause,
	);
}
