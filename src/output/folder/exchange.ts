/**
 * Exchanges the files of a folder for others, all at one moment. No system call that Node offers does that, but one
 * can rename a link: first each file is replaced by a link to itself, by way of a link `current` to a folder with all
 * old files; then a single rename lets `current` lead to the folder with the new ones; then each link is replaced by
 * the file that it leads to. So whoever opens files by their names, at any moment and whatever is killed, finds
 * either all of the old or all of the new, as regular files before and after. Only names are changed in the folder:
 * it keeps its mode, its mounts, and what else is in it.
 */

import {
	linkSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { isReportFileName, SUMMARY } from '../report-names.ts';
import { isTaken, linkTarget, syncFolder } from './disk.ts';
import { WORK_FOLDER } from './lock.ts';

/** In the working folder. */
const OLD = 'old';
const NEW = 'new';
const CURRENT = 'current';
/** What `current` will be. */
const NEXT = 'next';
/** A link that is about to replace a file. */
const LINK = 'link';

/** The folder of the new files, until they are published. */
export function draftFolder(folder: string): string {
	return join(folder, WORK_FOLDER, NEW);
}

export function makeDraftFolder(folder: string): void {
	mkdirSync(draftFolder(folder), { mode: 0o700 });
}

/**
 * Replaces files by links, without a change to what is found under any name. The new ones lead nowhere yet.
 *
 * @param replaced names of the old files
 * @param added names of the new files, in the folder of drafts
 * @throws the error of the file system; `settle` takes it back then
 */
export function stage(folder: string, replaced: readonly string[], added: readonly string[]): void {
	const work = join(folder, WORK_FOLDER);
	// Whoever may read the old files may while they are here.
	mkdirSync(join(work, OLD), { mode: statSync(folder).mode & 0o777 });
	for (const name of replaced) linkSync(join(folder, name), join(work, OLD, name));
	symlinkSync(OLD, join(work, CURRENT));
	symlinkSync(NEW, join(work, NEXT));
	for (const path of [join(work, OLD), join(work, NEW), work]) syncFolder(path);
	const link = join(work, LINK);
	for (const name of replaced) {
		symlinkSync(targetOf(name), link);
		renameSync(link, join(folder, name));
	}
	const placed = new Set(replaced);
	for (const name of added) {
		// Fails if somebody has put a file there.
		if (!placed.has(name)) symlinkSync(targetOf(name), join(folder, name));
	}
	syncFolder(folder);
}

/** The moment of the exchange, after `stage`. */
export function commit(folder: string): void {
	const work = join(folder, WORK_FOLDER);
	renameSync(join(work, NEXT), join(work, CURRENT));
}

/**
 * Instead of `stage` and `commit`, for a first report on a file system without links: the files appear one after the
 * other, the summary last, since a folder without one has no report. If that fails they are removed; if the run is
 * killed they stay, and are in the way of the next one.
 *
 * @throws the error of the file system
 */
export function placeFirst(folder: string, added: readonly string[]): void {
	const placed: string[] = [];
	try {
		for (const name of added.toSorted((a, b) => Number(a === SUMMARY) - Number(b === SUMMARY))) {
			renameSync(join(draftFolder(folder), name), join(folder, name));
			placed.push(name);
		}
		syncFolder(folder);
	} catch (error) {
		for (const name of placed) rmSync(join(folder, name), { force: true });
		throw error;
	}
}

/** Makes sure that the exchange outlasts a failure of power. */
export function syncCommit(folder: string): void {
	syncFolder(join(folder, WORK_FOLDER));
}

/**
 * Replaces the links by the files that they lead to, and empties the working folder but for its lock: finishes what
 * was committed, and undoes what was not. May be interrupted and called again at any point.
 *
 * @throws the error of the file system
 */
export function settle(folder: string): void {
	const work = join(folder, WORK_FOLDER);
	const whole = linkTarget(join(work, CURRENT));
	if (whole === OLD || whole === NEW) {
		for (const name of readdirSync(join(work, whole)).filter(isReportFileName)) {
			const path = join(folder, name);
			if (isOwnLink(folder, name) || !isTaken(path)) renameSync(join(work, whole, name), path);
		}
	}
	// What is left leads nowhere.
	for (const name of readdirSync(folder)) {
		if (isOwnLink(folder, name)) unlinkSync(join(folder, name));
	}
	if (whole !== undefined) syncFolder(folder);
	for (const name of [CURRENT, NEXT, LINK]) rmSync(join(work, name), { force: true });
	for (const name of [OLD, NEW]) rmSync(join(work, name), { recursive: true, force: true });
}

/** Whether a name in the folder is a link of an exchange. */
export function isOwnLink(folder: string, name: string): boolean {
	return isReportFileName(name) && linkTarget(join(folder, name)) === targetOf(name);
}

function targetOf(name: string): string {
	return `${WORK_FOLDER}/${CURRENT}/${name}`;
}
