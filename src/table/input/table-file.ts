/**
 * Opens a table so that it can be read more than once: a file, or a stream, which is first copied to an
 * unnamed file. Gzip is recognized by its first bytes and decompressed.
 */

import { randomUUID } from 'node:crypto';
import { constants, openSync, statSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CredcheckError, messageOf, systemCode } from '../../errors.ts';
import { isGzip } from '../../source/gzip.ts';
import {
	CHUNK_BYTES,
	chunksOf,
	dropFirst,
	readChunks,
	type TableFile,
	type TableReader,
} from './table-reader.ts';

/**
 * @param path a file, or `-` for `stdin`
 * @param onReceive called with the bytes of a stream received so far
 * @throws CredcheckError INPUT when it cannot be opened
 */
export async function openTableFile(
	path: string,
	stdin: NodeJS.ReadableStream = process.stdin,
	onReceive?: (bytes: number) => void,
): Promise<TableFile> {
	if (path === '-') return await spooled('stdin', stdin, onReceive);
	let file: FileHandle | NodeJS.ReadableStream;
	try {
		file = statSync(path).isFIFO() ? readPipe(path) : await open(path, 'r');
	} catch (error) {
		const why = systemCode(error) === 'ENOENT' ? 'no such file' : messageOf(error);
		throw new CredcheckError('INPUT', `cannot read ${path}: ${why}`, undefined, error);
	}
	if (!('stat' in file)) return await spooled(path, file, onReceive);
	const status = await file.stat();
	if (status.isDirectory()) {
		await file.close();
		throw new CredcheckError('INPUT', `${path} is a folder`);
	}
	// A device such as a terminal.
	if (!status.isFile()) return await spooled(path, file.createReadStream(), onReceive);
	return await readable(path, file);
}

/** Without O_NONBLOCK, opening a pipe that has no writer would block the process forever, even on signals. */
function readPipe(path: string): NodeJS.ReadableStream {
	const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	return new Socket({ fd, readable: true, writable: false });
}

async function readable(name: string, file: FileHandle): Promise<TableFile> {
	const opened = await file.stat();
	const gzipped = await isGzip(file).catch(async (error: unknown) => {
		await file.close();
		throw unreadable(name, false, error);
	});
	const checkUnchanged = async () => {
		const now = await file.stat();
		if (now.size === opened.size && now.mtimeMs === opened.mtimeMs) return;
		throw new CredcheckError(
			'INPUT',
			`${name} changed while it was being read`,
			'run again on a copy that nobody writes to',
		);
	};
	return {
		name,
		bytes: opened.size,
		gzipped,
		read(start = 0, onRead) {
			const reader = gzipped
				? readChunks(dropFirst(start, unzip(chunksOf(readPlain(file, 0, onRead)))))
				: readPlain(file, start, onRead);
			return {
				async next(target) {
					try {
						const size = await reader.next(target);
						if (size === 0) await checkUnchanged();
						return size;
					} catch (error) {
						throw unreadable(name, gzipped, error);
					}
				},
				close: reader.close,
			};
		},
		close: () => file.close(),
	};
}

/** Reads at explicit positions, so that passes do not disturb each other. */
function readPlain(
	file: FileHandle,
	start: number,
	onRead: ((bytes: number) => void) | undefined,
): TableReader {
	let position = start;
	return {
		async next(target) {
			const { bytesRead } = await file.read(target, 0, target.length, position);
			position += bytesRead;
			onRead?.(position);
			return bytesRead;
		},
		async close() {},
	};
}

/** Decompresses the bytes. */
function unzip(raw: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
	// The callback is not needed: iterating over the last stream throws the error of any.
	return pipeline(raw, createGunzip({ chunkSize: CHUNK_BYTES }), () => {});
}

/**
 * Copies a stream to a temporary file, since a stream cannot be read twice and the lists are written on
 * a second pass. No other process can open the file: its mode is 0600, and its name is removed before
 * the first byte is written.
 */
async function spooled(
	name: string,
	stream: NodeJS.ReadableStream,
	onReceive: ((bytes: number) => void) | undefined,
): Promise<TableFile> {
	const path = join(tmpdir(), `credcheck-${randomUUID()}`);
	const { O_RDWR, O_CREAT, O_EXCL } = constants;
	let file: FileHandle | undefined;
	try {
		file = await open(path, O_RDWR | O_CREAT | O_EXCL, 0o600);
		await unlink(path);
		let received = 0;
		for await (const chunk of stream) {
			await file.writeFile(chunk);
			received += chunk.length;
			onReceive?.(received);
		}
		return await readable(name, file);
	} catch (error) {
		await file?.close();
		if (error instanceof CredcheckError) throw error;
		throw new CredcheckError(
			'INPUT',
			`cannot copy ${name} to ${tmpdir()}: ${messageOf(error)}`,
			'set TMPDIR to a folder with room for the table',
			error,
		);
	}
}

function unreadable(name: string, gzipped: boolean, error: unknown): CredcheckError {
	if (error instanceof CredcheckError) return error;
	const code = systemCode(error);
	const why =
		gzipped && code === 'Z_BUF_ERROR'
			? 'the gzip data is truncated'
			: gzipped && code?.startsWith('Z_')
				? 'the gzip data is damaged'
				: messageOf(error);
	return new CredcheckError('INPUT', `cannot read ${name}: ${why}`, undefined, error);
}
