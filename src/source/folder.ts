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

/** In order of preference, if a prefix has several files. */
const ENDINGS: readonly string[] = ['', '.txt', '.gz', '.txt.gz'];
/** A range is about 80 KB. Anything longer than this is not a range. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** A form is an index in `ENDINGS`, plus this where the digits are in lower case. */
const LOWER_CASE = ENDINGS.length;
const NONE = 255;

/** @throws CredcheckError SOURCE_UNAVAILABLE when the folder cannot be read or has no range file */
export async function openFolder(path: string): Promise<RangeSource> {
	const forms = await listRangeFiles(path);
	if (forms.every((form) => form === NONE)) {
		throw new CredcheckError(
			'SOURCE_UNAVAILABLE',
			`no range files in ${path}`,
			'range files are named by their prefix: ABCDE or ABCDE.txt, with or without .gz',
		);
	}
	return {
		name: path,
		remote: false,
		async offered() {
			const offered = new PrefixSet();
			for (const [prefix, form] of forms.entries()) if (form !== NONE) offered.add(prefix);
			return offered;
		},
		async fetch(prefix) {
			const form = forms[prefix] as number;
			if (form === NONE) return refused('no such file');
			const file = join(path, fileName(prefix, form));
			try {
				const status = await stat(file);
				if (!status.isFile()) return refused('not a file');
				if (status.size > MAX_FILE_BYTES) return refused('file too long');
				// A copy: the buffer may belong to a pool, which cannot be transferred to another thread.
				const bytes = new Uint8Array(await readFile(file));
				const encoding = file.endsWith('.gz') ? 'gzip' : 'identity';
				return {
					kind: 'body',
					body: { bytes, encoding, form: 'suffix', untidy: true },
					validators: {},
				};
			} catch (error) {
				return refused(systemCode(error) ?? messageOf(error));
			}
		},
		async close() {},
	};
}

/** The form of each prefix's file name, one byte each, since a million names would take much memory. */
async function listRangeFiles(path: string): Promise<Uint8Array> {
	const forms = new Uint8Array(PREFIX_COUNT).fill(NONE);
	try {
		for await (const entry of await opendir(path, { bufferSize: 1024 })) {
			const digits = entry.name.slice(0, 5);
			const prefix = parsePrefix(digits);
			const ending = ENDINGS.indexOf(entry.name.slice(5));
			if (prefix === undefined || ending < 0) continue;
			// Reading a pipe would wait forever.
			if (!entry.isFile() && !entry.isSymbolicLink()) continue;
			const form = digits === formatPrefix(prefix) ? ending : ending + LOWER_CASE;
			if (fileName(prefix, form) !== entry.name) continue;
			forms[prefix] = Math.min(forms[prefix] as number, form);
		}
	} catch (error) {
		throw new CredcheckError(
			'SOURCE_UNAVAILABLE',
			`cannot read the folder ${path}: ${messageOf(error)}`,
			undefined,
			error,
		);
	}
	return forms;
}

function fileName(prefix: Prefix, form: number): string {
	const digits = formatPrefix(prefix);
	return (form < LOWER_CASE ? digits : digits.toLowerCase()) + ENDINGS[form % LOWER_CASE];
}
