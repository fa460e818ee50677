/** Which files in a folder a new report replaces: those of an older report, and no others. */

import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CredcheckError } from '../../errors.ts';
import { isReportFileName } from '../report-names.ts';
import { identityOf, linkTarget } from './disk.ts';
import { isOwnLink } from './exchange.ts';
import { namedFilesIn } from './manifest.ts';

/** A file that this run reads, or the folder of a report that it reads. */
export interface InputFile {
	/** What it is, as in "the table". */
	readonly what: string;
	readonly path: string;
}

/**
 * The names of the older report's files.
 *
 * @param path of the folder
 * @param force replace a report that is in the folder
 * @param inputs which must not be replaced, under any name
 * @throws CredcheckError OUTPUT if there is a report and `force` is not set, or a file has the name of a report file
 *   and cannot be replaced: it is an input, it belongs to no report, or is no file; the error of the file system
 */
export function filesToReplace(
	path: string,
	force: boolean,
	inputs: readonly InputFile[],
): readonly string[] {
	const names = readdirSync(path).filter((name) => {
		// A link that leads nowhere belongs to an exchange that was interrupted.
		return isReportFileName(name) && !(isOwnLink(path, name) && leadsNowhere(path, name));
	});
	const named = namedFilesIn(path);
	const inputOf = new Map(inputs.map((input) => [identityOf(input.path), input]));
	const report = names.length === 0 ? undefined : inputOf.get(identityOf(path));
	// Whom it lists would be known to no later run.
	if (report !== undefined) throw isInput(path, report);
	for (const name of names) {
		const own = join(path, name);
		if (!lstatSync(own).isFile() && !isOwnLink(path, name)) {
			throw new CredcheckError(
				'OUTPUT',
				`${own} exists and is not a file`,
				'move it, or name another folder with --out',
			);
		}
		const identity = identityOf(own);
		const input = inputOf.get(identity);
		if (identity !== undefined && input !== undefined) throw isInput(own, input);
		if (!named.has(name)) {
			throw new CredcheckError(
				'OUTPUT',
				`${own} is in the way: no manifest of a report names it`,
				'--force replaces only the files that "files" in summary.json names; move or delete this one, or name another folder with --out',
			);
		}
	}
	if (names.length > 0 && !force) throw alreadyThere(path);
	return names;
}

function leadsNowhere(path: string, name: string): boolean {
	return linkTarget(join(path, name)) !== undefined && identityOf(join(path, name)) === undefined;
}

function isInput(path: string, { what }: InputFile): CredcheckError {
	return new CredcheckError(
		'OUTPUT',
		`${path} is ${what} of this run, which no report replaces`,
		'name another folder with --out',
	);
}

function alreadyThere(path: string): CredcheckError {
	return new CredcheckError(
		'OUTPUT',
		`${path} already contains a report`,
		'name another folder with --out, or replace it with --force',
	);
}
