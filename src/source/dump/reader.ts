/** Reads the lines of one range from a dump: at any offset in a plain file, only forwards in a gzipped one. */

import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

export const CHUNK_BYTES: number = 4 * 1024 * 1024;

/** The content of a dump from its beginning, unzipped. */
export function openStream(path: string, gzipped: boolean): Readable {
	const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
	if (!gzipped) return raw;
	// The callback is not needed: iterating over the last stream throws the error of any.
	return pipeline(raw, createGunzip({ chunkSize: CHUNK_BYTES }), () => {});
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
	#stream: Readable | undefined;
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
			this.#stream?.destroy();
			this.#stream = openStream(this.#path, true);
			this.#chunks = this.#stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
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
		this.#stream?.destroy();
	}
}
