/** Reading stretches of a dump: anywhere in a plain file, forwards only in a gzipped one. */

import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

export const CHUNK_BYTES: number = 4 * 1024 * 1024;

/** Bytes of the (unzipped) file: from `start` up to but without `end`. */
interface Stretch {
	readonly start: number;
	readonly end: number;
}

/** The content of a dump from its beginning, unzipped. */
export function openStream(path: string, gzipped: boolean): Readable {
	const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
	if (!gzipped) return raw;
	const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
	raw.on('error', (error) => gunzip.destroy(error));
	gunzip.on('close', () => raw.destroy());
	return raw.pipe(gunzip);
}

export interface PlaceReader {
	read(place: Stretch): Promise<Uint8Array<ArrayBuffer>>;
	close(): Promise<void>;
}

/** A plain file can be read anywhere. */
export class PlainReader implements PlaceReader {
	readonly #file: FileHandle;

	constructor(file: FileHandle) {
		this.#file = file;
	}

	async read({ start, end }: Stretch): Promise<Uint8Array<ArrayBuffer>> {
		const bytes = new Uint8Array(end - start);
		let filled = 0;
		while (filled < bytes.length) {
			const { bytesRead } = await this.#file.read(
				bytes,
				filled,
				bytes.length - filled,
				start + filled,
			);
			if (bytesRead === 0) throw new Error('the file became shorter');
			filled += bytesRead;
		}
		return bytes;
	}

	async close(): Promise<void> {}
}

/** A gzipped file can be read forwards only: places are served in ascending order, one at a time. */
export class GzipReader implements PlaceReader {
	readonly #path: string;
	#stream: Readable | undefined;
	#chunks: AsyncIterator<Buffer> | undefined;
	#chunk: Buffer = Buffer.alloc(0);
	/** Offset of the current chunk in the unzipped file. */
	#offset = 0;
	#turn: Promise<unknown> = Promise.resolve();

	constructor(path: string) {
		this.#path = path;
	}

	read(place: Stretch): Promise<Uint8Array<ArrayBuffer>> {
		const result = this.#turn.then(() => this.#read(place));
		this.#turn = result.catch(() => undefined);
		return result;
	}

	async #read({ start, end }: Stretch): Promise<Uint8Array<ArrayBuffer>> {
		if (this.#chunks === undefined || start < this.#offset) await this.#rewind();
		const bytes = new Uint8Array(end - start);
		for (let at = start; at < end; ) {
			const inside = at - this.#offset;
			if (inside < this.#chunk.length) {
				const part = this.#chunk.subarray(inside, inside + end - at);
				bytes.set(part, at - start);
				at += part.length;
				continue;
			}
			const next = await this.#chunks?.next();
			if (next === undefined || next.done) throw new Error('the file became shorter');
			this.#offset += this.#chunk.length;
			this.#chunk = next.value;
		}
		return bytes;
	}

	async #rewind(): Promise<void> {
		this.#stream?.destroy();
		this.#stream = openStream(this.#path, true);
		this.#chunks = this.#stream[Symbol.asyncIterator]();
		this.#chunk = Buffer.alloc(0);
		this.#offset = 0;
	}

	async close(): Promise<void> {
		await this.#turn;
		this.#stream?.destroy();
	}
}
