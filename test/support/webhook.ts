/** An incoming webhook on loopback that keeps the messages it receives. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './loopback.ts';

export interface Message {
	readonly method: string | undefined;
	readonly path: string | undefined;
	readonly headers: IncomingMessage['headers'];
	readonly body: string;
}

export interface Webhook {
	readonly host: string;
	readonly port: string;
	/** A URL whose path and query only the server may see. */
	readonly url: string;
	/** The messages received, in order. */
	readonly messages: Message[];
	close(): Promise<void>;
}

/** Called when a message has been received completely. */
export type Answering = (response: ServerResponse) => void;

/** The pieces of the URL that must not appear anywhere. */
export const SECRETS = ['T0SECRET', 'B0SECRET', 'QUERYSECRET'] as const;

export async function startWebhook(
	answer: Answering = (response) => response.end('ok'),
): Promise<Webhook> {
	const messages: Message[] = [];
	const server = createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request.setEncoding('utf8')) body += chunk;
		const { method, url, headers } = request;
		messages.push({ method, path: url, headers, body });
		answer(response);
	});
	const { port, close } = await listen(server);
	const host = `127.0.0.1:${port}`;
	const [team, channel, token] = SECRETS;
	const url = `http://${host}/services/${team}/${channel}?token=${token}`;
	return { host, port: `${port}`, url, messages, close };
}
