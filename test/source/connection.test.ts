/** What servers do to connections, byte by byte: how the request ends, and whether the next one has a sound connection. */

import { createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { SHA1 } from '../../src/range/kind.ts';
import { openHttp } from '../../src/source/http.ts';
import { listen } from '../support/loopback.ts';

const NEVER = new AbortController().signal;
const OK = 'HTTP/1.1 200 OK\r\n';
const GOOD = `${OK}content-length: 4\r\n\r\ngood`;
const MEGABYTE = 'x'.repeat(1 << 20);

const broken = { kind: 'failed', reason: 'connection closed during the response' };
const late = { kind: 'failed', reason: 'no complete response within 1.0 s' };
const status = (number: number) => ({ kind: 'failed', reason: `HTTP ${number}`, answered: true });

interface Case {
	readonly what: string;
	readonly respond: (socket: Socket) => void;
	readonly reply: object;
	/** Whether only the time limit ends it. */
	readonly isEndless?: true;
	/** Of both requests together. */
	readonly connections: number;
}

const CASES: readonly Case[] = [
	{
		what: 'hints before the response',
		respond: (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n${GOOD}`),
		reply: { kind: 'body', body: { bytes: new Uint8Array(Buffer.from('good')) } },
		connections: 1,
	},
	{
		what: 'hints, and the end',
		respond: (socket) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'),
		reply: { ...broken, answered: false },
		connections: 2,
	},
	{
		what: 'a body that is cut',
		respond: (socket) => socket.end(`${OK}content-length: 10\r\n\r\nab`),
		reply: { ...broken, answered: true },
		connections: 2,
	},
	{
		what: 'chunks that are cut',
		respond: (socket) => socket.end(`${OK}transfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n`),
		reply: { ...broken, answered: true },
		connections: 2,
	},
	{
		what: 'no response, and the end',
		respond: (socket) => socket.end(),
		reply: { ...broken, answered: false },
		connections: 2,
	},
	{
		what: 'half of the headers, and no end',
		isEndless: true,
		respond: (socket) => socket.write(OK),
		reply: { ...late, answered: false },
		connections: 2,
	},
	{
		what: 'a body without end',
		isEndless: true,
		respond: (socket) => socket.write(`${OK}content-length: 1000\r\n\r\nab`),
		reply: { ...late, answered: true },
		connections: 2,
	},
	{
		what: 'a body that is not wanted, and short',
		respond: (socket) => socket.write('HTTP/1.1 404 No\r\ncontent-length: 3\r\n\r\nabc'),
		reply: status(404),
		connections: 1,
	},
	{
		what: 'a body that is not wanted, and long',
		respond: (socket) =>
			socket.write(`HTTP/1.1 301 No\r\ncontent-length: 1048576\r\n\r\n${MEGABYTE}`),
		reply: status(301),
		connections: 2,
	},
	{
		what: 'a body that is not wanted, and cut',
		respond: (socket) => socket.end('HTTP/1.1 404 No\r\ncontent-length: 100\r\n\r\nabc'),
		reply: status(404),
		connections: 2,
	},
	{
		what: 'a body that is not wanted, and without end',
		isEndless: true,
		respond: (socket) => socket.write('HTTP/1.1 404 No\r\ncontent-length: 100\r\n\r\nabc'),
		reply: status(404),
		connections: 2,
	},
];

it.each(CASES)('after $what the next request succeeds', async (wanted) => {
	const { source, server } = await openSource(wanted.respond);
	const limitMs = wanted.isEndless ? 1000 : undefined;
	expect(await source.fetch(1, undefined, NEVER, limitMs)).toMatchObject(wanted.reply);
	expect(await source.fetch(2, undefined, NEVER)).toMatchObject({ kind: 'body' });
	expect(server.connections).toBe(wanted.connections);
});

it('a request that is aborted before its connection is there is never sent', async () => {
	const { source, server } = await openSource((socket) => socket.write(GOOD));
	const stop = new AbortController();
	const aborted = source.fetch(1, undefined, stop.signal);
	stop.abort();
	expect(await aborted).toMatchObject({ kind: 'failed', answered: false });
	expect(await source.fetch(2, undefined, NEVER)).toMatchObject({ kind: 'body' });
	expect(server.requested).toEqual(['/00002']);
});

/** Of a server that responds to the first request as it is told, and well to all others. */
async function openSource(respond: (socket: Socket) => void) {
	const server = { connections: 0, requested: [] as string[] };
	const listener = createServer((socket) => {
		server.connections += 1;
		socket.on('error', () => {});
		socket.on('data', (bytes) => {
			server.requested.push(bytes.toString().split(' ')[1] as string);
			if (server.requested.length === 1) respond(socket);
			else socket.write(GOOD);
		});
	});
	const { port } = await listen(listener);
	const source = openHttp(`http://127.0.0.1:${port}/`, SHA1, { concurrency: 1 });
	onTestFinished(() => source.close());
	return { source, server };
}
