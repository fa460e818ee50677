/**
 * What a format is: a way to write down accounts that is not the CSV which the scanner reads, and how its bytes
 * become that CSV. Conversions stream, so that a table may be larger than memory, and give the same bytes at each
 * pass; a line that cannot be converted stays a row, with the reason why it is rejected.
 */

import { chunksOf, dropFirst, readChunks, type TableFile } from '../input/table-reader.ts';
import { BOM } from './head.ts';

export interface FormatOptions {
	/** One ASCII character, or its name; by default found in the first lines. */
	readonly delimiter?: string | undefined;
	/** A name that `TextDecoder` knows. By default UTF-8, or what the byte order mark says. */
	readonly encoding?: string | undefined;
	/**
	 * False if the first row has data. Otherwise it has the names of the columns, unless it has a hash where the rows
	 * below have one.
	 */
	readonly header?: boolean | undefined;
	/** Only whether the user has chosen it matters here. */
	readonly hashColumn?: string | undefined;
}

/** Something about a file that only people can tell for certain. */
export interface TableGuess {
	readonly about: 'encoding_guessed' | 'header_missing';
	/** What was assumed. */
	readonly message: string;
	/** What to do if it is wrong. */
	readonly hint: string;
}

/** Turns the bytes of a file into others, for one pass. */
export type Conversion = (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

/** The file with its content converted. A pass that starts later also converts what comes before. */
export function converted(file: TableFile, convert: Conversion): TableFile {
	return {
		...file,
		read: (start = 0, onRead) =>
			readChunks(dropFirst(start, convert(withoutMark(chunksOf(file.read(0, onRead)))))),
	};
}

/** Leaves out a UTF-8 byte order mark, which would be part of the first cell. */
async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let begin: Buffer | undefined = Buffer.alloc(0);
	for await (const chunk of chunks) {
		if (begin === undefined) {
			yield chunk;
			continue;
		}
		begin = Buffer.concat([begin, chunk]);
		if (begin.length < BOM.length) continue;
		yield begin.subarray(begin.indexOf(BOM) === 0 ? BOM.length : 0);
		begin = undefined;
	}
	if (begin !== undefined) yield begin;
}
