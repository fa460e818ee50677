/** A folder of range files as a source, flat or in folders by digits, each file plain or gzipped. */

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { compressedMisfit } from './compression.ts';
import { type FoundFiles, findFolderOfRanges, findRangeFiles } from './folder-files.ts';
import { gunzipBytes, isGzipped } from './gzip.ts';
import { type RangeSource, refused } from './source.ts';
import { tidyLines } from './tidy.ts';

/** A range is about 80 KB. Anything longer than this is not a range. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** @throws CredcheckError SOURCE_UNAVAILABLE when the folder cannot be read or has no range file */
export async function openFolder(path: string): Promise<RangeSource> {
	const files = await findRangeFiles(path).catch((error: unknown) => {
		const message = `cannot read the folder ${path}: ${messageOf(error)}`;
		throw new CredcheckError('SOURCE_UNAVAILABLE', message, undefined, error);
	});
	if (files.prefixes.size === 0) throw noRangeFiles(path, files, await findFolderOfRanges(path));
	return {
		name: path,
		remote: false,
		offered: async () => files.prefixes,
		async fetch(prefix) {
			const name = files.nameOf(prefix);
			if (name === undefined) return refused('no such file');
			const file = join(path, name);
			try {
				const status = await stat(file);
				if (!status.isFile()) return refused('not a file');
				if (status.size > MAX_FILE_BYTES) return refused('file too long');
				const content = await readFile(file);
				const packed = compressedMisfit(content);
				if (packed !== undefined) return refused(packed.what);
				for (const other of files.otherNamesOf(prefix)) {
					if (await hasSameRange(join(path, other), content).catch(() => false)) continue;
					return refused(`two different files for it: ${name} and ${other}`);
				}
				// A copy: the buffer may belong to a pool, which cannot be transferred to another thread.
				const bytes = new Uint8Array(content);
				const isGzip = isGzipped(bytes) || file.endsWith('.gz');
				const encoding = isGzip ? 'gzip' : 'identity';
				const body = { bytes, encoding, form: 'suffix', untidy: true } as const;
				return { kind: 'body', body, validators: {} };
			} catch (error) {
				return refused(systemCode(error) ?? messageOf(error));
			}
		},
		async close() {},
	};
}

/** Whether another file for the same prefix has the same lines. One that cannot be read is another. */
async function hasSameRange(file: string, content: Buffer): Promise<boolean> {
	const status = await stat(file);
	if (!status.isFile() || status.size > MAX_FILE_BYTES) return false;
	const other = await readFile(file);
	return content.equals(other) || textOf(content).equals(textOf(other));
}

function textOf(content: Buffer): Buffer {
	const text = isGzipped(content)
		? gunzipBytes(content, { maxOutputLength: MAX_FILE_BYTES })
		: content;
	return Buffer.from(tidyLines(text).text);
}

function noRangeFiles(
	path: string,
	{ packed, kindFolder }: FoundFiles,
	inner: string | undefined,
): CredcheckError {
	const unusable = (what: string, hint: string) =>
		new CredcheckError('SOURCE_UNAVAILABLE', what, hint);
	if (inner !== undefined) {
		return unusable(`no range files in ${path}, but some in ${inner}`, `try --source ${inner}`);
	}
	if (kindFolder !== undefined) {
		return unusable(
			`no range files in ${path}, but it has a folder ${kindFolder}`,
			`try --source ${join(path, kindFolder)}`,
		);
	}
	if (packed !== undefined) {
		return unusable(
			`the range files in ${path} are packed as .${packed}, which is not supported`,
			'unpack them, or pack them with gzip',
		);
	}
	return unusable(
		`no range files in ${path}`,
		'range files are named by their prefix: ABCDE or ABCDE.txt, with or without .gz, or in folders: AB/CDE, AB/ABCDE or AB/CD/ABCDE',
	);
}
