/**
 * Requests to other machines. The only file that uses undici: `dispatch`, never `fetch`, which accepts a
 * gzip body cut short as a success, nor `request`, whose streams and signals are a quarter of the time that a short
 * response takes. Redirects are not followed.
 */

import { isIP } from 'node:net';
import { Agent, type buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { messageOf, systemCode } from '../errors.ts';
import { formatSeconds } from '../text/format.ts';
import { withoutSecrets } from '../text/secrets.ts';
import { USER_AGENT } from '../version.ts';
import { type NamedProxy, proxyFor } from './proxy.ts';

export interface HttpResponse {
	readonly kind: 'response';
	readonly status: number;
	/** By lower-case name. */
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	/** In memory of its own. Undefined if it was not wanted, or is longer than was wanted. */
	readonly body: Uint8Array<ArrayBuffer> | undefined;
}

/** How many bytes of a response's body are wanted at most; 0 if its status and headers are enough. */
export type WantedBytes = (response: Omit<HttpResponse, 'body'>) => number;

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
	 * @param limitMs time limit for everything, the body included, in milliseconds
	 * @param signal ends it at once; the result is then a RequestFailed that means nothing
	 */
	send(
		request: HttpRequest,
		wanted: WantedBytes,
		limitMs: number,
		signal: AbortSignal,
	): Promise<HttpResponse | RequestFailed>;
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
		async send({ url, method = 'GET', headers, body = null }, wanted, limitMs, signal) {
			const { origin, pathname, search } = new URL(url);
			const exchange = new Exchange(wanted);
			const abort = () => exchange.stop(signal.reason);
			const timeout = setTimeout(() => exchange.stop(new TimedOut()), limitMs);
			signal.addEventListener('abort', abort);
			if (signal.aborted) abort();
			const allHeaders = { 'user-agent': USER_AGENT, ...headers };
			try {
				const request = { origin, path: pathname + search, method, headers: allHeaders, body };
				agent.dispatch(request, exchange);
				return await exchange.response;
			} catch (error) {
				const lasting = tlsReason(error) ?? loginReason(error);
				const reason =
					error instanceof TimedOut
						? `no complete response within ${formatSeconds(limitMs / 1000)}`
						: (lasting ?? transportReason(error));
				const way = proxy === undefined ? '' : ` (through the proxy that ${proxy.variable} names)`;
				const { answered } = exchange;
				return { kind: 'failed', reason: reason + way, answered, retry: lasting === undefined };
			} finally {
				clearTimeout(timeout);
				signal.removeEventListener('abort', abort);
			}
		},
		close: () => agent.destroy(),
	};
}

class TimedOut extends Error {}

/** So much of a body that is not wanted is read, since a connection that is closed before its end cannot be used again. */
const MAX_UNWANTED_BYTES = 65_536;

/** A request under way. */
class Exchange implements Dispatcher.DispatchHandler {
	/** Rejects with the error of the network or the reason of `stop`. */
	readonly response: Promise<HttpResponse>;
	readonly #wanted: WantedBytes;
	#resolve: (response: HttpResponse) => void = () => {};
	#reject: (error: unknown) => void = () => {};
	#controller: Dispatcher.DispatchController | undefined;
	#stopped: Error | undefined;
	#head: Omit<HttpResponse, 'body'> | undefined;
	#wantedBytes = 0;
	#chunks: Uint8Array[] = [];
	#length = 0;

	constructor(wanted: WantedBytes) {
		this.#wanted = wanted;
		this.response = new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
		});
		// Awaited once the request is sent; avoids an unhandled rejection until then.
		this.response.catch(() => undefined);
	}

	/** Whether the server responded at all. */
	get answered(): boolean {
		return this.#head !== undefined;
	}

	stop(reason: unknown): void {
		this.#fail(reason);
		this.#end();
	}

	/** Closes the connection, as far as there is one. */
	#end(): void {
		this.#stopped = new Error('no longer needed');
		this.#controller?.abort(this.#stopped);
	}

	onRequestStart(controller: Dispatcher.DispatchController): void {
		this.#controller = controller;
		if (this.#stopped !== undefined) controller.abort(this.#stopped);
	}

	onResponseStart(_: unknown, status: number, headers: HttpResponse['headers']): void {
		// Others follow.
		if (status < 200) return;
		this.#head = { kind: 'response', status, headers };
		this.#wantedBytes = this.#wanted(this.#head);
	}

	onResponseData(_: unknown, chunk: Uint8Array): void {
		this.#length += chunk.byteLength;
		if (this.#wantedBytes > 0) this.#chunks.push(chunk);
		if (this.#length <= (this.#wantedBytes || MAX_UNWANTED_BYTES)) return;
		this.#respond(undefined);
		this.#end();
	}

	onResponseEnd(): void {
		if (this.#wantedBytes === 0) {
			this.#respond(undefined);
			return;
		}
		// Not that of a pool, which could not be transferred to another thread.
		const body = new Uint8Array(this.#length);
		let at = 0;
		for (const chunk of this.#chunks) {
			body.set(chunk, at);
			at += chunk.byteLength;
		}
		this.#respond(body);
	}

	onResponseError(_: unknown, error: Error): void {
		this.#fail(error);
	}

	#fail(error: unknown): void {
		// What is not wanted may also break off, or never end.
		if (this.#head !== undefined && this.#wantedBytes === 0) this.#respond(undefined);
		else this.#reject(error);
	}

	#respond(body: Uint8Array<ArrayBuffer> | undefined): void {
		this.#resolve({ ...(this.#head as Omit<HttpResponse, 'body'>), body });
	}
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
