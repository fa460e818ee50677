/** The range API, or a mirror of it, as a source. */

import { CredcheckError } from '../errors.ts';
import type { HashKind } from '../range/kind.ts';
import { ALL_PREFIXES, formatPrefix, PrefixSet } from '../range/prefix.ts';
import { shownUrl } from '../text/secrets.ts';
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
	/** Maximum number of requests in flight, and of connections kept open. */
	readonly concurrency: number;
	/** Allow plain http to other machines; default false. */
	readonly allowHttp?: boolean | undefined;
}

/** Time limit for one request. */
const LIMIT_MS = 30_000;
/** A range is about 37 KB gzipped, 80 KB plain. Anything longer than this is not a range. */
const MAX_BODY_BYTES = 1024 * 1024;
const RETRYABLE_STATUS = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);
const ENCODINGS: ReadonlyMap<string, BodyEncoding> = new Map([
	['', 'identity'],
	['identity', 'identity'],
	['gzip', 'gzip'],
	['x-gzip', 'gzip'],
	['br', 'br'],
]);

/**
 * Uses the proxy that the environment names.
 *
 * @param base the URL to which the five digits are appended
 * @throws CredcheckError USAGE when the URL is invalid, contains credentials, or is plain http to another
 *   machine, or when the environment names something that cannot be used as a proxy
 */
export function openHttp(base: string, kind: HashKind, options: HttpOptions): RangeSource {
	const url = usableUrl(base, options.allowHttp ?? false);
	// The base may end in the beginning of a query, to which the prefix is appended.
	const query = url.includes('?') ? kind.query.replace('?', '&') : kind.query;
	const connection = openConnection(new URL(url), options.concurrency);
	return {
		// The same with another token: what the store knows of its ranges stays true.
		name: shownUrl(url),
		remote: true,
		offered: async () => PrefixSet.of(ALL_PREFIXES),
		async fetch(prefix, known, signal, withinMs = LIMIT_MS) {
			const response = await connection.send(
				{ url: url + formatPrefix(prefix) + query, headers: requestHeaders(known) },
				(head) => (isRange(head) ? MAX_BODY_BYTES : 0),
				Math.max(1, Math.min(LIMIT_MS, withinMs)),
				signal,
			);
			return response.kind === 'failed' ? response : replyOf(response, known);
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
		throw new CredcheckError(
			'USAGE',
			'the source URL contains a user name or password',
			'leave them out: what is in an argument can be seen by others',
		);
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowHttp) {
		throw new CredcheckError(
			'USAGE',
			`plain http to ${url.hostname}: anyone on the network could change the ranges`,
			'use https, or --allow-http if you trust the network',
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

function isRange({ status, headers }: Omit<HttpResponse, 'body'>): boolean {
	return status === 200 && hasEnd(headers) && encodingOf(headers) !== undefined;
}

function encodingOf(headers: HttpResponse['headers']): BodyEncoding | undefined {
	const named = [headers['content-encoding'] ?? []].flat().join();
	return ENCODINGS.get(named.trim().toLowerCase());
}

/**
 * With neither length nor chunks, a body cut by a lost connection looks complete: even gzip may be cut between two
 * members.
 */
function hasEnd(headers: HttpResponse['headers']): boolean {
	const coding = [headers['transfer-encoding'] ?? []].flat().join();
	return headers['content-length'] !== undefined || /(^|[\s,])chunked\s*$/i.test(coding);
}

function replyOf(response: HttpResponse, known: Validators | undefined): RangeReply {
	const { status, headers, body: bytes } = response;
	if (status === 200) {
		const encoding = encodingOf(headers);
		if (encoding === undefined) return refused('unknown content encoding');
		if (!hasEnd(headers)) return refused('body of unknown length');
		if (bytes === undefined) return refused('body too long');
		const validators = {
			etag: single(headers['etag']),
			lastModified: single(headers['last-modified']),
		};
		return { kind: 'body', body: { bytes, encoding, form: 'suffix' }, validators };
	}
	const conditional = known?.etag !== undefined || known?.lastModified !== undefined;
	if (status === 304 && conditional) return { kind: 'unchanged' };
	return {
		kind: 'failed',
		reason: `HTTP ${status}`,
		hint: hintOf(status),
		answered: true,
		retry: RETRYABLE_STATUS.has(status),
		afterMs: retryAfterMs(single(headers['retry-after'])),
		throttled: status === 429,
	};
}

/** What helps if every response has this status; undefined for the usual advice. */
function hintOf(status: number): string | undefined {
	if (status === 401 || status === 403) {
		return 'the source wants credentials, or others, or refuses this machine: a token may be in the address (?…)';
	}
	if (status > 300 && status < 400 && status !== 304) {
		return 'redirects are not followed: name the address that it redirects to; if it is that of a login page, look for a captive portal';
	}
	return undefined;
}

/** Retry-After (RFC 9110, 10.2.3), seconds or a date, as milliseconds from now. */
function retryAfterMs(header: string | undefined): number | undefined {
	if (header === undefined) return undefined;
	if (/^\d+$/.test(header)) return Number(header) * 1000;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function single(header: string | string[] | undefined): string | undefined {
	return Array.isArray(header) ? header[0] : header;
}
