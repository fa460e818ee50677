/**
 * The report folder: files of mode 0600 that are there whole or not at all. Each is written under
 * another name; once all are, the names are changed, the summary's last. A folder with a
 * `summary.json` is a finished report.
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
	writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { makePrivateFolder } from '../private-folder.ts';

/** Lists, which may be split. */
export const LISTS = [
	'critical',
	'nudge-candidates',
	'all-candidates',
	'shared-passwords',
	'cohorts',
	'rejected-rows',
] as const;
export type ListName = (typeof LISTS)[number];

/** A list's file, or the second and further ones: `critical.csv`, `critical-2.csv`. */
export type ListFileName = `${ListName}.csv` | `${ListName}-${number}.csv`;
export type ReportFileName = ListFileName | 'report.html' | 'summary.csv' | 'summary.json';

/** @param part from 1 */
export function listFile(list: ListName, part: number): ListFileName {
	return part === 1 ? `${list}.csv` : `${list}-${part}.csv`;
}

/** The files of a list in a folder, as far as they follow on one another. */
export function listFilesIn(folder: string, list: ListName): ListFileName[] {
	const files: ListFileName[] = [];
	for (let part = 1; existsSync(join(folder, listFile(list, part))); part += 1) {
		files.push(listFile(list, part));
	}
	return files;
}

const syncing = promisify(fsync);

const BUFFER_CHARACTERS = 64 * 1024;

export class ReportFolder {
	readonly path: string;
	/** The outermost folder that was made for this; undefined when all were there. */
	readonly #made: string | undefined;
	readonly #force: boolean;
	readonly #files = new Map<ReportFileName, ReportFile>();

	/**
	 * Makes the folder, 0700, or takes one that is there.
	 *
	 * @param force write even where there is a report already
	 * @throws CredcheckError OUTPUT when there is one, the folder cannot be made, or a name in it is
	 *   taken by something that is not a file
	 */
	constructor(path: string, force: boolean) {
		this.path = path;
		this.#force = force;
		if (!force && existsSync(path) && reportFilesIn(path).length > 0) throw alreadyThere(path);
		this.#made = guarded(path, () => makePrivateFolder(path));
		guarded(path, () => removeOrphans(path));
		for (const name of reportFilesIn(path)) {
			if (!lstatSync(join(path, name)).isFile()) {
				throw new CredcheckError('OUTPUT', `${join(path, name)} exists and is not a file`);
			}
		}
	}

	/** Begins a file. */
	open(name: ReportFileName): ReportFile {
		const file = new ReportFile(join(this.path, name));
		this.#files.set(name, file);
		return file;
	}

	/**
	 * Puts what was written so far on the disk, all files at once; what is written later is put there by
	 * `publish`.
	 */
	async sync(): Promise<void> {
		await Promise.all([...this.#files.values()].map((file) => file.sync()));
	}

	/**
	 * Gives every file its name, in the order in which they were begun, the summary's last. An older
	 * report in the folder is replaced; should that fail on the way, no `summary.json` is left, so that
	 * nobody takes the rest for a report.
	 */
	publish(): void {
		for (const file of this.#files.values()) file.finish();
		if (this.#force) guarded(this.path, () => this.#removeOlder());
		const summary = this.#files.get('summary.json');
		for (const file of this.#files.values()) if (file !== summary) file.publish(this.#force);
		summary?.publish(this.#force);
	}

	/** The summary first; then what this report does not have, such as further parts of a list. */
	#removeOlder(): void {
		rmSync(join(this.path, 'summary.json'), { force: true });
		for (const name of reportFilesIn(this.path)) {
			if (!this.#files.has(name)) rmSync(join(this.path, name));
		}
	}

	/** Takes away what was not published; the folder too, if it was made for this. */
	discard(): void {
		for (const file of this.#files.values()) file.discard();
		if (this.#made === undefined) return;
		try {
			const outermost = resolve(this.#made);
			for (let folder = resolve(this.path); ; folder = dirname(folder)) {
				rmdirSync(folder);
				if (folder === outermost) return;
			}
		} catch {
			// Somebody else put something there: theirs to keep.
		}
	}
}

/** A file on its way. Text is gathered and written in large pieces. */
export class ReportFile {
	readonly #path: string;
	readonly #draft: string;
	#descriptor: number | undefined;
	/** Whether all that was written is on the disk. */
	#synced = false;
	#gathered: string[] = [];
	#characters = 0;

	constructor(path: string) {
		this.#path = path;
		// Another run may be writing into the same folder.
		this.#draft = `${path}.${process.pid}-${randomUUID()}.partial`;
		this.#descriptor = guarded(path, () => openSync(this.#draft, 'wx', 0o600));
	}

	write(text: string): void {
		this.#gathered.push(text);
		this.#characters += text.length;
		if (this.#characters >= BUFFER_CHARACTERS) this.#flush();
	}

	/** Writes text that is bytes already. */
	writeBytes(bytes: Uint8Array): void {
		this.#flush();
		this.#writeOut(bytes);
	}

	#flush(): void {
		const bytes = Buffer.from(this.#gathered.join(''));
		this.#gathered = [];
		this.#characters = 0;
		this.#writeOut(bytes);
	}

	#writeOut(bytes: Uint8Array): void {
		if (bytes.length === 0) return;
		this.#synced = false;
		guarded(this.#path, () => {
			for (let at = 0; at < bytes.length; ) {
				at += writeSync(this.#descriptor as number, bytes, at);
			}
		});
	}

	/** Puts what was written on the disk. Nothing may be written meanwhile. */
	async sync(): Promise<void> {
		const descriptor = this.#descriptor;
		if (descriptor === undefined) return;
		this.#flush();
		const failed = await syncing(descriptor).then(
			() => undefined,
			(error: unknown) => error,
		);
		guarded(this.#path, () => {
			if (failed !== undefined) throw failed;
		});
		this.#synced = true;
	}

	/** Puts all of it on the disk, once; nothing can be written any more. */
	finish(): void {
		if (this.#descriptor === undefined) return;
		this.#flush();
		if (!this.#synced) guarded(this.#path, () => fsyncSync(this.#descriptor as number));
		this.#close();
	}

	/** @param replace whether a file that has the name already gives way */
	publish(replace: boolean): void {
		guarded(this.#path, () => {
			if (replace) {
				renameSync(this.#draft, this.#path);
				return;
			}
			// Unlike a rename, this fails where somebody else was faster.
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

/** The files of a report that are in a folder. */
function reportFilesIn(path: string): ReportFileName[] {
	const others = ['report.html', 'summary.csv', 'summary.json'] as const;
	return guarded(path, () => {
		// Says what is wrong where it is not a folder.
		readdirSync(path);
		return [
			...LISTS.flatMap((list) => listFilesIn(path, list)),
			...others.filter((name) => existsSync(join(path, name))),
		];
	});
}

/** Removes what a run that was killed left on its way. */
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

function guarded<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		const code = systemCode(error);
		if (code === 'EEXIST') throw alreadyThere(path, error);
		const full = code === 'ENOSPC' || code === 'EDQUOT';
		throw new CredcheckError(
			'OUTPUT',
			full ? `the disk is full: cannot write ${path}` : `cannot write ${path}: ${messageOf(error)}`,
			'there is no finished report; name another folder with --out',
			error,
		);
	}
}

function alreadyThere(path: string, cause?: unknown): CredcheckError {
	return new CredcheckError(
		'OUTPUT',
		`${path} already holds a report`,
		'name another folder with --out, or replace it with --force',
		cause,
	);
}
