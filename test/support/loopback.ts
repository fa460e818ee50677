/** Lets a server listen on loopback until the test ends. */

import type { AddressInfo, Server, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Returns its port, and a function that closes it and its connections at once. */
export async function listen(
	server: Server,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const close = async () => {
		for (const socket of sockets) socket.destroy();
		await new Promise<void>((resolve) => {
			server.close(() => resolve());
		});
	};
	onTestFinished(close);
	return { port: (server.address() as AddressInfo).port, close };
}
