/**
 * Compares a first fetch and a refresh with curl, all from nginx on this machine, which serves gzipped range files.
 * Fails if the first fetch is not 1.1 times as fast as curl, the refresh is not six times as fast as the first fetch,
 * the event loop stalls for more than 20 ms, or memory exceeds 400 MB. Requires nginx and curl. Generates the files in
 * FOLDER if they are missing: for 16,384 ranges of 1,900 lines that takes two minutes and 0.7 GB.
 *
 *     node fetch.js FOLDER [RANGES=16384] [LINES=1900] [ROUNDS=5]
 */

import { execFileSync, spawn } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { drawRange } from './draw-ranges.js';
import { CREDCHECK, measure, median, printTable } from './measure.js';
import { randomWords } from './random.js';

const [given, ranges = '16384', lines = '1900', rounds = '5'] = process.argv.slice(2);
if (given === undefined) throw new Error('usage: fetch.js FOLDER [RANGES] [LINES] [ROUNDS]');
const MAX_STALL_MS = 20;
const folder = resolve(given);
const count = Number(ranges);
const name = (/** @type {number} */ prefix) => prefix.toString(16).toUpperCase().padStart(5, '0');
const work = mkdtempSync(join(tmpdir(), 'credcheck-fetch-'));
const stall = join(work, 'stall');
process.env['LOOP_DELAY'] = stall;

function makeFiles() {
	const files = join(folder, 'range');
	if (existsSync(files) && readdirSync(files).length >= count) return;
	mkdirSync(files, { recursive: true });
	const words = randomWords(7);
	for (let prefix = 0; prefix < count; prefix += 1) {
		writeFileSync(join(files, `${name(prefix)}.gz`), gzipSync(drawRange(words, Number(lines))));
	}
}

/** A port that is free. */
async function freePort() {
	const server = createServer();
	await new Promise((done) => {
		server.listen(0, '127.0.0.1', () => done(undefined));
	});
	const address = server.address();
	await new Promise((done) => {
		server.close(done);
	});
	return typeof address === 'object' ? address?.port : undefined;
}

/** Starts nginx; resolves when it responds. */
async function startNginx() {
	const port = await freePort();
	const config = join(work, 'nginx.conf');
	writeFileSync(
		config,
		`daemon off; worker_processes 1; pid ${work}/nginx.pid; error_log ${work}/error.log;
		events { worker_connections 1024; }
		http {
			access_log off; sendfile on; keepalive_requests 1000000; default_type text/plain;
			server { listen 127.0.0.1:${port}; root ${folder}; gzip_static always; }
		}`,
	);
	const child = spawn('nginx', ['-c', config, '-e', join(work, 'error.log')], { stdio: 'inherit' });
	const base = `http://127.0.0.1:${port}/range/`;
	for (let tries = 0; ; tries += 1) {
		const response = await fetch(`${base}00000`).catch(() => undefined);
		if (response?.ok) return { child, base };
		if (tries === 100 || child.exitCode !== null) throw new Error('nginx does not respond');
		await new Promise((done) => {
			setTimeout(done, 50);
		});
	}
}

async function curlAll(/** @type {string} */ base) {
	const out = join(work, 'curl');
	rmSync(out, { recursive: true, force: true });
	mkdirSync(out);
	const list = join(work, 'curl.txt');
	const entries = Array.from(
		{ length: count },
		(_, prefix) => `url = ${base}${name(prefix)}\noutput = ${join(out, name(prefix))}`,
	);
	writeFileSync(list, entries.join('\n'));
	const flags = '--no-progress-meter --parallel --parallel-max 64 --compressed --config'.split(' ');
	const run = await measure('curl', [...flags, list]);
	if (run.code !== 0 || readdirSync(out).length !== count) throw new Error('curl failed');
	return run;
}

async function sync(
	/** @type {string} */ base,
	/** @type {Record<string, number>} */ expected,
	/** @type {string[]} */ ...flags
) {
	const all = [
		'--source',
		base,
		'--prefixes',
		`00000-${name(count - 1)}`,
		'--store',
		join(work, 'store'),
	];
	const run = await measure(process.execPath, [
		...['--import', new URL('loop-delay.js', import.meta.url).href],
		CREDCHECK,
		'sync',
		...all,
		'--json',
		'--quiet',
		...flags,
	]);
	const outcome = JSON.parse(run.stdout);
	for (const [field, value] of Object.entries(expected)) {
		if (outcome[field] !== value) throw new Error(`${field} is ${outcome[field]}, not ${value}`);
	}
	return { ...run, stallMs: Number(readFileSync(stall, 'utf8')) };
}

makeFiles();
const { child, base } = await startNginx();
try {
	/** @type {Record<string, { seconds: number, peakBytes: number, stallMs?: number }[]>} */
	const runs = { curl: [], 'credcheck sync': [], 'credcheck sync, nothing changed': [] };
	for (let round = 0; round < Number(rounds); round += 1) {
		for (const file of readdirSync(work).filter((file) => file.startsWith('store'))) {
			rmSync(join(work, file));
		}
		runs['curl']?.push(await curlAll(base));
		runs['credcheck sync']?.push(
			await sync(base, { changed: count, hashes: count * Number(lines) }),
		);
		runs['credcheck sync, nothing changed']?.push(
			await sync(base, { unchanged: count, failed: 0 }, '--max-age', '0'),
		);
	}
	const rows = [['', 's', 'min', 'max', 'ranges/s', 'relative to curl', 'MB', 'stall ms']];
	const curlSeconds = median((runs['curl'] ?? []).map((run) => run.seconds));
	for (const [what, measured] of Object.entries(runs)) {
		const seconds = measured.map((run) => run.seconds);
		rows.push([
			what,
			median(seconds).toFixed(2),
			Math.min(...seconds).toFixed(2),
			Math.max(...seconds).toFixed(2),
			(count / median(seconds)).toFixed(0),
			(median(seconds) / curlSeconds).toFixed(2),
			(Math.max(...measured.map((run) => run.peakBytes)) / 1e6).toFixed(0),
			Math.max(...measured.map(({ stallMs }) => stallMs ?? 0)).toFixed(0),
		]);
	}
	printTable([[execFileSync('curl', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '']]);
	printTable(rows);
	const secondsOf = (/** @type {string} */ what) =>
		median((runs[what] ?? []).map((run) => run.seconds));
	const first = secondsOf('credcheck sync');
	const isWithinLimits =
		first * 1.1 < curlSeconds &&
		secondsOf('credcheck sync, nothing changed') * 6 < first &&
		Object.values(runs)
			.flat()
			.every(({ peakBytes, stallMs = 0 }) => peakBytes < 400e6 && stallMs <= MAX_STALL_MS);
	if (!isWithinLimits) process.exitCode = 1;
} finally {
	child.kill('SIGTERM');
	rmSync(work, { recursive: true });
}
