/** The lists of an earlier report, each proved to be the file that its manifest names. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { type ManifestEntry, manifestOf } from '../output/folder/manifest.ts';
import { readContent } from '../output/folder/read-back.ts';
import { type ListFileName, type ListName, listFile, partOf } from '../output/report-names.ts';

const UNCHANGED =
	'give the complete report, with all of its files unchanged, and not while a run replaces it; a list that was edited on purpose can be named itself, with --exclude';

/**
 * The files of a list, in order; none if the report does not have it. A report of an earlier version has no manifest:
 * its files are part 1 and on, up to the first that is missing.
 *
 * @param summary as parsed
 * @throws CredcheckError INPUT when a file is missing or was changed, or the folder has a part that the manifest does
 *   not name; the signal's reason if it is aborted
 */
export async function earlierListFiles(
	folder: string,
	summary: unknown,
	list: ListName,
	signal?: AbortSignal,
): Promise<ListFileName[]> {
	const manifest = manifestOf(summary);
	if (manifest === null) throw changed(`the manifest in the summary of ${folder} cannot be read`);
	const files: ListFileName[] = [];
	if (manifest === undefined) {
		for (let part = 1; existsSync(join(folder, listFile(list, part))); part += 1) {
			files.push(listFile(list, part));
		}
		return files;
	}
	for (const name of readdirSync(folder)) {
		// A link that leads nowhere is about to be removed by a run that replaces the report.
		if (partOf(name)?.list !== list || manifest.has(name as ListFileName)) continue;
		if (existsSync(join(folder, name))) {
			throw changed(
				`${join(folder, name)} is not part of the report: its manifest does not name it`,
			);
		}
	}
	for (let part = 1; manifest.has(listFile(list, part)); part += 1)
		files.push(listFile(list, part));
	for (const file of files) {
		await assertUnchanged(folder, manifest.get(file) as ManifestEntry, signal);
	}
	return files;
}

async function assertUnchanged(
	folder: string,
	{ name, bytes, sha256 }: ManifestEntry,
	signal: AbortSignal | undefined,
): Promise<void> {
	const path = join(folder, name);
	const found = await readContent(path, 0, false, signal).catch((error: unknown) => {
		signal?.throwIfAborted();
		if (systemCode(error) === 'ENOENT') throw changed(`the report ${folder} lacks ${name}`);
		throw new CredcheckError('INPUT', `cannot read ${path}: ${messageOf(error)}`, undefined, error);
	});
	if (found.bytes !== bytes || found.sha256 !== sha256) {
		throw changed(`${path} was changed after it was written`);
	}
}

function changed(message: string): CredcheckError {
	return new CredcheckError('INPUT', message, UNCHANGED);
}
