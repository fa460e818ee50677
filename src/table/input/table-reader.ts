/** A table as bytes that can be read more than once, and ways to read them. */

import { Readable } from 'node:stream';

/** Large enough for few calls, small enough to stay in a core's cache. */
export const CHUNK_BYTES: number = 256 * 1024;

export interface TableFile {
	/** As given on the command line. */
	readonly name: string;
	/** Size as stored: of a gzip file, compressed. */
	readonly bytes: number;
	readonly gzipped: boolean;
	/**
	 * Starts a pass over the content, decompressed.
	 *
	 * @param start bytes of the content to skip
	 * @param onRead called with how many of `bytes` have been read
	 */
	read(start?: number, onRead?: (bytes: number) => void): TableReader;
	close(): Promise<void>;
}

/** One pass over a table, from beginning to end. */
export interface TableReader {
	/**
	 * Reads the next bytes into `target`, as many as are available: at least one, or none at the end.
	 *
	 * @returns the number of bytes read
	 * @throws CredcheckError INPUT when the table cannot be read, is truncated gzip, or has changed since
	 *   it was opened
	 */
	next(target: Uint8Array): Promise<number>;
	/** Ends the pass early. */
	close(): Promise<void>;
}

/** Yields the bytes of a pass in chunks. */
export async function* chunksOf(reader: TableReader): AsyncGenerator<Buffer> {
	try {
		for (;;) {
			const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
			const size = await reader.next(chunk);
			if (size === 0) return;
			yield chunk.subarray(0, size);
		}
	} finally {
		await reader.close();
	}
}

/** Leaves out the first `bytes` of what the chunks contain. */
export async function* dropFirst(
	bytes: number,
	chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
	let left = bytes;
	for await (const chunk of chunks) {
		if (left < chunk.length) yield chunk.subarray(left);
		left = Math.max(0, left - chunk.length);
	}
}

/** A pass over bytes that arrive in chunks. */
export function readChunks(chunks: AsyncIterable<Buffer>): TableReader {
	const iterator = chunks[Symbol.asyncIterator]();
	let rest: Buffer = Buffer.alloc(0);
	return {
		async next(target) {
			while (rest.length === 0) {
				const { value, done } = await iterator.next();
				if (done) return 0;
				rest = value;
			}
			const size = Math.min(rest.length, target.length);
			target.set(rest.subarray(0, size));
			rest = rest.subarray(size);
			return size;
		},
		async close() {
			await iterator.return?.();
		},
	};
}

/** A table whose content is already in memory. */
export function inMemory(name: string, content: Buffer): TableFile {
	return {
		name,
		bytes: content.length,
		gzipped: false,
		read: (start = 0) => readChunks(Readable.from([content.subarray(start)])),
		async close() {},
	};
}
