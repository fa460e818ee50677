/**
 * One sorted file of `HASH:COUNT` lines, plain or gzipped, as a source: the official downloader's
 * output, 74 GB, or that of another program (see tidy.ts). One pass finds where each range is; then ranges are read one
 * by one.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { messageOf } from '../../errors.ts';
import type { HashKind } from '../../range/kind.ts';
import { formatPrefix, PREFIX_COUNT, PrefixSet } from '../../range/prefix.ts';
import { compressedMisfit, MAGIC_BYTES } from '../compression.ts';
import { isGzipped } from '../gzip.ts';
import { OPEN_AT_ONCE } from '../pipe.ts';
import { type RangeSource, refused } from '../source.ts';
import { cutShort, describeGaps, type RangeOffsets } from './end.ts';
import { asUnusable, misfit, unusable } from './misfit.ts';
import { locateRanges } from './offsets.ts';
import { GzipReader, readPlain } from './reader.ts';

/** A range is about 80 KB of text. Anything longer than this cannot be a range. */
const MAX_RANGE_BYTES = 16 * 1024 * 1024;

/**
 * @throws CredcheckError SOURCE_UNAVAILABLE when the file cannot be read, is cut short inside gzip,
 *   is not sorted, or does not begin with a `HASH:COUNT` line of this kind
 */
export async function openDump(path: string, kind: HashKind): Promise<RangeSource> {
	let file: FileHandle | undefined;
	try {
		file = await open(path, OPEN_AT_ONCE);
		if (!(await file.stat()).isFile()) {
			throw unusable(path, 'it is not a regular file, and it must be read twice');
		}
		const { buffer } = await file.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
		const packed = compressedMisfit(buffer);
		if (packed !== undefined) throw misfit(path, packed);
		return dumpSource(path, file, isGzipped(buffer), kind);
	} catch (error) {
		await file?.close();
		throw asUnusable(path, error);
	}
}

function dumpSource(path: string, file: FileHandle, gzipped: boolean, kind: HashKind): RangeSource {
	const unzipped = gzipped ? new GzipReader(path) : undefined;
	let located: Promise<RangeOffsets> | undefined;
	let gaps: string | undefined;
	let averageBytes: number | undefined;
	const locate = (signal?: AbortSignal) => {
		located ??= locateRanges(path, gzipped, kind, signal).then((offsets) => {
			gaps = describeGaps(offsets, path);
			averageBytes = (offsets.starts[PREFIX_COUNT] as number) / offsets.ranges;
			return offsets;
		});
		return located;
	};
	return {
		name: path,
		remote: false,
		async offered(signal) {
			const { starts } = await locate(signal);
			const offered = new PrefixSet();
			for (let prefix = 0; prefix < PREFIX_COUNT; prefix += 1) {
				if (starts[prefix] !== starts[prefix + 1]) offered.add(prefix);
			}
			return offered;
		},
		async fetch(prefix, _known, signal) {
			const offsets = await locate(signal);
			const start = offsets.starts[prefix] as number;
			const end = offsets.starts[prefix + 1] as number;
			if (start === end) {
				const { last } = offsets;
				const ends = prefix > last ? `, which ends at ${formatPrefix(last)}` : '';
				return refused(`not in the file${ends}`);
			}
			if (end - start > MAX_RANGE_BYTES) return refused('too many lines');
			try {
				const bytes = await (unzipped?.read(start, end) ?? readPlain(file, start, end));
				const fault = prefix === offsets.last ? cutShort(offsets, bytes) : undefined;
				if (fault !== undefined) return refused(fault);
				const body = { bytes, encoding: 'identity', form: 'hash', untidy: true } as const;
				return { kind: 'body', body, validators: {} };
			} catch (error) {
				return refused(messageOf(error));
			}
		},
		warnings: () => (gaps === undefined ? [] : [gaps]),
		averageBytes: () => averageBytes,
		async close() {
			await unzipped?.close();
			await file.close();
		},
	};
}
