/**
 * Kills a sync with SIGKILL at random moments, again and again, and then lets one run to the end. The
 * store must then equal that of an uninterrupted run, blob by blob; no other files may be left; and no
 * more ranges may have been fetched twice than were in flight when a run was killed.
 *
 *     node kill.js [KILLS=50] [RANGES=65536]
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawRange } from './draw-ranges.js';
import { CREDCHECK, printTable } from './measure.js';
import { randomWords } from './random.js';
import { SQLite } from './sqlite.js';

const [kills = '50', ranges = '65536'] = process.argv.slice(2);
const count = Number(ranges);
/** Requests in flight, and outcomes that wait to be written: of small ranges up to five batches. */
const IN_FLIGHT = 64 + 5 * 128;

/** The time that the packing threads take to start, from the first body on; until then nothing is stored. */
const THREADS_MS = 200;

/**
 * The number of requests for each prefix.
 *
 * @type {Map<string, number>}
 */
const requested = new Map();
let onRequest = () => {};
const server = createServer((request, response) => {
	onRequest();
	const prefix = (request.url ?? '').slice('/range/'.length);
	requested.set(prefix, (requested.get(prefix) ?? 0) + 1);
	const body = drawRange(randomWords(Number.parseInt(prefix, 16) + 1), 40);
	response.writeHead(200, { etag: `W/"${prefix}"`, 'content-length': body.length }).end(body);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('no port');

const folder = mkdtempSync(join(tmpdir(), 'credcheck-kill-'));
const last = (count - 1).toString(16).toUpperCase().padStart(5, '0');
const sync = (/** @type {string} */ store) =>
	spawn(
		process.execPath,
		[
			CREDCHECK,
			'sync',
			'--quiet',
			...['--source', `http://127.0.0.1:${address.port}/range/`],
			...['--prefixes', `00000-${last}`],
			...['--store', store],
		],
		{ stdio: ['ignore', 'inherit', 'inherit'] },
	);

async function finish(/** @type {string} */ store) {
	const [code] = await once(sync(store), 'exit');
	if (code !== 0) throw new Error(`exit ${code}`);
}

/** The content of a store, except for times. */
function contentOf(/** @type {string} */ store) {
	const database = new SQLite(store, { readonly: true });
	const content = {
		sound: database.pragma('integrity_check', { simple: true }),
		ranges: database.prepare('SELECT prefix, checksum, packed FROM ranges ORDER BY prefix').all(),
		checks: database.prepare('SELECT prefix, hashes, etag, head FROM checks ORDER BY prefix').all(),
		failures: database.prepare('SELECT * FROM failures').all(),
	};
	database.close();
	return content;
}

try {
	const whole = join(folder, 'whole.sqlite');
	let begun = Date.now();
	await finish(whole);
	const wholeMs = Date.now() - begun;
	if (requested.size !== count)
		throw new Error('the uninterrupted run did not request every range');
	requested.clear();
	begun = Date.now();
	await finish(whole);
	const emptyMs = Date.now() - begun;

	const store = join(folder, 'killed.sqlite');
	let killed = 0;
	let killedLate = 0;
	let ended = 0;
	while (killed < Number(kills)) {
		begun = Date.now();
		const child = sync(store);
		const exit = once(child, 'exit');
		const before = requested.size;
		// One in ten is killed at any time, perhaps before its first request; the others after it, at times
		// such that the work takes about as long as all the kills.
		const kill = () => child.kill('SIGKILL');
		let timer = setTimeout(kill, killed % 10 === 0 ? Math.random() * emptyMs : 60_000);
		if (killed % 10 !== 0) {
			onRequest = () => {
				onRequest = () => {};
				clearTimeout(timer);
				timer = setTimeout(kill, Math.random() * (THREADS_MS + (2 * wholeMs) / Number(kills)));
			};
		}
		const [code, signal] = await exit;
		clearTimeout(timer);
		if (signal === 'SIGKILL') {
			killed += 1;
			if (requested.size > before) killedLate += 1;
		} else if (code === 0) ended += 1;
		else throw new Error(`exit ${code} after ${killed} kills`);
		if (ended > Number(kills))
			throw new Error('the runs end before they can be killed: increase RANGES');
	}
	await finish(store);

	const left = readdirSync(folder).filter((name) => !/^(whole|killed)\.sqlite(-lock)?$/.test(name));
	const [expected, found] = [contentOf(whole), contentOf(store)];
	const same = JSON.stringify(expected) === JSON.stringify(found);
	const requests = [...requested.values()].reduce((sum, times) => sum + times, 0);
	printTable([
		['kills', killed],
		['of runs that had requested a new range', killedLate],
		['runs that ended before the kill', ended],
		['ranges', count],
		['repeated fetches', requests - count],
		['of which the kills explain at most', killed * IN_FLIGHT],
		['most fetches of one range', Math.max(...requested.values())],
		['the stores are equal', String(same)],
		['other files left', left.join(' ') || 'none'],
	]);
	if (!same || found.sound !== 'ok' || left.length > 0 || requested.size !== count)
		process.exitCode = 1;
	if (requests - count > killed * IN_FLIGHT) process.exitCode = 1;
} finally {
	server.closeAllConnections();
	server.close();
	rmSync(folder, { recursive: true });
}
