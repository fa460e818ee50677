/**
 * The range API, or a mirror of it, as a source. The one file that knows undici: `request`, never
 * `fetch`, which takes a gzip body cut short for a success.
 */

import { isIP } from 'node:net';
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { CredcheckError, messageOf, systemCode } from '../errors.ts';
import { formatSeconds } from '../figures.ts';
import type { HashKind } from '../range/kind.ts';
import { formatPrefix, PrefixSet } from '../range/prefix.ts';
import { USER_AGENT } from '../version.ts';
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
	const connection = {
		connections: options.concurrency,
		pipelining: 1,
		keepAliveTimeout: 30_000,
		connect: { timeout: 10_000 },
		headersTimeout: 15_000,
		bodyTimeout: 15_000,
	};
	// This machine is never behind a proxy, whatever the environment says of other hosts.
	const agent = isLoopback(new URL(url).hostname)
		? new Agent(connection)
		: new EnvHttpProxyAgent(connection);
	const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
	return {
		name: url,
		remote: true,
		async offered(within) {
			return PrefixSet.of(within);
		},
		async fetch(prefix, known, signal, withinMs = Number.POSITIVE_INFINITY) {
			const timer = new AbortController();
			const longestMs = Math.max(1, Math.min(deadlineMs, withinMs));
			const timeout = setTimeout(() => timer.abort(), longestMs);
			const stop = () => timer.abort();
			signal.addEventListener('abort', stop);
			if (signal.aborted) stop();
			let answered = false;
			try {
				const response = await request(url + formatPrefix(prefix) + kind.query, {
					dispatcher: agent,
					signal: timer.signal,
					headers: requestHeaders(known),
				});
				answered = true;
				return await readReply(response, known);
			} catch (error) {
				const timedOut = timer.signal.aborted && !signal.aborted;
				const trust = tlsReason(error);
				const reason = timedOut
					? `no whole answer in ${formatSeconds(longestMs / 1000)}`
					: (trust ?? transportReason(error));
				return { kind: 'failed', reason, answered, retry: trust === undefined };
			} finally {
				clearTimeout(timeout);
				signal.removeEventListener('abort', stop);
			}
		},
		async close() {
			await agent.destroy();
		},
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

function isLoopback(host: string): boolean {
	const bare = host.replace(/^\[|\]$/g, '');
	return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

function requestHeaders(known: Validators | undefined): Record<string, string> {
	return {
		'user-agent': USER_AGENT,
		accept: 'text/plain',
		'accept-encoding': 'gzip, br',
		...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }),
		...(known?.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }),
	};
}

async function readReply(
	response: Dispatcher.ResponseData,
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
async function readAll(
	body: Dispatcher.ResponseData['body'],
): Promise<Uint8Array<ArrayBuffer> | undefined> {
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

/** What is wrong with the TLS of a host, which asking again would not mend; undefined when it is not that. */
function tlsReason(error: unknown): string | undefined {
	const code = systemCode(error) ?? '';
	if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return `no TLS is spoken there (${code})`;
	if (/CERT|SELF_SIGNED|^UNABLE_TO_|^ERR_TLS_/.test(code)) {
		return `the TLS certificate is not to be trusted (${code})`;
	}
	return undefined;
}

/** What went wrong below HTTP, in the words of somebody who runs servers. */
function transportReason(error: unknown): string {
	const code = systemCode(error);
	switch (code) {
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return 'host name not found';
		case 'ECONNREFUSED':
			return 'connection refused';
		case 'ECONNRESET':
		case 'UND_ERR_SOCKET':
			return 'connection closed in mid answer';
		case 'UND_ERR_CONNECT_TIMEOUT':
			return 'no connection in time';
		case 'UND_ERR_HEADERS_TIMEOUT':
		case 'UND_ERR_BODY_TIMEOUT':
			return 'no answer in time';
		case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
			return 'body shorter or longer than announced';
		default:
			return code === undefined ? messageOf(error) : `${code}: ${messageOf(error)}`;
	}
}
