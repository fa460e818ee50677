/** Reads a file of a report: its size, its SHA-256 and, of a list, the number of its rows. */

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 1024 ** 2;
const QUOTE = 0x22;
const LINE_END = 0x0a;

export interface FileContent {
	readonly bytes: number;
	/** In lower case. */
	readonly sha256: string;
	/** The first bytes, as many as were asked for. */
	readonly head: Uint8Array;
	/** Lines, not counting line ends inside quotes. */
	readonly lines: number;
}

/**
 * @param headBytes how much of the beginning to return
 * @param countsLines whether to count lines; else 0
 * @throws the error of the file system; the signal's reason if it is aborted
 */
export async function readContent(
	path: string,
	headBytes: number,
	countsLines: boolean,
	signal?: AbortSignal,
): Promise<FileContent> {
	const hash = createHash('sha256');
	const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
	const head: Buffer[] = [];
	let bytes = 0;
	let lines = 0;
	let isQuoted = false;
	const file = await open(path, 'r');
	try {
		for (;;) {
			signal?.throwIfAborted();
			const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, bytes);
			if (bytesRead === 0) break;
			const own = chunk.subarray(0, bytesRead);
			hash.update(own);
			if (bytes < headBytes) head.push(Buffer.from(own.subarray(0, headBytes - bytes)));
			bytes += bytesRead;
			if (!countsLines) continue;
			for (let at = 0; at < bytesRead; at += 1) {
				const byte = own[at];
				if (byte === QUOTE) isQuoted = !isQuoted;
				else if (byte === LINE_END && !isQuoted) lines += 1;
			}
		}
	} finally {
		await file.close();
	}
	return { bytes, sha256: hash.digest('hex'), head: Buffer.concat(head), lines };
}
