/** A folder of range files as a source: `ABCDE` or `ABCDE.txt`, either also gzipped. */

import { opendir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import {
	formatPrefix,
	PREFIX_COUNT,
	type Prefix,
	PrefixSet,
	parsePrefix,
} from '../range/prefix.ts';
import { type RangeSource, refused } from './source.ts';

/** In order of preference, should a prefix have several. */
const ENDINGS: readonly string[] = ['', '.txt', '.gz', '.txt.gz'];
/** A range is about 80 KB. Whatever is longer than this is not one. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const LOWER_CASE = ENDINGS.length;
const NONE = 255;

/**
 * @throws CredcheckError SOURCE_UNAVAILABLE when the folder cannot be read or holds no range file
 */
export async function openFolder(path: string): Promise<RangeSource> {
	const names = await listRangeFiles(path);
	if (!names.some((name) => name !== NONE)) {
		throw new CredcheckError(
			'SOURCE_UNAVAILABLE',
			`no range files in ${path}`,
			'range files are named by their prefix: ABCDE or ABCDE.txt, or with .gz behind',
		);
	}
	return {
		name: path,
		remote: false,
		async offered(within) {
			const offered = new PrefixSet();
			for (let prefix = within.first; prefix <= within.last; prefix += 1) {
				if (names[prefix] !== NONE) offered.add(prefix);
			}
			return offered;
		},
		async fetch(prefix) {
			const name = fileName(prefix, names[prefix] as number);
			if (name === undefined) return refused('no such file');
			try {
				const status = await stat(join(path, name));
				if (!status.isFile()) return refused('not a file');
				const { size } = status;
				if (size > MAX_FILE_BYTES) return refused('file too long');
				const file = await readFile(join(path, name));
				// A file's buffer may be a part of a pool, which cannot be handed to another thread.
				const bytes = new Uint8Array(file);
				return {
					kind: 'body',
					body: {
						bytes,
						encoding: name.endsWith('.gz') ? 'gzip' : 'identity',
						form: 'suffix',
					},
					validators: {},
				};
			} catch (error) {
				return refused(systemCode(error) ?? messageOf(error));
			}
		},
		async close() {},
	};
}

/** For each prefix the form of its file's name, a byte each: a million names would not be small. */
async function listRangeFiles(path: string): Promise<Uint8Array> {
	const names = new Uint8Array(PREFIX_COUNT).fill(NONE);
	try {
		for await (const entry of await opendir(path, { bufferSize: 1024 })) {
			const digits = entry.name.slice(0, 5);
			const prefix = parsePrefix(digits);
			const ending = ENDINGS.indexOf(entry.name.slice(5));
			if (prefix === undefined || ending < 0) continue;
			// A pipe would be waited for in vain.
			if (!entry.isFile() && !entry.isSymbolicLink()) continue;
			const form = digits === formatPrefix(prefix) ? ending : ending + LOWER_CASE;
			if (fileName(prefix, form) !== entry.name) continue;
			names[prefix] = Math.min(names[prefix] as number, form);
		}
	} catch (error) {
		throw new CredcheckError(
			'SOURCE_UNAVAILABLE',
			`cannot read the folder ${path}: ${messageOf(error)}`,
			undefined,
			error,
		);
	}
	return names;
}

function fileName(prefix: Prefix, form: number): string | undefined {
	if (form === NONE) return undefined;
	const digits = formatPrefix(prefix);
	return (form < LOWER_CASE ? digits : digits.toLowerCase()) + ENDINGS[form % LOWER_CASE];
}
