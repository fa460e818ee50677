/**
 * Opens files that a user has named without waiting for them. A pipe that nobody writes to would block the thread that
 * opens it, forever, and the end of the process would wait for that thread.
 */

import { closeSync, constants, openSync, readFileSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { isatty, ReadStream } from 'node:tty';

/** Flags for opening a file that is to be a regular one: a pipe is then there to be refused, and reads as empty. */
export const OPEN_AT_ONCE: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The text of a regular file; of a pipe that nobody writes to none.
 *
 * @throws the error of the file system
 */
export function readTextAtOnce(path: string): string {
	const fd = openSync(path, OPEN_AT_ONCE);
	try {
		return readFileSync(fd, 'utf8');
	} finally {
		closeSync(fd);
	}
}

/**
 * Opens a pipe or a terminal; undefined for any other file, which is not opened. Its data is waited for without a
 * thread, also that of a pipe that nobody writes to yet.
 *
 * @param signal destroys the stream, with its reason, when it is aborted
 * @throws the error of the file system
 */
export function openPipe(path: string, signal?: AbortSignal): Readable | undefined {
	const status = statSync(path);
	if (!status.isFIFO() && !status.isCharacterDevice()) return undefined;
	const fd = openSync(path, OPEN_AT_ONCE);
	const isTerminal = isatty(fd);
	if (!isTerminal && !status.isFIFO()) {
		closeSync(fd);
		return undefined;
	}
	const stream = isTerminal
		? new ReadStream(fd)
		: new Socket({ fd, readable: true, writable: false });
	return endedBy(stream, signal);
}

/** Destroys the stream when the signal is aborted, with its reason as the error of the stream. */
export function endedBy<Stream extends Readable>(stream: Stream, signal?: AbortSignal): Stream {
	if (signal === undefined) return stream;
	// It may be destroyed before anybody reads it, who then learns of the error.
	stream.on('error', () => {});
	const end = () => {
		stream.destroy(signal.reason);
	};
	if (signal.aborted) end();
	signal.addEventListener('abort', end, { once: true });
	stream.once('close', () => signal.removeEventListener('abort', end));
	return stream;
}
