/** A range API on loopback. It works unless a test intervenes. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { listen } from './loopback.ts';
import { sha1 } from './ranges.ts';

export interface Exchange {
	readonly prefix: string;
	/** The number of requests for this prefix, including this one. */
	readonly attempt: number;
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
}

export interface RangeServer {
	/** The base to which a prefix is appended; also with `?prefix=` at its end. */
	readonly url: string;
	/** The ranges served; a test may change them. */
	readonly ranges: Map<string, string>;
	/** Requests so far, in order. */
	readonly requests: {
		readonly prefix: string;
		/** What follows the prefix, such as `?mode=ntlm`. */
		readonly query: string;
		readonly headers: IncomingMessage['headers'];
	}[];
	close(): Promise<void>;
}

/**
 * @param intervene either answers and returns true, or returns false for the usual answer
 */
export async function startRangeServer(
	ranges: ReadonlyMap<string, string>,
	intervene: (exchange: Exchange) => boolean = () => false,
): Promise<RangeServer> {
	const served = new Map(ranges);
	const requests: RangeServer['requests'] = [];
	const attempts = new Map<string, number>();
	const server = createServer((request, response) => {
		const url = new URL(request.url ?? '/', 'http://localhost');
		const prefix = url.searchParams.get('prefix') ?? url.pathname.slice('/range/'.length);
		const attempt = (attempts.get(prefix) ?? 0) + 1;
		attempts.set(prefix, attempt);
		requests.push({ prefix, query: url.search, headers: request.headers });
		if (!intervene({ prefix, attempt, request, response }))
			serve(served.get(prefix), request, response);
	});
	const { port, close } = await listen(server);
	return { url: `http://127.0.0.1:${port}/range/`, ranges: served, requests, close };
}

function serve(text: string | undefined, request: IncomingMessage, response: ServerResponse): void {
	if (text === undefined) {
		response.writeHead(404).end();
		return;
	}
	const etag = `W/"${sha1(text).slice(0, 16)}"`;
	if (request.headers['if-none-match'] === etag) {
		response.writeHead(304, { etag }).end();
		return;
	}
	const accepted = String(request.headers['accept-encoding'] ?? '');
	const [encoding, body] = accepted.includes('gzip')
		? ['gzip', gzipSync(text)]
		: accepted.includes('br')
			? ['br', brotliCompressSync(text)]
			: ['identity', Buffer.from(text)];
	response.writeHead(200, {
		'content-type': 'text/plain',
		'content-encoding': encoding,
		'content-length': body.length,
		etag,
	});
	response.end(body);
}

/** The URL of a server that no longer listens. */
export async function closedUrl(): Promise<string> {
	const server = await startRangeServer(new Map());
	await server.close();
	return server.url;
}
