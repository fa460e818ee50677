/** The range API, or a mirror of it, as a source. */

import { CredcheckError } from '../errors.ts';
import type { HashKind } from '../range/kind.ts';
import { formatPrefix, PrefixSet } from '../range/prefix.ts';
import { type HttpResponse, openConnection } from './connection.ts';
import { isLoopback } from './loopback.ts';
import {
	type BodyEncoding,
	type RangeReply,
	type RangeSource,
	refused,
	type Validators,
} from './source.ts';

export interface HttpOptions {
	/** Requests in flight at most; the number of connections kept open. */
	readonly concurrency: number;
	/** Allow plain http to hosts other than this machine. */
	readonly allowHttp: boolean;
	/** The longest one request may take in all, in milliseconds; default 30,000. */
	readonly deadlineMs?: number;
}

const DEADLINE_MS = 30_000;
/** A range is about 37 KB gzipped, 80 KB plain. Whatever is longer than this is not a range. */
const MAX_BODY_BYTES = 1024 * 1024;
const RETRYABLE_STATUS = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

/**
 * Goes by way of the proxy that `https_proxy`, `http_proxy` and `no_proxy` name.
 *
 * @param base the URL to which the five digits are appended
 * @throws CredcheckError USAGE when the URL is none, carries credentials, or is plain http elsewhere
 */
export function openHttp(base: string, kind: HashKind, options: HttpOptions): RangeSource {
	const url = usableUrl(base, options.allowHttp);
	const connection = openConnection(new URL(url).hostname, options.concurrency);
	const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
	return {
		name: url,
		remote: true,
		async offered(within) {
			return PrefixSet.of(within);
		},
		async fetch(prefix, known, signal, withinMs = Number.POSITIVE_INFINITY) {
			return connection.send(
				{ url: url + formatPrefix(prefix) + kind.query, headers: requestHeaders(known) },
				(answer) => readReply(answer, known),
				Math.max(1, Math.min(deadlineMs, withinMs)),
				signal,
			);
		},
		close: () => connection.close(),
	};
}

function usableUrl(base: string, allowHttp: boolean): string {
	if (!URL.canParse(base)) throw new CredcheckError('USAGE', 'the source is not a URL');
	const url = new URL(base);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		throw new CredcheckError(
			'USAGE',
			`a source cannot be a ${url.protocol} URL`,
			'use https, a folder, or a file',
		);
	}
	if (url.href.includes('#')) {
		throw new CredcheckError('USAGE', 'the source URL has a fragment (#), which no server sees');
	}
	if (url.username !== '' || url.password !== '') {
		throw new CredcheckError('USAGE', 'the source URL carries a user name or password');
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowHttp) {
		throw new CredcheckError(
			'USAGE',
			`plain http to ${url.hostname}: anybody on the way could change what the store holds`,
			'use https, or --allow-http if that way is yours',
		);
	}
	return url.href.endsWith('/') || url.search !== '' ? url.href : `${url.href}/`;
}

function requestHeaders(known: Validators | undefined): Record<string, string> {
	return {
		accept: 'text/plain',
		'accept-encoding': 'gzip, br',
		...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }),
		...(known?.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }),
	};
}

async function readReply(
	response: HttpResponse,
	known: Validators | undefined,
): Promise<RangeReply> {
	const { statusCode: status, headers } = response;
	if (status !== 200) {
		await response.body.dump({ limit: 65_536 });
		const wasAsked = known?.etag !== undefined || known?.lastModified !== undefined;
		if (status === 304 && wasAsked) return { kind: 'unchanged' };
		return {
			kind: 'failed',
			reason: `HTTP ${status}`,
			answered: true,
			retry: RETRYABLE_STATUS.has(status),
			afterMs: retryAfterMs(single(headers['retry-after']), Date.now()),
			throttled: status === 429,
		};
	}
	const encoding = bodyEncoding([headers['content-encoding'] ?? []].flat().join());
	if (encoding === undefined) {
		await response.body.dump({ limit: 65_536 });
		return refused('unknown content encoding');
	}
	// Without a length or chunks nothing would tell a whole body from one whose connection was cut: even
	// gzip may be cut between two members.
	const chunked = /(^|[\s,])chunked\s*$/i.test([headers['transfer-encoding'] ?? []].flat().join());
	if (headers['content-length'] === undefined && !chunked) {
		await response.body.dump({ limit: 65_536 });
		return refused('nothing says how long the body is');
	}
	const bytes = await readAll(response.body);
	if (bytes === undefined) return refused('body too long');
	return {
		kind: 'body',
		body: { bytes, encoding, form: 'suffix' },
		validators: {
			etag: single(headers['etag']),
			lastModified: single(headers['last-modified']),
		},
	};
}

/** The whole body in memory of its own; undefined when it is longer than any range. */
async function readAll(body: HttpResponse['body']): Promise<Uint8Array<ArrayBuffer> | undefined> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of body) {
		chunks.push(chunk as Uint8Array);
		length += (chunk as Uint8Array).byteLength;
		if (length > MAX_BODY_BYTES) {
			body.destroy();
			return undefined;
		}
	}
	const bytes = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, at);
		at += chunk.byteLength;
	}
	return bytes;
}

function bodyEncoding(header: string): BodyEncoding | undefined {
	switch (header.trim().toLowerCase()) {
		case '':
		case 'identity':
			return 'identity';
		case 'gzip':
		case 'x-gzip':
			return 'gzip';
		case 'br':
			return 'br';
		default:
			return undefined;
	}
}

/** Retry-After (RFC 9110, 10.2.3), seconds or a date, as milliseconds from `now`. */
function retryAfterMs(header: string | undefined, now: number): number | undefined {
	if (header === undefined) return undefined;
	if (/^\d+$/.test(header)) return Number(header) * 1000;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function single(header: string | string[] | undefined): string | undefined {
	return Array.isArray(header) ? header[0] : header;
}
