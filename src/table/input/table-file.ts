/**
 * Opens a table so that it can be read more than once: a file, or a stream, which is first copied to an
 * unnamed file. Gzip is recognized by its first bytes and decompressed.
 */

import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CredcheckError, messageOf, systemCode } from '../../errors.ts';
import { GZIP_FAULTS, type GzipFault, gunzip, gzipFault, isGzip } from '../../source/gzip.ts';
import { endedBy, openPipe } from '../../source/pipe.ts';
import {
	CHUNK_BYTES,
	chunksOf,
	dropFirst,
	readChunks,
	type TableFile,
	type TableReader,
} from './table-reader.ts';

export interface OpenOptions {
	/** Read in place of a path `-`; default the stdin of the process. */
	readonly stdin?: NodeJS.ReadableStream | undefined;
	/** Called with the bytes of a stream received so far. */
	readonly onReceive?: ((bytes: number) => void) | undefined;
	/** Ends waiting for a pipe. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * @param path a file, or `-` for stdin
 * @throws CredcheckError INPUT when it cannot be opened; the signal's reason if it is aborted
 */
export async function openTableFile(
	path: string,
	{ stdin = process.stdin, onReceive, signal }: OpenOptions = {},
): Promise<TableFile> {
	if (path === '-') return await spooled('stdin', stdin, onReceive, signal);
	let file: FileHandle | NodeJS.ReadableStream;
	try {
		file = openPipe(path, signal) ?? (await open(path, 'r'));
	} catch (error) {
		const why = systemCode(error) === 'ENOENT' ? 'no such file' : messageOf(error);
		throw new CredcheckError(
			'INPUT',
			`cannot read ${path}: ${why}`,
			'check its path, and that this user can read it',
			error,
		);
	}
	if (!('stat' in file)) return await spooled(path, file, onReceive, signal);
	const status = await file.stat();
	if (status.isDirectory()) {
		await file.close();
		throw new CredcheckError('INPUT', `${path} is a folder`, 'name a file in it');
	}
	// A device, such as /dev/zero.
	if (!status.isFile()) {
		return await spooled(path, endedBy(file.createReadStream(), signal), onReceive, signal);
	}
	return await readable(path, file);
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
			// Of what is behind the gzip data nothing counts as progress.
			const chunksFrom = (at: number) =>
				chunksOf(readPlain(file, at, at === 0 ? onRead : undefined));
			const reader = gzipped
				? readChunks(dropFirst(start, gunzip(chunksFrom, CHUNK_BYTES)))
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

/**
 * Copies a stream to a temporary file, since a stream cannot be read twice and the lists are written on
 * a second pass. No other process can open the file: its mode is 0600, and its name is removed before
 * the first byte is written.
 */
async function spooled(
	name: string,
	stream: NodeJS.ReadableStream,
	onReceive: ((bytes: number) => void) | undefined,
	signal: AbortSignal | undefined,
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
		signal?.throwIfAborted();
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
	const fault = gzipped ? gzipFault(error) : undefined;
	const why = fault === undefined ? messageOf(error) : GZIP_FAULTS[fault];
	const hint = fault === undefined ? undefined : GZIP_HINTS[fault];
	return new CredcheckError('INPUT', `cannot read ${name}: ${why}`, hint, error);
}

const GZIP_HINTS: Readonly<Record<GzipFault, string>> = {
	truncated: 'copy or make it again, to its end; gzip -t tests it',
	damaged: 'copy or make it again; gzip -t tests it',
	trailing_bytes:
		'make it again in one piece: all that follows the first gzip data must be gzip, too',
};
