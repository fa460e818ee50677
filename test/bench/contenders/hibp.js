/**
 * Looks accounts up one by one in the server of oschonrock/hibp, which has no other way to look up many: starts
 * `hibp-server`, asks it on two connections, and writes id,count of every account that is found.
 *
 *     node hibp.js list TABLE DATABASE OUT
 *
 * DATABASE is what `hibp-convert --txt-to-bin` makes of the dump.
 */

import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const CONNECTIONS = 2;
const [task, table = '', database = '', out = ''] = process.argv.slice(2);
if (task !== 'list') throw new Error('usage: hibp.js list TABLE DATABASE OUT');

/** A port that is free. */
async function freePort() {
	const probe = createServer();
	await new Promise((done) => probe.listen(0, '127.0.0.1', () => done(undefined)));
	const address = probe.address();
	await new Promise((done) => probe.close(() => done(undefined)));
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

const port = await freePort();
const server = spawn(
	'hibp-server',
	['--sha1-db', database, '--bind-address', '127.0.0.1', '--port', String(port)],
	{ stdio: ['ignore', 'ignore', 'inherit'] },
);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

/** How often the source saw the hash; -1 if never. @param {string} hash @returns {Promise<number>} */
function count(hash) {
	return new Promise((resolve, reject) => {
		get({ port, agent, host: '127.0.0.1', path: `/check/sha1/${hash}` }, (response) => {
			text(response).then((body) => {
				if (response.statusCode === 200) resolve(Number(body));
				else reject(new Error(`hibp-server answers ${response.statusCode}`));
			}, reject);
		}).on('error', reject);
	});
}

/** Waits until the server answers. */
async function ready() {
	const begun = Date.now();
	while (Date.now() - begun < 60_000) {
		try {
			await count('0'.repeat(40));
			return;
		} catch {
			if (server.exitCode !== null) break;
			await sleep(10);
		}
	}
	throw new Error('hibp-server does not answer');
}

try {
	await ready();
	const accounts = readFileSync(table, 'latin1')
		.split('\n')
		.slice(1)
		.map((line) => line.split(','))
		.filter((cells) => cells.length === 5 && cells[4] !== '');
	const file = openSync(out, 'w');
	let next = 0;
	await Promise.all(
		Array.from({ length: CONNECTIONS }, async () => {
			for (let at = next++; at < accounts.length; at = next++) {
				const [id, , , , hash = ''] = accounts[at] ?? [];
				const found = await count(hash);
				if (found > 0) writeSync(file, `${id},${found}\n`);
			}
		}),
	);
	closeSync(file);
} finally {
	agent.destroy();
	server.kill();
}
