/** Answers of a broken range API, or of another server in place of it. */

import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

type Answer = (response: ServerResponse) => void;

/** Status 200 with this body, complete and with the right length. */
export function answerWith(body: string | Buffer, headers: Record<string, string> = {}): Answer {
	return (response) => {
		response.writeHead(200, { 'content-length': Buffer.byteLength(body), ...headers });
		response.end(body);
	};
}

export function answerStatus(status: number, headers: Record<string, string> = {}): Answer {
	return (response) => {
		response.writeHead(status, headers).end();
	};
}

/** Half of the body; then the connection is closed. */
export function cut(text: string, framing: 'length' | 'chunks'): Answer {
	return (response) => {
		if (framing === 'length') response.writeHead(200, { 'content-length': text.length });
		response.write(text.slice(0, text.length / 2), () => response.destroy());
	};
}

/** Half of a body without a length, which ends with the connection. */
export function cutUnframed(body: string | Buffer, encoding: string): Answer {
	return ({ socket }) => {
		socket?.write(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: ${encoding}\r\n\r\n`);
		socket?.end(body.slice(0, body.length / 2));
	};
}

/** The first half of a gzipped body, sent as if it were complete. */
export function cutInsideGzip(text: string): Answer {
	const body = gzipSync(text);
	return answerWith(body.subarray(0, body.length / 2), { 'content-encoding': 'gzip' });
}

/** One byte at a time, `everyMs` apart. */
export function trickle(text: string, everyMs: number): Answer {
	return (response) => {
		response.writeHead(200, { 'content-length': text.length });
		let at = 0;
		const timer = setInterval(() => {
			response.write(text[at] ?? '');
			at += 1;
		}, everyMs);
		response.on('close', () => clearInterval(timer));
	};
}

export function reset(response: ServerResponse): void {
	response.socket?.resetAndDestroy();
}

export function neverAnswer(): void {}
