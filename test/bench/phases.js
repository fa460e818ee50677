/**
 * How long each phase of a back-test takes, as its progress tells, by the library of the built program. The time between
 * two reports of progress belongs to the phase of the later one; before the first the program starts, after the last the
 * report is completed and published. All of it is wall-clock time: several threads work in most phases.
 *
 *     node phases.js TABLE STORE [--rounds 5] [--workers 2] [--memory 1536M]
 *
 * `npm run bench` makes a table and a store.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './machine.js';
import { median, printTable } from './measure.js';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		rounds: { type: 'string', default: '5' },
		workers: { type: 'string', default: '2' },
		memory: { type: 'string', default: '1536M' },
		/** Only one back-test, in this process: prints the seconds of its phases as JSON. */
		once: { type: 'string' },
	},
});
const [table, store] = positionals;
if (table === undefined || store === undefined) throw new Error('usage: phases.js TABLE STORE');

/** @param {string} accounts @param {string} path of the store @param {string} folder */
async function once(accounts, path, folder) {
	const { backtest } = await import('../../dist/index.js');
	/** @type {Record<string, number>} */
	const seconds = {};
	let before = 0;
	const passed = (/** @type {string} */ phase) => {
		const now = performance.now();
		seconds[phase] = (seconds[phase] ?? 0) + (now - before) / 1000;
		before = now;
	};
	passed('loading Node and the library');
	let isFirst = true;
	await backtest(
		{
			accounts,
			store: path,
			out: join(folder, 'report'),
			force: true,
			refKey: join(folder, 'ref.key'),
			workers: Number(values.workers),
			memory: Number.parseInt(values.memory, 10) * 1024 ** 2,
			exactCounts: true,
		},
		{
			onProgress({ phase }) {
				passed(isFirst ? 'starting' : phase);
				isFirst = false;
			},
		},
	);
	passed('completing and publishing');
	process.stdout.write(JSON.stringify(seconds));
}

/** Runs one back-test in a process of its own. @param {string} folder @returns {Record<string, number>} */
function measured(folder) {
	const args = process.argv.slice(2);
	const self = fileURLToPath(import.meta.url);
	const { stdout, status } = spawnSync(process.execPath, [self, ...args, '--once', folder], {
		stdio: ['ignore', 'pipe', 'inherit'],
		encoding: 'utf8',
	});
	if (status !== 0) throw new Error(`a back-test failed with ${status}`);
	return JSON.parse(stdout);
}

if (values.once !== undefined) {
	await once(table, store, values.once);
} else {
	const folder = mkdtempSync(join(tmpdir(), 'credcheck-phases-'));
	try {
		measured(folder);
		const runs = Array.from({ length: Number(values.rounds) }, () => measured(folder));
		const sum = (/** @type {Record<string, number>} */ run) =>
			Object.values(run).reduce((all, own) => all + own, 0);
		const whole = median(runs.map(sum));
		const phases = [...new Set(runs.flatMap((run) => Object.keys(run)))];
		const times = (/** @type {number[]} */ seconds) => [
			median(seconds).toFixed(3),
			`${Math.min(...seconds).toFixed(3)} to ${Math.max(...seconds).toFixed(3)}`,
			`${((100 * median(seconds)) / whole).toFixed(0)} %`,
		];
		process.stdout.write(`${machine()}\nrounds: ${runs.length}\n\n`);
		printTable([
			['phase', 's', 'min to max', 'of all'],
			...phases.map((phase) => [phase, ...times(runs.map((run) => run[phase] ?? 0))]),
			['all', ...times(runs.map(sum))],
		]);
	} finally {
		rmSync(folder, { recursive: true });
	}
}
