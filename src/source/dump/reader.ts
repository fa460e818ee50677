/** Reads the lines of one range from a dump: at any offset in a plain file, only forwards in a gzipped one. */

import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { gunzip } from '../gzip.ts';

export const CHUNK_BYTES: number = 4 * 1024 * 1024;

/** The content of a dump from its beginning, unzipped. */
export function chunksOfDump(path: string, gzipped: boolean): AsyncIterable<Buffer> {
	const read = (start: number) => createReadStream(path, { start, highWaterMark: CHUNK_BYTES });
	return gzipped ? gunzip(read, CHUNK_BYTES) : read(0);
}

/** The bytes of a plain file from `start` up to, not including, `end`. */
export async function readPlain(
	file: FileHandle,
	start: number,
	end: number,
): Promise<Uint8Array<ArrayBuffer>> {
	const bytes = new Uint8Array(end - start);
	for (let filled = 0; filled < bytes.length; ) {
		const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
		if (bytesRead === 0) throw new Error('the file became shorter');
		filled += bytesRead;
	}
	return bytes;
}

/**
 * Reads one stretch at a time. To go back it starts over from the beginning of the file, so reads should
 * come in ascending order.
 */
export class GzipReader {
	readonly #path: string;
	#chunks: AsyncIterator<Buffer> | undefined;
	#chunk: Buffer = Buffer.alloc(0);
	/** Offset of the current chunk in the unzipped file. */
	#offset = 0;
	#lastRead: Promise<unknown> = Promise.resolve();

	constructor(path: string) {
		this.#path = path;
	}

	/** The bytes of the unzipped file from `start` up to, not including, `end`. */
	read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
		const result = this.#lastRead.then(() => this.#read(start, end));
		this.#lastRead = result.catch(() => undefined);
		return result;
	}

	async #read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
		if (this.#chunks === undefined || start < this.#offset) {
			await this.#chunks?.return?.();
			this.#chunks = chunksOfDump(this.#path, true)[Symbol.asyncIterator]();
			this.#chunk = Buffer.alloc(0);
			this.#offset = 0;
		}
		const bytes = new Uint8Array(end - start);
		for (let at = start; at < end; ) {
			const inside = at - this.#offset;
			if (inside < this.#chunk.length) {
				const piece = this.#chunk.subarray(inside, inside + end - at);
				bytes.set(piece, at - start);
				at += piece.length;
				continue;
			}
			const next = await this.#chunks.next();
			if (next.done) throw new Error('the file became shorter');
			this.#offset += this.#chunk.length;
			this.#chunk = next.value;
		}
		return bytes;
	}

	async close(): Promise<void> {
		await this.#lastRead;
		await this.#chunks?.return?.();
	}
}
