/**
 * One sorted file of `HASH:COUNT` lines, plain or gzipped, as a source: the official downloader's
 * output, 74 GB of it. It is read once to learn where each range lies, and then range by range.
 */

import { open } from 'node:fs/promises';
import { CredcheckError, messageOf } from '../errors.ts';
import type { HashKind } from '../range/kind.ts';
import { type ByteRange, locateRanges, type RangeOffsets, unusable } from './dump-places.ts';
import { GzipReader, type PlaceReader, PlainReader } from './dump-reader.ts';
import { isGzip } from './gzip.ts';
import { type RangeReply, type RangeSource, refused } from './source.ts';

/** A range is about 80 KB of text. Anything longer than this cannot be a range. */
const MAX_RANGE_BYTES = 16 * 1024 * 1024;

/**
 * @throws CredcheckError SOURCE_UNAVAILABLE when the file cannot be read, is cut short inside gzip,
 *   is not sorted, or does not begin with a `HASH:COUNT` line of this kind
 */
export async function openDump(path: string, kind: HashKind): Promise<RangeSource> {
	const file = await open(path, 'r').catch((error: unknown) => {
		throw unusable(path, messageOf(error), error);
	});
	try {
		if (!(await file.stat()).isFile()) {
			throw unusable(path, 'it is not a regular file, and it must be read twice');
		}
		const gzipped = await isGzip(file);
		let places: Promise<RangeOffsets> | undefined;
		const locate = (signal?: AbortSignal) => {
			places ??= locateRanges(path, gzipped, kind, signal);
			return places;
		};
		const reader = gzipped ? new GzipReader(path) : new PlainReader(file);
		return {
			name: path,
			remote: false,
			async offered(within, signal) {
				return (await locate(signal)).within(within.first, within.last);
			},
			async fetch(prefix, _known, signal) {
				const place = (await locate(signal)).of(prefix);
				if (place === undefined) return refused('not in the file');
				if (place.end - place.start > MAX_RANGE_BYTES) return refused('too many lines');
				return await read(reader, place);
			},
			async close() {
				await reader.close();
				await file.close();
			},
		};
	} catch (error) {
		await file.close();
		throw error instanceof CredcheckError ? error : unusable(path, messageOf(error), error);
	}
}

async function read(reader: PlaceReader, place: ByteRange): Promise<RangeReply> {
	try {
		const bytes = await reader.read(place);
		return {
			kind: 'body',
			body: { bytes, encoding: 'identity', form: 'hash' },
			validators: {},
		};
	} catch (error) {
		return refused(messageOf(error));
	}
}
