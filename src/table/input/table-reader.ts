/** A table as bytes that can be read as often as they are asked for, and ways to read them. */

/** Large enough for few calls, small enough to stay in a core's cache. */
export const CHUNK_BYTES: number = 256 * 1024;

export interface TableFile {
	/** As the user named it. */
	readonly name: string;
	/** As stored: gzipped if it is. */
	readonly bytes: number;
	readonly gzipped: boolean;
	/**
	 * Begins a reading of the content, unzipped.
	 *
	 * @param start bytes of the content to pass over
	 * @param onRead told how many of `bytes` have been read
	 */
	read(start?: number, onRead?: (bytes: number) => void): TableReader;
	close(): Promise<void>;
}

/** One reading of a table, from beginning to end. */
export interface TableReader {
	/**
	 * Reads what comes next into `target`, as much as is at hand: a byte at least, none at the end.
	 *
	 * @returns the number of bytes read
	 * @throws CredcheckError INPUT when it cannot be read, is cut short inside gzip, or was changed
	 *   since it was opened
	 */
	next(target: Uint8Array): Promise<number>;
	/** Ends the reading before its end. */
	close(): Promise<void>;
}

/** What a reading gives, in pieces. */
export async function* chunksOf(
	file: TableFile,
	onRead?: (bytes: number) => void,
): AsyncGenerator<Buffer> {
	const reader = file.read(0, onRead);
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

/** A reading of what comes in chunks. */
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

/** A table whose content is at hand. */
export function inMemory(name: string, content: Buffer): TableFile {
	return {
		name,
		bytes: content.length,
		gzipped: false,
		read: (start = 0) =>
			readChunks(
				(async function* () {
					yield content.subarray(start);
				})(),
			),
		async close() {},
	};
}
