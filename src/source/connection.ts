/**
 * Requests to other machines. The only file that uses undici: `request`, never `fetch`, which accepts a
 * gzip body cut short as a success. Redirects are not followed.
 */

import { isIP } from 'node:net';
import { Agent, type buildConnector, type Dispatcher, Pool, ProxyAgent, request } from 'undici';
import { messageOf, systemCode } from '../errors.ts';
import { formatSeconds } from '../text/format.ts';
import { withoutSecrets } from '../text/secrets.ts';
import { USER_AGENT } from '../version.ts';
import { type NamedProxy, proxyFor } from './proxy.ts';

/** Status, headers, and a body that the caller must read or dump. */
export type HttpResponse = Dispatcher.ResponseData;

export interface HttpRequest {
	readonly url: string;
	/** Default GET. */
	readonly method?: 'GET' | 'POST';
	/** In addition to User-Agent. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
}

/** A request without a complete response. */
export interface RequestFailed {
	readonly kind: 'failed';
	/** A few words, without path or query of the URL. */
	readonly reason: string;
	/** What helps if all ranges fail so; undefined for the usual advice. */
	readonly hint?: string | undefined;
	/** Whether the server responded at all. */
	readonly answered: boolean;
	/** Whether the same request may succeed later. */
	readonly retry: boolean;
}

export interface Connection {
	/**
	 * Sends a request once. Never rejects for an error of the network or the server.
	 *
	 * @param read what to do with the response
	 * @param limitMs time limit for everything, `read` included, in milliseconds
	 * @param signal ends it at once; the result is then a RequestFailed that means nothing
	 */
	send<T>(
		request: HttpRequest,
		read: (response: HttpResponse) => Promise<T>,
		limitMs: number,
		signal: AbortSignal,
	): Promise<T | RequestFailed>;
	/** Drops requests under way. */
	close(): Promise<void>;
}

/**
 * Connects at the first request, through the proxy that the environment names.
 *
 * @param origin scheme, host and port of all requests
 * @param connections maximum number kept open
 * @throws CredcheckError USAGE when the environment names something that cannot be used as a proxy
 */
export function openConnection(origin: URL, connections: number): Connection {
	const options = {
		connections,
		pipelining: 1,
		keepAliveTimeout: 30_000,
		connect: { timeout: 10_000 },
		headersTimeout: 15_000,
		bodyTimeout: 15_000,
	};
	const proxy = proxyFor(origin);
	const agent = proxy === undefined ? new Agent(options) : proxyAgent(proxy, options);
	return {
		async send({ url, headers, ...rest }, read, limitMs, signal) {
			const limited = new AbortController();
			const stop = () => limited.abort();
			const timeout = setTimeout(stop, limitMs);
			signal.addEventListener('abort', stop);
			if (signal.aborted) stop();
			let answered = false;
			try {
				const response = await request(url, {
					...rest,
					dispatcher: agent,
					signal: limited.signal,
					headers: { 'user-agent': USER_AGENT, ...headers },
				});
				answered = true;
				return await read(response);
			} catch (error) {
				const timedOut = limited.signal.aborted && !signal.aborted;
				const lasting = tlsReason(error) ?? loginReason(error);
				const reason = timedOut
					? `no complete response within ${formatSeconds(limitMs / 1000)}`
					: (lasting ?? transportReason(error));
				const way = proxy === undefined ? '' : ` (through the proxy that ${proxy.variable} names)`;
				return { kind: 'failed', reason: reason + way, answered, retry: lasting === undefined };
			} finally {
				clearTimeout(timeout);
				signal.removeEventListener('abort', stop);
			}
		},
		close: () => agent.destroy(),
	};
}

function proxyAgent({ url, authorization }: NamedProxy, options: Agent.Options): ProxyAgent {
	const token = authorization === undefined ? {} : { token: authorization };
	return new ProxyAgent({ ...options, uri: url, ...token, clientFactory: poolOfProxy });
}

/** As undici makes it, but without an address as the name of a server, which TLS forbids and Node warns of. */
function poolOfProxy(origin: URL, options: object): Dispatcher {
	const { connect } = options as { connect: buildConnector.connector };
	return new Pool(origin, {
		connect: (to, done) => connect(isIP(to.servername ?? '') === 0 ? to : omitServername(to), done),
	});
}

function omitServername({
	servername: _,
	...others
}: buildConnector.Options): buildConnector.Options {
	return others;
}

/** The status with which a proxy refused to connect, in the message of undici. */
const REFUSED_BY_PROXY = /^Proxy response \((\d+)\)/;

/** Describes that a proxy wants another login, which another attempt would not give. */
function loginReason(error: unknown): string | undefined {
	return REFUSED_BY_PROXY.exec(messageOf(error))?.[1] === '407'
		? 'the proxy asks for a user name and password, or for others (HTTP 407)'
		: undefined;
}

/** Describes an error of TLS, which another attempt would not fix; undefined for any other error. */
function tlsReason(error: unknown): string | undefined {
	const code = systemCode(error) ?? '';
	if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
		return `the server does not speak TLS (${code})`;
	}
	if (/CERT|SELF_SIGNED|^UNABLE_TO_|^ERR_TLS_/.test(code)) {
		return `the TLS certificate is not trusted (${code})`;
	}
	return undefined;
}

const TRANSPORT_REASONS: ReadonlyMap<string | undefined, string> = new Map([
	['ENOTFOUND', 'host name not found'],
	['EAI_AGAIN', 'host name not found'],
	['ECONNREFUSED', 'connection refused'],
	['ECONNRESET', 'connection closed during the response'],
	['UND_ERR_SOCKET', 'connection closed during the response'],
	['UND_ERR_CONNECT_TIMEOUT', 'timed out while connecting'],
	['UND_ERR_HEADERS_TIMEOUT', 'timed out while waiting for the response'],
	['UND_ERR_BODY_TIMEOUT', 'timed out while waiting for the response'],
	['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'body shorter or longer than its Content-Length'],
]);

function transportReason(error: unknown): string {
	const code = systemCode(error);
	const status = REFUSED_BY_PROXY.exec(messageOf(error))?.[1];
	if (status !== undefined) return `the proxy answered HTTP ${status}`;
	const unknown = code === undefined ? messageOf(error) : `${code}: ${messageOf(error)}`;
	return TRANSPORT_REASONS.get(code) ?? withoutSecrets(unknown);
}
