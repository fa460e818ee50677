/**
 * The report folder. A report is written whole, mode 0600, in a hidden working folder inside it, read back, and
 * then exchanged for the older one at one moment: there is never a part of one.
 */

import { existsSync, readFileSync, realpathSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { makePrivateFolder } from '../private-folder.ts';
import { syncFolder } from './folder/disk.ts';
import {
	commit,
	draftFolder,
	makeDraftFolder,
	placeFirst,
	settle,
	stage,
	syncCommit,
} from './folder/exchange.ts';
import { filesToReplace, type InputFile } from './folder/existing-files.ts';
import { lockReportFolder, WORK_FOLDER } from './folder/lock.ts';
import type { ManifestEntry } from './folder/manifest.ts';
import { readContent } from './folder/read-back.ts';
import { ReportFile } from './folder/report-file.ts';
import { guarded, meansNoLinks, writeError } from './folder/write-error.ts';
import {
	isReportFileName,
	type ListFileName,
	MAX_PARTS,
	partOf,
	type ReportFileName,
	SUMMARY,
} from './report-names.ts';

const NO_HEAD: Uint8Array = new Uint8Array();

export class ReportFolder {
	/** As given. */
	readonly path: string;
	/** Without links: the same for whichever way the folder is named. */
	readonly #folder: string;
	/** The outermost folder created; undefined if all existed. */
	readonly #created: string | undefined;
	readonly #force: boolean;
	readonly #inputs: readonly InputFile[];
	readonly #files = new Map<ReportFileName, ReportFile>();
	/** Releases the lock; undefined afterwards. */
	#unlock: (() => void) | undefined;

	/**
	 * Creates the folder (mode 0700), or uses an existing one; locks it, and finishes or undoes what a run that was
	 * killed has left there.
	 *
	 * @param force replace a report that is in the folder
	 * @param inputs files that this run reads, which are not replaced
	 * @throws CredcheckError OUTPUT if another run writes there, there is a report and `force` is not set, the folder
	 *   cannot be created, or a file that belongs to no report, or is an input, has the name of a report file
	 */
	constructor(path: string, force: boolean, inputs: readonly InputFile[] = []) {
		this.path = path;
		this.#force = force;
		this.#inputs = inputs;
		let created: string | undefined;
		try {
			for (;;) {
				const made = makePrivateFolder(path);
				created ??= made;
				const folder = realPathOf(path);
				this.#unlock = folder === undefined ? undefined : lockReportFolder(folder);
				this.#folder = folder ?? path;
				if (this.#unlock !== undefined) break;
				// Another run had made the folder, and has removed it.
			}
			this.#created = created;
			settle(this.#folder);
			filesToReplace(path, force, inputs);
			makeDraftFolder(this.#folder);
		} catch (error) {
			if (this.#unlock !== undefined) this.discard();
			else if (created !== undefined) removeFolders(path, created);
			// What is wrong with a folder that cannot be written to may be that it has a report.
			else if (!(error instanceof CredcheckError) && existsSync(path)) {
				guarded(path, () => filesToReplace(path, force, inputs));
			}
			throw writeError(path, error);
		}
	}

	/**
	 * @param head what a list begins with, which is compared when the report is read back
	 * @throws CredcheckError OUTPUT if it cannot be made, or a list has too many files
	 */
	open(name: ReportFileName, head = NO_HEAD): ReportFile {
		if (!isReportFileName(name)) {
			throw new CredcheckError(
				'OUTPUT',
				`${join(this.path, name)}: a list can have ${MAX_PARTS} files at most`,
				'split lists after more rows, with --split-rows',
			);
		}
		const draft = join(draftFolder(this.#folder), name);
		const file = new ReportFile(join(this.path, name), draft, head);
		this.#files.set(name, file);
		return file;
	}

	/** Flushes what was written so far to disk, all files at once. `publish` flushes what is written later. */
	async sync(): Promise<void> {
		await Promise.all([...this.#files.values()].map((file) => file.sync()));
	}

	/** Every file so far, which must be complete, except for the summary that the manifest is part of. */
	manifest(): ManifestEntry[] {
		return [...this.#files]
			.filter(([name]) => name !== SUMMARY)
			.map(([name, file]) => ({ name, ...file.sums() }));
	}

	/**
	 * Reads every file back, which must be complete: it must have the size and SHA-256 of what was written, a list its
	 * header, and the summary must be `summary`.
	 *
	 * @returns data rows of each file of a list, as counted in it
	 * @throws CredcheckError OUTPUT when one differs or cannot be read; the signal's reason if it is aborted
	 */
	async readBack(
		summary: unknown,
		signal?: AbortSignal,
	): Promise<ReadonlyMap<ListFileName, number>> {
		const rows = new Map<ListFileName, number>();
		for (const [name, file] of this.#files) {
			const { bytes, sha256 } = file.sums();
			const isList = partOf(name) !== undefined;
			const found = await readContent(file.draft, file.head.length, isList, signal).catch(
				(error: unknown) => {
					signal?.throwIfAborted();
					throw this.#unreadable(name, error);
				},
			);
			const isSame = found.bytes === bytes && found.sha256 === sha256;
			if (!isSame || !isDeepStrictEqual(new Uint8Array(found.head), new Uint8Array(file.head))) {
				throw this.#unreadable(name);
			}
			if (isList) rows.set(name as ListFileName, found.lines - 1);
		}
		const draft = this.#files.get(SUMMARY)?.draft;
		if (draft === undefined) return rows;
		const written = guarded(this.path, () => readFileSync(draft, 'utf8'));
		// As JSON has it: without undefined values.
		if (!isDeepStrictEqual(JSON.parse(written), JSON.parse(JSON.stringify(summary)))) {
			throw this.#unreadable(SUMMARY);
		}
		return rows;
	}

	/**
	 * Lets the report appear, all files at once, in place of an older one. If that fails, the older one is there as it
	 * was. On a file system without links only a first report can appear, its summary last.
	 *
	 * @throws CredcheckError OUTPUT as the constructor, since files may have been added meanwhile
	 */
	publish(): void {
		for (const file of this.#files.values()) file.finish();
		guarded(this.path, () => {
			const replaced = filesToReplace(this.#folder, this.#force, this.#inputs);
			const added = [...this.#files.keys()];
			try {
				stage(this.#folder, replaced, added);
			} catch (error) {
				if (replaced.length > 0 || !meansNoLinks(error)) throw error;
				placeFirst(this.#folder, added);
				return;
			}
			commit(this.#folder);
		});
		try {
			try {
				syncCommit(this.#folder);
			} finally {
				settle(this.#folder);
			}
			if (this.#created !== undefined) syncFolder(dirname(this.#folder));
		} catch (error) {
			throw new CredcheckError(
				'OUTPUT',
				`the report in ${this.path} is complete, but the disk failed then: ${messageOf(error)}`,
				`if ${WORK_FOLDER} is left there, the next run that writes to the folder removes it`,
				error,
			);
		} finally {
			this.#unlock?.();
			this.#unlock = undefined;
		}
	}

	/** Removes what was not published, and the folders created for it. Does nothing after `publish`. */
	discard(): void {
		if (this.#unlock === undefined) return;
		for (const file of this.#files.values()) file.close();
		try {
			settle(this.#folder);
		} catch {
			// The next run that writes there does it.
		}
		this.#unlock();
		this.#unlock = undefined;
		if (this.#created !== undefined) removeFolders(this.path, this.#created);
	}

	#unreadable(name: ReportFileName, error?: unknown): CredcheckError {
		const path = join(this.path, name);
		if (error !== undefined) return writeError(path, error);
		return new CredcheckError(
			'OUTPUT',
			`${path} was read back otherwise than it was written`,
			'there is no finished report; the disk may be failing: name another folder with --out',
		);
	}
}

/** Undefined if there is nothing. */
function realPathOf(path: string): string | undefined {
	try {
		return realpathSync(path);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
}

/** Removes folders from `path` up to `outermost`, as far as they are empty. */
function removeFolders(path: string, outermost: string): void {
	try {
		for (let folder = resolve(path); ; folder = dirname(folder)) {
			rmdirSync(folder);
			if (folder === resolve(outermost)) return;
		}
	} catch {
		// The folder is not empty: somebody else put something there.
	}
}
