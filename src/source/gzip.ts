/**
 * Gzip: recognized by its first bytes, whatever the file is called, and decompressed to its very end. A file may have
 * several members, one after the other; zlib stops at the first NUL behind one, and says nothing of what follows.
 */

import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import {
	type BrotliOptions,
	brotliDecompressSync,
	createGunzip,
	gunzipSync,
	type InputType,
	type ZlibOptions,
} from 'node:zlib';
import { systemCode } from '../errors.ts';

/** @throws the error of the file system */
export async function isGzip(file: FileHandle): Promise<boolean> {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
	return isGzipped(buffer.subarray(0, bytesRead));
}

/** @param head the content, or as much of it as is known */
export function isGzipped(head: Uint8Array): boolean {
	return head[0] === 0x1f && head[1] === 0x8b;
}

/** Something follows compressed data that is neither another member nor NULs up to the end, as tapes pad with. */
class TrailingBytes extends Error {}

/**
 * Decompresses all members of a file.
 *
 * @param read reads the file from an offset on
 * @param chunkSize bytes of the chunks that are yielded, at most
 * @throws an error that `gzipFault` describes when the file is truncated or damaged, or goes on after its last member
 */
export async function* gunzip(
	read: (start: number) => AsyncIterable<Buffer>,
	chunkSize: number,
): AsyncGenerator<Buffer> {
	const unzip = createGunzip({ chunkSize });
	// The callback is not needed: iterating over the last stream throws the error of any.
	yield* pipeline(read(0), unzip, () => {}) as AsyncIterable<Buffer>;
	for await (const chunk of read(unzip.bytesWritten)) assertPadding(chunk);
}

type Decompress<Options> = (
	bytes: InputType,
	options: Options & { readonly info: true },
) => { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };

/** @throws as `gunzip`, or an error with the code ERR_BUFFER_TOO_LARGE */
export function gunzipBytes(bytes: Uint8Array, options: ZlibOptions): Buffer {
	// The types of Node lack `info`.
	const decompress = gunzipSync as unknown as Decompress<ZlibOptions>;
	const { buffer, engine } = decompress(bytes, { ...options, info: true });
	assertPadding(bytes.subarray(engine.bytesWritten));
	return buffer;
}

/** The same for brotli, which has one member and no padding. */
export function unbrotliBytes(bytes: Uint8Array, options: BrotliOptions): Buffer {
	const decompress = brotliDecompressSync as unknown as Decompress<BrotliOptions>;
	const { buffer, engine } = decompress(bytes, { ...options, info: true });
	if (engine.bytesWritten < bytes.length) throw new TrailingBytes();
	return buffer;
}

function assertPadding(bytes: Uint8Array): void {
	if (bytes.some((byte) => byte !== 0)) throw new TrailingBytes();
}

export type GzipFault = 'truncated' | 'damaged' | 'trailing_bytes';

/** What is wrong with compressed data; undefined if it is another error. */
export function gzipFault(error: unknown): GzipFault | undefined {
	if (error instanceof TrailingBytes) return 'trailing_bytes';
	const code = systemCode(error);
	if (code === 'Z_BUF_ERROR') return 'truncated';
	if (!code?.startsWith('Z_')) return undefined;
	// The first member begins as one, or it would not have been taken for gzip.
	const isNoMember = error instanceof Error && error.message === 'incorrect header check';
	return isNoMember ? 'trailing_bytes' : 'damaged';
}

/** Each fault as a sentence about the file. */
export const GZIP_FAULTS: Readonly<Record<GzipFault, string>> = {
	truncated: 'it was cut short: its gzip data has no end',
	damaged: 'its gzip data is damaged',
	trailing_bytes: 'something follows its gzip data that is no gzip, and would not be read',
};
