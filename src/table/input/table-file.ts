/**
 * The bytes of a table, as often as they are asked for: from a file, or from a stream that was first
 * laid down in a file without a name. Gzip is told by its first bytes and undone.
 */

import { randomUUID } from 'node:crypto';
import { constants, openSync, statSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CredcheckError, messageOf, systemCode } from '../../errors.ts';
import { isGzip } from '../../source/gzip.ts';
import { CHUNK_BYTES, readChunks, type TableFile, type TableReader } from './table-reader.ts';

/**
 * @param path a file, or `-` for `stdin`
 * @param onReceive told how many bytes of a stream have come
 * @throws CredcheckError INPUT when it cannot be opened
 */
export async function openTableFile(
	path: string,
	stdin: NodeJS.ReadableStream = process.stdin,
	onReceive?: (bytes: number) => void,
): Promise<TableFile> {
	if (path === '-') return await spooled('stdin', stdin, onReceive);
	if (isNamedPipe(path)) return await spooled(path, readPipe(path), onReceive);
	const file = await open(path, 'r').catch((error: unknown) => {
		const why = systemCode(error) === 'ENOENT' ? 'no such file' : messageOf(error);
		throw new CredcheckError('INPUT', `cannot read ${path}: ${why}`, undefined, error);
	});
	const status = await file.stat();
	if (status.isDirectory()) {
		await file.close();
		throw new CredcheckError('INPUT', `${path} is a folder`);
	}
	// A terminal, say, under a name.
	if (!status.isFile()) return await spooled(path, file.createReadStream(), onReceive);
	return await readable(path, file);
}

function isNamedPipe(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isFIFO() ?? false;
}

/** Opened as usual, a pipe that nobody writes to would hold the process for ever, signals or not. */
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
			const reader = gzipped ? readZipped(file, start, onRead) : readPlain(file, start, onRead);
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

/** Reads by position, so that neither an earlier reading nor its end disturbs this one. */
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

function readZipped(
	file: FileHandle,
	start: number,
	onRead: ((bytes: number) => void) | undefined,
): TableReader {
	return readChunks(skip(unzip(readRaw(file, onRead)), start));
}

async function* readRaw(
	file: FileHandle,
	onRead: ((bytes: number) => void) | undefined,
): AsyncGenerator<Buffer> {
	const reader = readPlain(file, 0, onRead);
	for (;;) {
		const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
		const size = await reader.next(chunk);
		if (size === 0) return;
		yield chunk.subarray(0, size);
	}
}

async function* skip(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
	let left = bytes;
	for await (const chunk of chunks) {
		if (left < chunk.length) yield chunk.subarray(left);
		left = Math.max(0, left - chunk.length);
	}
}

async function* unzip(raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	const source = Readable.from(raw);
	const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
	source.on('error', (error) => gunzip.destroy(error));
	try {
		for await (const chunk of source.pipe(gunzip)) yield chunk as Buffer;
	} finally {
		source.destroy();
	}
}

/**
 * A stream cannot be read twice, and the lists are written on a second reading. So it is laid down
 * in a file that only this process can reach: 0600, and without a name from its first byte on.
 */
async function spooled(
	name: string,
	stream: NodeJS.ReadableStream,
	onReceive: ((bytes: number) => void) | undefined,
): Promise<TableFile> {
	const path = join(tmpdir(), `credcheck-${randomUUID()}`);
	const { O_RDWR, O_CREAT, O_EXCL } = constants;
	const file = await open(path, O_RDWR | O_CREAT | O_EXCL, 0o600).catch((error: unknown) => {
		throw new CredcheckError(
			'INPUT',
			`cannot lay down ${name} in ${tmpdir()}: ${messageOf(error)}`,
			'set TMPDIR to a folder with room for the table',
			error,
		);
	});
	try {
		await unlink(path);
		let received = 0;
		for await (const chunk of stream) {
			await writeWhole(file, chunk as Buffer);
			received += (chunk as Buffer).length;
			onReceive?.(received);
		}
		return await readable(name, file);
	} catch (error) {
		await file.close();
		if (error instanceof CredcheckError) throw error;
		throw new CredcheckError(
			'INPUT',
			`cannot lay down ${name} in ${tmpdir()}: ${messageOf(error)}`,
			'set TMPDIR to a folder with room for the table',
			error,
		);
	}
}

async function writeWhole(file: FileHandle, chunk: Buffer): Promise<void> {
	for (let at = 0; at < chunk.length; ) {
		at += (await file.write(chunk, at)).bytesWritten;
	}
}

function unreadable(name: string, gzipped: boolean, error: unknown): CredcheckError {
	if (error instanceof CredcheckError) return error;
	const code = systemCode(error);
	const why =
		gzipped && code === 'Z_BUF_ERROR'
			? 'the gzip data ends in the middle'
			: gzipped && code?.startsWith('Z_')
				? 'the gzip data is damaged'
				: messageOf(error);
	return new CredcheckError('INPUT', `cannot read ${name}: ${why}`, undefined, error);
}
