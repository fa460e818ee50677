/**
 * Runs sync, status and verify on all 1,048,576 prefixes, a few lines each, from a server on this machine.
 * Fails if a command reports wrong numbers at this size, or memory exceeds 400 MB.
 *
 *     node full-size.js [PREFIXES=00000-FFFFF] [LINES=5]
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CREDCHECK, measure, printTable } from './measure.js';

const [prefixes = '00000-FFFFF', lines = '5'] = process.argv.slice(2);
const [first = '', last = first] = prefixes.split('-');
const MOST_BYTES = 400e6;
const ranges = Number.parseInt(last, 16) - Number.parseInt(first, 16) + 1;

const folder = mkdtempSync(join(tmpdir(), 'credcheck-full-size-'));
const server = spawn(
	process.execPath,
	[fileURLToPath(new URL('small-range-server.js', import.meta.url)), lines],
	{ stdio: ['pipe', 'pipe', 'inherit'] },
);
try {
	const [source] = await once(createInterface(server.stdout), 'line');
	const store = join(folder, 'store.sqlite');
	const sync = ['sync', '--source', source, '--prefixes', prefixes];
	/** @type {[what: string, args: string[], expected: Record<string, number>][]} */
	const runs = [
		['first fetch', sync, { changed: ranges, failed: 0 }],
		['again at once', sync, { requested: 0, skipped: ranges }],
		['refresh, nothing changed', [...sync, '--max-age', '0'], { unchanged: ranges, failed: 0 }],
		[
			'probe, nothing changed',
			[...sync, '--max-age', '0', '--if-changed'],
			{ changed: 0, failed: 0 },
		],
		['status', ['status'], { ranges, hashes: ranges * Number(lines) }],
		['verify', ['verify'], { checked: ranges, damaged: 0 }],
	];
	const rows = [['', 's', 'ranges/s', 'MB']];
	for (const [what, args, expected] of runs) {
		const run = await measure(process.execPath, [
			CREDCHECK,
			...args,
			'--store',
			store,
			'--json',
			'--quiet',
		]);
		const outcome = run.code === 0 ? JSON.parse(run.stdout) : {};
		for (const [field, value] of Object.entries(expected)) {
			if (outcome[field] !== value) {
				throw new Error(`${what}: ${field} is ${outcome[field]}, not ${value} (exit ${run.code})`);
			}
		}
		if (run.peakBytes > MOST_BYTES) process.exitCode = 1;
		rows.push([
			what,
			run.seconds.toFixed(1),
			(ranges / run.seconds).toFixed(0),
			(run.peakBytes / 1e6).toFixed(0),
		]);
	}
	printTable(rows);
} finally {
	server.stdin.end();
	rmSync(folder, { recursive: true });
}
