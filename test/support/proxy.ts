/** An HTTP proxy on loopback that connects every tunnel to the same port. */

import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Proxy {
	readonly url: string;
	/** The hosts and ports of the requested tunnels. */
	readonly requested: string[];
}

export async function startProxy(port: string): Promise<Proxy> {
	const requested: string[] = [];
	const sockets = new Set<Socket>();
	const server = createServer();
	server.on('connect', (request, client: Socket) => {
		requested.push(request.url ?? '');
		const target = connect(Number(port), '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			client.pipe(target).pipe(client);
		});
		for (const socket of [client, target]) {
			sockets.add(socket);
			socket.on('error', () => socket.destroy());
		}
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	onTestFinished(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requested };
}
