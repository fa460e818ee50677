/**
 * The report folder: files of mode 0600 that are there whole or not at all. Each is written under
 * another name; once all are, the names are changed, the summary's last. A folder with a
 * `summary.json` is a finished report.
 */

import {
	closeSync,
	existsSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	openSync,
	renameSync,
	rmdirSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';

/** In the order in which they get their names. */
export const REPORT_FILES = [
	'critical.csv',
	'nudge-candidates.csv',
	'rejected-rows.csv',
	'summary.csv',
	'summary.json',
] as const;
export type ReportFileName = (typeof REPORT_FILES)[number];

const DRAFT_ENDING = '.partial';
const BUFFER_CHARACTERS = 64 * 1024;

export class ReportFolder {
	readonly path: string;
	/** The outermost folder that was made for this; undefined when all were there. */
	readonly #made: string | undefined;
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
		if (!force && REPORT_FILES.some((name) => existsSync(join(path, name)))) {
			throw new CredcheckError(
				'OUTPUT',
				`${path} already holds a report`,
				'name another folder with --out, or replace it with --force',
			);
		}
		this.#made = guarded(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
		for (const name of REPORT_FILES) {
			const taken = lstatSync(join(path, name), { throwIfNoEntry: false });
			if (taken !== undefined && !taken.isFile()) {
				throw new CredcheckError('OUTPUT', `${join(path, name)} is there and is not a file`);
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
	 * Gives every file its name. An older report in the folder is replaced; should that fail on the
	 * way, no `summary.json` is left, so that nobody takes the rest for a report.
	 */
	publish(): void {
		for (const file of this.#files.values()) file.finish();
		guarded(this.path, () => rmSync(join(this.path, 'summary.json'), { force: true }));
		for (const name of REPORT_FILES) this.#files.get(name)?.rename();
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
	#gathered: string[] = [];
	#characters = 0;

	constructor(path: string) {
		this.#path = path;
		this.#draft = path + DRAFT_ENDING;
		this.#descriptor = guarded(path, () => {
			rmSync(this.#draft, { force: true });
			return openSync(this.#draft, 'wx', 0o600);
		});
	}

	write(text: string): void {
		this.#gathered.push(text);
		this.#characters += text.length;
		if (this.#characters >= BUFFER_CHARACTERS) this.#flush();
	}

	#flush(): void {
		const bytes = Buffer.from(this.#gathered.join(''));
		this.#gathered = [];
		this.#characters = 0;
		guarded(this.#path, () => {
			for (let at = 0; at < bytes.length; ) {
				at += writeSync(this.#descriptor as number, bytes, at);
			}
		});
	}

	finish(): void {
		this.#flush();
		guarded(this.#path, () => fsyncSync(this.#descriptor as number));
		this.#close();
	}

	rename(): void {
		guarded(this.#path, () => renameSync(this.#draft, this.#path));
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

function guarded<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		const full = systemCode(error) === 'ENOSPC' || systemCode(error) === 'EDQUOT';
		throw new CredcheckError(
			'OUTPUT',
			full ? `the disk is full: cannot write ${path}` : `cannot write ${path}: ${messageOf(error)}`,
			'there is no finished report; name another folder with --out',
			error,
		);
	}
}
