/** An HTTP proxy on loopback that connects every tunnel to the same port. */

import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { listen } from './loopback.ts';

export interface Proxy {
	readonly url: string;
	/** The hosts and ports of the requested tunnels. */
	readonly requested: string[];
}

export async function startProxy(targetPort: string): Promise<Proxy> {
	const requested: string[] = [];
	const server = createServer();
	server.on('connect', (request, client: Socket) => {
		requested.push(request.url ?? '');
		const target = connect(Number(targetPort), '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			client.pipe(target).pipe(client);
		});
		client.on('close', () => target.destroy());
		for (const socket of [client, target]) socket.on('error', () => socket.destroy());
	});
	const { port } = await listen(server);
	return { url: `http://127.0.0.1:${port}/`, requested };
}
