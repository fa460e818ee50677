/**
 * One sorted file of `HASH:COUNT` lines, plain or gzipped, as a source: the official downloader's
 * output, 74 GB. One pass finds where each range is; then ranges are read one by one.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import type { HashKind } from '../range/kind.ts';
import { PREFIX_COUNT, PrefixSet } from '../range/prefix.ts';
import { asUnusable, locateRanges, unusable } from './dump-offsets.ts';
import { GzipReader, readPlain } from './dump-reader.ts';
import { isGzip } from './gzip.ts';
import { type RangeSource, refused } from './source.ts';

/** A range is about 80 KB of text. Anything longer than this cannot be a range. */
const MAX_RANGE_BYTES = 16 * 1024 * 1024;

/**
 * @throws CredcheckError SOURCE_UNAVAILABLE when the file cannot be read, is cut short inside gzip,
 *   is not sorted, or does not begin with a `HASH:COUNT` line of this kind
 */
export async function openDump(path: string, kind: HashKind): Promise<RangeSource> {
	let file: FileHandle | undefined;
	try {
		file = await open(path, 'r');
		if (!(await file.stat()).isFile()) {
			throw unusable(path, 'it is not a regular file, and it must be read twice');
		}
		return dumpSource(path, file, await isGzip(file), kind);
	} catch (error) {
		await file?.close();
		throw asUnusable(path, error);
	}
}

function dumpSource(path: string, file: FileHandle, gzipped: boolean, kind: HashKind): RangeSource {
	const unzipped = gzipped ? new GzipReader(path) : undefined;
	let located: Promise<Float64Array> | undefined;
	const locate = (signal?: AbortSignal) => {
		located ??= locateRanges(path, gzipped, kind, signal);
		return located;
	};
	return {
		name: path,
		remote: false,
		async offered(signal) {
			const offsets = await locate(signal);
			const offered = new PrefixSet();
			for (let prefix = 0; prefix < PREFIX_COUNT; prefix += 1) {
				if (offsets[prefix] !== offsets[prefix + 1]) offered.add(prefix);
			}
			return offered;
		},
		async fetch(prefix, _known, signal) {
			const offsets = await locate(signal);
			const start = offsets[prefix] as number;
			const end = offsets[prefix + 1] as number;
			if (start === end) return refused('not in the file');
			if (end - start > MAX_RANGE_BYTES) return refused('too many lines');
			try {
				const bytes = await (unzipped?.read(start, end) ?? readPlain(file, start, end));
				const body = { bytes, encoding: 'identity', form: 'hash' } as const;
				return { kind: 'body', body, validators: {} };
			} catch (error) {
				return refused(messageOf(error));
			}
		},
		async close() {
			await unzipped?.close();
			await file.close();
		},
	};
}
