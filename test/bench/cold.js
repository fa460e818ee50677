/**
 * A back-test against a store that is not in the page cache, compared with reading the file by `dd`. Before each run the
 * system is asked to drop the file from the cache (`posix_fadvise`, by dd), and `fincore` of util-linux tells whether it
 * did; if not, the comparison is skipped. Fails if an answer is wrong. Linux only; needs the built program.
 *
 *     node cold.js [FOLDER] [--ranges 131072] [--lines 1900] [--rows 3000000] [--rounds 5]
 *
 * Generates the files that are missing in FOLDER (`credcheck-bench-cold` in the system's temporary folder): the store
 * takes 37 KB a range, 4.9 GB at the size above, and three times that while it is made. The whole corpus has 1,048,576
 * ranges of 1,973 lines, 39 GB.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { drawData } from './draw-data.js';
import { machine } from './machine.js';
import { CREDCHECK, measure, median, printTable } from './measure.js';

const SMALL_ROWS = 1000;
/** Of the file, in the cache when it counts as dropped. */
const MAX_CACHED = 0.01;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		ranges: { type: 'string', default: '131072' },
		lines: { type: 'string', default: '1900' },
		rows: { type: 'string', default: '3000000' },
		rounds: { type: 'string', default: '5' },
		workers: { type: 'string', default: '2' },
	},
});
const [ranges, lines, rows] = [Number(values.ranges), Number(values.lines), Number(values.rows)];
const folder = join(
	resolve(positionals[0] ?? join(tmpdir(), 'credcheck-bench-cold')),
	`${ranges}-${lines}`,
);
const store = join(folder, 'store.sqlite');
const sizes = [...new Set([SMALL_ROWS, rows])];

async function prepare() {
	mkdirSync(folder, { recursive: true });
	if (existsSync(store) && sizes.every((size) => existsSync(join(folder, `accounts-${size}.json`))))
		return;
	drawData(folder, ranges, lines, sizes);
	rmSync(store, { force: true });
	const dump = join(folder, 'dump.txt');
	const args = [CREDCHECK, 'sync', '--source', dump, '--store', store, '--quiet'];
	const { code } = await measure(process.execPath, args);
	if (code !== 0) throw new Error(`credcheck sync failed with ${code}`);
	rmSync(dump);
}

/** Whether the store is no longer in the page cache. */
function isDropped() {
	spawnSync('dd', [`if=${store}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
	const found = spawnSync('fincore', ['--bytes', '--noheadings', '--output', 'RES', store], {
		encoding: 'utf8',
	});
	const cached = Number.parseInt(found.stdout, 10);
	return found.status === 0 && cached <= MAX_CACHED * statSync(store).size;
}

/** @param {number} size */
function backtestOf(size) {
	return {
		name: `credcheck backtest, ${size.toLocaleString('en')} accounts`,
		command: process.execPath,
		args: [
			...[CREDCHECK, 'backtest', join(folder, `accounts-${size}.csv`), '--store', store],
			...['--out', join(folder, 'report'), '--ref-key', join(folder, 'ref.key')],
			...['--workers', values.workers, '--exact-counts', '--force', '--json', '--quiet'],
		],
		size,
	};
}

await prepare();
if (isDropped()) {
	const reading = {
		name: 'dd of the store',
		command: 'dd',
		args: [`if=${store}`, 'of=/dev/null', 'bs=1M', 'status=none'],
		size: 0,
	};
	const contenders = [reading, ...sizes.toReversed().map(backtestOf)].map((one) => ({
		...one,
		/** @type {number[]} */
		seconds: [],
		peakBytes: 0,
	}));
	for (let round = 0; round < Number(values.rounds); round += 1) {
		for (const one of contenders) {
			if (!isDropped()) throw new Error('the store cannot be dropped from the page cache any more');
			const { code, stdout, seconds, peakBytes } = await measure(one.command, one.args);
			if (code !== 0) throw new Error(`${one.name} failed with ${code}`);
			one.seconds.push(seconds);
			one.peakBytes = Math.max(one.peakBytes, peakBytes);
			if (one.size === 0) continue;
			const right = JSON.parse(readFileSync(join(folder, `accounts-${one.size}.json`), 'utf8'));
			const { matched } = JSON.parse(stdout);
			if (matched !== right.matched)
				throw new Error(`${one.name}: ${matched} matched, not ${right.matched}`);
		}
		process.stderr.write(`round ${round + 1} of ${values.rounds}\n`);
	}
	const dd = median(contenders[0]?.seconds ?? []);
	const gigabytes = (statSync(store).size / 1e9).toFixed(1);
	process.stdout.write(
		`${machine()}\na store of ${gigabytes} GB, ${ranges.toLocaleString('en')} ranges, not in the page cache; rounds: ${values.rounds}\n\n`,
	);
	printTable([
		['', 's', 'min to max', 'relative to dd', 'peak MB'],
		...contenders.map(({ name, seconds, peakBytes }) => [
			name,
			median(seconds).toFixed(2),
			`${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`,
			(median(seconds) / dd).toFixed(2),
			(peakBytes / 1e6).toFixed(0),
		]),
	]);
} else {
	process.stdout.write(
		'skipped: the page cache cannot be emptied of the store here (dd, fincore, and a file system that lets go)\n',
	);
}
rmSync(join(folder, 'report'), { recursive: true, force: true });
