/**
 * Connections to other machines. The one file that knows undici: `request`, never `fetch`, which takes
 * a gzip body cut short for a success. Redirects are not followed.
 */

import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { messageOf, systemCode } from '../errors.ts';
import { formatSeconds } from '../text/format.ts';
import { USER_AGENT } from '../version.ts';
import { isLoopback } from './loopback.ts';

/** What came back: status, headers, and a body that somebody has to read or dump. */
export type HttpResponse = Dispatcher.ResponseData;

export interface HttpRequest {
	readonly url: string;
	/** Default GET. */
	readonly method?: 'GET' | 'POST';
	/** Beside the User-Agent. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
}

/**
 * Why there is no whole answer, in a few words without path or query of the URL. `answered` says whether
 * its head came, `retry` whether the same question may succeed later.
 */
export interface RequestFailed {
	readonly kind: 'failed';
	readonly reason: string;
	readonly answered: boolean;
	readonly retry: boolean;
}

export interface Connection {
	/**
	 * Asks once. Never rejects for what is wrong out there.
	 *
	 * @param read takes what it needs of the answer
	 * @param limitMs the longest all of it may take, reading included, in milliseconds
	 * @param signal ends it at once; the result is then RequestFailed and means nothing
	 */
	send<T>(
		question: HttpRequest,
		read: (answer: HttpResponse) => Promise<T>,
		limitMs: number,
		signal: AbortSignal,
	): Promise<T | RequestFailed>;
	/** Drops what is under way. */
	close(): Promise<void>;
}

/**
 * Nothing is sent before something is asked. Goes by way of the proxy that `https_proxy`, `http_proxy`
 * and `no_proxy` name.
 *
 * @param host what all questions will go to, as a URL has it
 * @param connections kept open at most
 * @throws TypeError when the environment names a proxy that is no URL
 */
export function openConnection(host: string, connections: number): Connection {
	const options = {
		connections,
		pipelining: 1,
		keepAliveTimeout: 30_000,
		connect: { timeout: 10_000 },
		headersTimeout: 15_000,
		bodyTimeout: 15_000,
	};
	// This machine is never behind a proxy, whatever the environment says of other hosts.
	const agent = isLoopback(host) ? new Agent(options) : new EnvHttpProxyAgent(options);
	return {
		async send({ url, headers, ...rest }, read, limitMs, signal) {
			const timer = new AbortController();
			const timeout = setTimeout(() => timer.abort(), limitMs);
			const stop = () => timer.abort();
			signal.addEventListener('abort', stop);
			if (signal.aborted) stop();
			let answered = false;
			try {
				const answer = await request(url, {
					...rest,
					dispatcher: agent,
					signal: timer.signal,
					headers: { 'user-agent': USER_AGENT, ...headers },
				});
				answered = true;
				return await read(answer);
			} catch (error) {
				const timedOut = timer.signal.aborted && !signal.aborted;
				const trust = tlsReason(error);
				const reason = timedOut
					? `no whole answer in ${formatSeconds(limitMs / 1000)}`
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
