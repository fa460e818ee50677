/**
 * Compares a back-test with what people use today: DuckDB and ClickHouse, each for the join alone and for the
 * figures and lists of a report, sort and join, a lookup for each hash, the server of oschonrock/hibp; and
 * with the floor, which is only reading the files. All run on the same data, as whole processes, in turn,
 * and their answers must agree. Fails if an answer is wrong, or credcheck exceeds its limits of time or
 * memory; the comparison is only printed, beside its goals.
 *
 *     node backtest.js [FOLDER] [--rounds 5] [--rows 3000000] [--ranges 32768] [--lines 1900] [--large]
 *
 * Generates the files that are missing in FOLDER (`credcheck-bench` in the system's temporary folder); at
 * the sizes above that takes some minutes and 11 GB. `--large` also runs credcheck and DuckDB on a table of ten
 * times the rows, which takes 2.5 GB more of disk and 6 GB of memory.
 * Requires awk, join and sort, and DuckDB, which `npm install` in this folder installs, and ClickHouse where it
 * has a package; without that, or `hibp-server` and `hibp-convert` in the path, a line says so and the others
 * run. All files should fit in memory, or the speed of the disk is measured.
 */

import { spawnSync } from 'node:child_process';
import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	readSync,
	renameSync,
	rmSync,
	statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drawData } from './draw-data.js';
import { installed, machine } from './machine.js';
import { CREDCHECK, measure, median, printTable } from './measure.js';

const SMALL_ROWS = 1_000;
const LARGE_FACTOR = 10;
/** Threads of every contender that can use several. */
const THREADS = '2';
const MEMORY = ['--memory', '256M'];
const MEMORY_BYTES = 256 * 1024 ** 2;
/** What the program takes besides `--memory`, as its manual says. */
const BASE_BYTES = 150e6;
const HASH_DIGITS = 40;
/** Ratios to aim for. They depend on the other programs as well, so a run does not fail if they are missed. */
const GOALS = {
	join: 2,
	report: 3,
	largeReport: 3.5,
	sortJoin: 8,
	floor: 3,
	smallSeconds: 0.4,
	/** With little memory, relative to the usual memory. */
	largeLessMemory: 1.8,
};
/** A run fails if one is exceeded. */
const LIMITS = {
	smallSeconds: 0.5,
	/** Relative to the standard table; 5 % is noise. */
	largeTimePerRow: 1.05,
	largeBytes: 1.5e9,
	smallMemoryBytes: MEMORY_BYTES + BASE_BYTES,
};

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		rounds: { type: 'string', default: '5' },
		rows: { type: 'string', default: '3000000' },
		ranges: { type: 'string', default: '32768' },
		lines: { type: 'string', default: '1900' },
		large: { type: 'boolean', default: false },
	},
});
const [rounds, rows, ranges, lines] = [
	numberOf('rounds'),
	numberOf('rows'),
	numberOf('ranges'),
	numberOf('lines'),
];
const folder = resolve(positionals[0] ?? join(tmpdir(), 'credcheck-bench'));
const dump = join(folder, 'dump.txt');
const store = join(folder, 'store.sqlite');
const parquet = join(folder, 'hashes.parquet');
const naive = join(folder, 'naive.sqlite');
const clickhouse = join(folder, 'clickhouse');
const hibp = join(folder, 'hibp.bin');
const hasClickhouse = installed('chdb') !== undefined;
const hasHibp = ['hibp-server', 'hibp-convert'].every(
	(tool) => spawnSync(tool, ['--help'], { stdio: 'ignore' }).error === undefined,
);
const tableOf = (/** @type {number} */ size) => join(folder, `accounts-${size}.csv`);
const answerOf = (/** @type {number} */ size) => join(folder, `accounts-${size}.json`);

/**
 * @typedef {{ matched: number, counts: number }} Answer
 * @typedef {{
 *   rows: number,
 *   checked: number,
 *   distinctHashes: number,
 *   sharedHashes: number,
 *   thresholds: unknown[],
 * }} Report the figures that DuckDB prints
 * @typedef {object} Contender
 * @property {string} name
 * @property {number} rows of its table
 * @property {string} command
 * @property {string[]} args
 * @property {string} [list] the list it writes
 * @property {{ seconds: number, peakBytes: number }[]} runs except the first, which warms up
 * @property {string} stdout of the last run
 * @property {boolean} failed and so not run again
 */

/**
 * What is wrong, as lines to print.
 *
 * @type {Set<string>}
 */
const errors = new Set();

/** @param {'rounds' | 'rows' | 'ranges' | 'lines'} option */
function numberOf(option) {
	const number = Number(values[option]);
	if (!Number.isInteger(number) || number < 1) throw new Error(`--${option} must be 1 or more`);
	return number;
}

function contenderFile(/** @type {string} */ name) {
	return fileURLToPath(new URL(`contenders/${name}`, import.meta.url));
}

function log(/** @type {string} */ text) {
	process.stderr.write(`${text}\n`);
}

/**
 * Makes files unless they exist. They are written to a temporary folder and moved when all are complete.
 *
 * @param {string} what
 * @param {string[]} files
 * @param {(folder: string) => void | Promise<void>} make
 */
async function once(what, files, make) {
	if (files.every((file) => existsSync(file))) return;
	const unfinished = join(folder, 'unfinished');
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	const begun = Date.now();
	await make(unfinished);
	for (const name of readdirSync(unfinished))
		renameSync(join(unfinished, name), join(folder, name));
	rmSync(unfinished, { recursive: true });
	log(`made ${what} in ${((Date.now() - begun) / 1000).toFixed(0)} s`);
}

async function run(/** @type {string} */ file, /** @type {string[]} */ ...args) {
	const { code } = await measure(process.execPath, [file, ...args]);
	if (code !== 0) throw new Error(`${file} ${args[0]} failed with ${code}`);
}

/** Refuses an existing dump of another size: everything else in the folder is made from it. */
function checkDump() {
	if (!existsSync(dump)) return;
	const size = statSync(dump).size;
	const tail = Buffer.alloc(Math.min(200, size));
	const file = openSync(dump, 'r');
	readSync(file, tail, 0, tail.length, size - tail.length);
	closeSync(file);
	const last = Number.parseInt(tail.toString('latin1').split('\n').at(-2)?.slice(0, 5) ?? '', 16);
	// A line has a hash, a colon, a line end, and a count that seldom has two digits.
	const found = Math.round(size / ranges / (HASH_DIGITS + 3.1));
	if (last + 1 !== ranges || Math.abs(found - lines) > 1 + lines / 100) {
		throw new Error(
			`${dump} does not have ${ranges} ranges of ${lines} lines: name another FOLDER`,
		);
	}
}

async function prepare() {
	mkdirSync(folder, { recursive: true });
	checkDump();
	const sizes = [...new Set([SMALL_ROWS, rows, ...(values.large ? [rows * LARGE_FACTOR] : [])])];
	const missing = sizes.filter((size) => !existsSync(tableOf(size)) || !existsSync(answerOf(size)));
	await once(
		`tables of ${missing.join(', ')} rows`,
		[dump, ...sizes.flatMap((size) => [tableOf(size), answerOf(size)])],
		(unfinished) => drawData(unfinished, ranges, lines, missing),
	);
	await once('store.sqlite', [store], (unfinished) => {
		const path = join(unfinished, 'store.sqlite');
		return run(CREDCHECK, 'sync', '--source', dump, '--store', path, '--quiet');
	});
	await once('hashes.parquet', [parquet], (unfinished) =>
		run(contenderFile('duckdb.js'), 'load', dump, join(unfinished, 'hashes.parquet')),
	);
	if (hasClickhouse) {
		await once('clickhouse', [clickhouse], (unfinished) =>
			run(contenderFile('clickhouse.js'), 'load', dump, join(unfinished, 'clickhouse')),
		);
	}
	if (hasHibp) {
		await once('hibp.bin', [hibp], async (unfinished) => {
			const to = join(unfinished, 'hibp.bin');
			const { code } = await measure('hibp-convert', ['--txt-to-bin', '-i', dump, '-o', to]);
			if (code !== 0) throw new Error(`hibp-convert failed with ${code}`);
		});
	}
	await once('naive.sqlite', [naive], (unfinished) =>
		run(contenderFile('naive.js'), 'load', dump, join(unfinished, 'naive.sqlite')),
	);
}

/**
 * @param {string} name
 * @param {number} size
 * @param {string} command
 * @param {string[]} args
 * @param {string} [list]
 * @returns {Contender}
 */
function contender(name, size, command, args, list) {
	/** @type {Contender} */
	const made = { name, rows: size, command, args, runs: [], stdout: '', failed: false };
	if (list !== undefined) made.list = list;
	return made;
}

/**
 * @param {string} work
 * @param {string} name
 * @param {number} size
 * @param {string[]} flags
 */
function credcheck(work, name, size, ...flags) {
	const out = join(work, name.replaceAll(/\W+/g, '-'));
	const args = [
		CREDCHECK,
		'backtest',
		tableOf(size),
		...['--store', store, '--out', out, '--workers', THREADS],
		...['--ref-key', join(folder, 'credential-ref.key')],
		...flags,
		// The other contenders do not round.
		'--exact-counts',
		'--force',
		'--json',
		'--quiet',
	];
	const list = join(out, 'nudge-candidates.csv');
	return contender(name, size, process.execPath, args, list);
}

/**
 * The figures and lists of a report by a database, as one JSON document and two files.
 *
 * @param {string} work
 * @param {string} name
 * @param {'duckdb' | 'clickhouse'} database
 * @param {number} size
 */
function databaseReport(work, name, database, size) {
	const list = join(work, `${database}-report-${size}.csv`);
	const rejected = join(work, `${database}-rejected-${size}.csv`);
	const hashes = database === 'duckdb' ? parquet : clickhouse;
	return contender(
		name,
		size,
		process.execPath,
		[contenderFile(`${database}.js`), 'report', tableOf(size), hashes, list, rejected],
		list,
	);
}

/**
 * @param {string} work
 * @param {string} name
 * @param {number} size
 * @param {string} file
 * @param {string[]} args
 */
function lister(work, name, size, file, ...args) {
	const list = join(work, `${name.replaceAll(/\W+/g, '-')}.csv`);
	const path = contenderFile(file);
	const isNode = file.endsWith('.js');
	return contender(
		name,
		size,
		isNode ? process.execPath : 'bash',
		[path, ...(isNode ? ['list'] : []), tableOf(size), ...args, list],
		list,
	);
}

function floorOf(/** @type {string} */ threads) {
	const args = [contenderFile('floor.js'), tableOf(rows), store, threads];
	return contender(`the floor, threads: ${threads}`, rows, process.execPath, args);
}

/** The lines of a file, without the last if it is empty. */
function* linesOf(/** @type {string} */ path) {
	const file = openSync(path, 'r');
	const buffer = Buffer.allocUnsafe(1 << 20);
	try {
		let rest = '';
		for (;;) {
			const read = readSync(file, buffer);
			if (read === 0) break;
			const found = (rest + buffer.toString('latin1', 0, read)).split('\n');
			rest = found.pop() ?? '';
			yield* found;
		}
		if (rest !== '') yield rest;
	} finally {
		closeSync(file);
	}
}

/**
 * Reads the answer from a list. Without a header, its columns are id and count.
 *
 * @param {string} list
 * @returns {Answer}
 */
function readList(list) {
	const answer = { matched: 0, counts: 0 };
	let column = 1;
	for (const line of linesOf(list)) {
		const cells = line.split(',');
		const header = cells.indexOf('breach_count');
		if (header !== -1) {
			column = header;
			continue;
		}
		answer.matched += 1;
		answer.counts += Number(cells[column]);
	}
	return answer;
}

/** Runs a contender once, and checks its list. */
async function takeTurn(/** @type {Contender} */ one, /** @type {boolean} */ counts) {
	if (one.list !== undefined) rmSync(one.list, { force: true });
	const { code, stdout, seconds, peakBytes } = await measure(one.command, one.args);
	if (code !== 0) {
		one.failed = true;
		errors.add(`${one.name} failed with ${code}`);
		return;
	}
	one.stdout = stdout;
	if (counts) one.runs.push({ seconds, peakBytes });
	if (one.list === undefined) return;
	const right = JSON.parse(readFileSync(answerOf(one.rows), 'utf8'));
	const answer = readList(one.list);
	for (const field of /** @type {const} */ (['matched', 'counts'])) {
		expect(`${one.name}: ${field} of its list`, answer[field], right[field]);
	}
}

function expect(
	/** @type {string} */ what,
	/** @type {unknown} */ found,
	/** @type {unknown} */ expected,
) {
	if (JSON.stringify(found) === JSON.stringify(expected)) return;
	errors.add(`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
}

/**
 * Checks credcheck's summary and list against the known answer and DuckDB's report on the same table.
 *
 * @param {Contender} one
 * @param {Contender} duckdb
 */
function checkReport(one, duckdb) {
	if (one.failed || duckdb.failed) return;
	const right = JSON.parse(readFileSync(answerOf(one.rows), 'utf8'));
	const summary = JSON.parse(one.stdout);
	/** @type {Report} */
	const other = JSON.parse(duckdb.stdout);
	const { input } = summary;
	expect(`${one.name}: input.rows`, input.rows, right.rows);
	expect(`${one.name}: checked + rejected`, input.checked + input.rejected, right.rows);
	expect(`${one.name}: rejected, empty`, input.rejectedByReason.empty ?? 0, right.empty);
	expect(`${one.name}: matched`, summary.matched, right.matched);
	expect(`${one.name}: ranges in the store`, summary.store.ranges, ranges);
	expect(`${one.name}: hashes in the store`, summary.store.hashes, ranges * lines);
	expect(`${one.name}: checked`, input.checked, other.checked);
	for (const field of /** @type {const} */ (['distinctHashes', 'sharedHashes', 'thresholds'])) {
		expect(`${one.name}: ${field}`, summary[field], other[field]);
	}
	compareLists(one, duckdb);
}

/** Compares both lists row by row, in the table's order, and only in the columns that both have. */
function compareLists(/** @type {Contender} */ one, /** @type {Contender} */ duckdb) {
	const columns = ['account_id', 'breach_count', 'row'];
	const [own, others] = [one, duckdb].map(({ list = '' }) => {
		const rowsOf = linesOf(list);
		const header = rowsOf.next().value?.split(',') ?? [];
		const indexes = columns.map((column) => header.indexOf(column));
		return {
			next: () => {
				const cells = rowsOf.next().value?.split(',');
				return cells === undefined ? undefined : indexes.map((index) => cells[index]).join();
			},
		};
	});
	for (let row = 1; ; row += 1) {
		const [found, expected] = [own?.next(), others?.next()];
		expect(`${one.name}: row ${row} of its list`, found, expected);
		if (found === undefined || found !== expected) return;
	}
}

/** NaN if the runs failed. */
const secondsOf = (/** @type {Contender} */ one) => median(one.runs.map(({ seconds }) => seconds));
const peakOf = (/** @type {Contender} */ one) =>
	one.runs.length === 0 ? Number.NaN : Math.max(...one.runs.map(({ peakBytes }) => peakBytes));
const inWords = (/** @type {number} */ number) => number.toLocaleString('en');

/** @param {Contender[]} contenders the others are compared with the first */
function printRuns(contenders) {
	const [first] = contenders;
	printTable([
		['', 's', 'min to max', 'relative to credcheck', 'peak MB'],
		...contenders.map((one) => {
			const seconds = one.runs.map((run) => run.seconds);
			if (one.failed || first === undefined) return [one.name, 'failed', '', '', ''];
			return [
				one.name,
				secondsOf(one).toFixed(2),
				`${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`,
				(secondsOf(one) / secondsOf(first)).toFixed(2),
				(peakOf(one) / 1e6).toFixed(0),
			];
		}),
	]);
}

const times = (/** @type {number} */ number) => `${number.toFixed(2)} times`;
const inSeconds = (/** @type {number} */ number) => `${number.toFixed(2)} s`;
const inMegabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

/**
 * A line of a table of goals or limits. One that could not be measured is not met.
 *
 * @param {string} what
 * @param {'at least' | 'below'} side
 * @param {number} limit
 * @param {number} measured
 * @param {(value: number) => string} inWords
 */
function check(what, side, limit, measured, inWords) {
	return {
		what,
		limit: `${side} ${inWords(limit)}`,
		measured: Number.isNaN(measured) ? 'failed' : inWords(measured),
		isMet: side === 'below' ? measured < limit : measured >= limit,
	};
}

await prepare();
const work = mkdtempSync(join(folder, 'run-'));
try {
	const own = credcheck(work, 'credcheck backtest', rows);
	const duckdb = `DuckDB ${installed('@duckdb/node-api')}`;
	const chdb = `ClickHouse (chDB ${installed('chdb')})`;
	const list = lister(work, `${duckdb}, only the join`, rows, 'duckdb.js', parquet);
	const report = databaseReport(work, `${duckdb}, the figures and lists`, 'duckdb', rows);
	const ofClickhouse = hasClickhouse
		? [
				lister(work, `${chdb}, only the join`, rows, 'clickhouse.js', clickhouse),
				databaseReport(work, `${chdb}, the figures and lists`, 'clickhouse', rows),
			]
		: [];
	const [clickhouseList, clickhouseReport] = ofClickhouse;
	const sortJoin = lister(work, 'sort | join, only the join', rows, 'sort-join.sh', dump);
	const lookups = lister(work, 'a lookup for each hash', rows, 'naive.js', naive);
	const floor = floorOf('1');
	const floorOfThreads = floorOf(THREADS);
	const small = credcheck(work, `credcheck backtest, ${inWords(SMALL_ROWS)} rows`, SMALL_ROWS);
	const hibpName = `oschonrock/hibp, hibp-server, ${inWords(SMALL_ROWS)} lookups`;
	const ofHibp = hasHibp ? [lister(work, hibpName, SMALL_ROWS, 'hibp.js', hibp)] : [];
	const largeRows = rows * LARGE_FACTOR;
	const largeName = `credcheck backtest, ${inWords(largeRows)} rows`;
	const large = credcheck(work, largeName, largeRows);
	const largeSmall = credcheck(work, `${largeName}, ${MEMORY.join(' ')}`, largeRows, ...MEMORY);
	const largeReport = databaseReport(
		work,
		`${duckdb}, the figures and lists, ${inWords(largeRows)} rows`,
		'duckdb',
		largeRows,
	);
	const contenders = [
		...[own, list, report, ...ofClickhouse, sortJoin, lookups, floor, floorOfThreads],
		...[small, ...ofHibp],
		...(values.large ? [large, largeSmall, largeReport] : []),
	];

	for (let round = 0; round <= rounds; round += 1) {
		for (const one of contenders) if (!one.failed) await takeTurn(one, round > 0);
		log(round === 0 ? 'warmed up' : `round ${round} of ${rounds}`);
	}
	checkReport(own, report);
	if (clickhouseReport !== undefined) checkReport(own, clickhouseReport);
	expect('the bytes read by the floor on two threads', floorOfThreads.stdout, floor.stdout);
	if (values.large) {
		checkReport(large, largeReport);
		checkReport(largeSmall, largeReport);
	}

	const toOwn = (/** @type {Contender} */ one) => secondsOf(one) / secondsOf(own);
	const floorSeconds = Math.min(secondsOf(floor), secondsOf(floorOfThreads));
	const goals = [
		check(`time of ${list.name}`, 'at least', GOALS.join, toOwn(list), times),
		check(`time of ${report.name}`, 'at least', GOALS.report, toOwn(report), times),
	];
	if (clickhouseList !== undefined && clickhouseReport !== undefined) {
		goals.push(
			check(`time of ${clickhouseList.name}`, 'at least', GOALS.join, toOwn(clickhouseList), times),
			check(
				`time of ${clickhouseReport.name}`,
				'at least',
				GOALS.report,
				toOwn(clickhouseReport),
				times,
			),
		);
	}
	goals.push(
		check('time of sort | join', 'at least', GOALS.sortJoin, toOwn(sortJoin), times),
		check('time over the faster floor', 'below', GOALS.floor, secondsOf(own) / floorSeconds, times),
		check(`${inWords(SMALL_ROWS)} rows`, 'below', GOALS.smallSeconds, secondsOf(small), inSeconds),
	);
	const checks = [
		check(`${inWords(SMALL_ROWS)} rows`, 'below', LIMITS.smallSeconds, secondsOf(small), inSeconds),
	];
	if (values.large) {
		const at = `at ${inWords(largeRows)} rows`;
		const perRow = toOwn(large) / LARGE_FACTOR;
		const toLarge = (/** @type {Contender} */ one) => secondsOf(one) / secondsOf(large);
		goals.push(
			check(
				`time of ${largeReport.name}`,
				'at least',
				GOALS.largeReport,
				toLarge(largeReport),
				times,
			),
			check(
				`time with ${MEMORY.join(' ')} ${at}`,
				'below',
				GOALS.largeLessMemory,
				toLarge(largeSmall),
				times,
			),
		);
		checks.push(
			check(`time per row ${at}`, 'below', LIMITS.largeTimePerRow, perRow, times),
			check(`memory ${at}`, 'below', LIMITS.largeBytes, peakOf(large), inMegabytes),
			check(
				`memory ${at}, ${MEMORY.join(' ')}`,
				'below',
				LIMITS.smallMemoryBytes,
				peakOf(largeSmall),
				inMegabytes,
			),
		);
	}

	process.stdout.write(
		`${machine()}\n${inWords(rows)} rows, ${inWords(ranges * lines)} hashes, rounds: ${rounds}\n\n`,
	);
	if (!hasClickhouse) log('skipped ClickHouse: the package chdb is not installed in test/bench');
	if (!hasHibp) log('skipped oschonrock/hibp: hibp-server and hibp-convert are not in the path');
	printRuns(contenders);
	for (const [title, lines] of /** @type {const} */ ([
		['goal', goals],
		['limit', checks],
	])) {
		process.stdout.write('\n');
		printTable([
			['', title, 'measured', 'met'],
			...lines.map(({ what, limit, measured, isMet }) => [
				what,
				limit,
				measured,
				isMet ? 'yes' : 'no',
			]),
		]);
	}
	process.stdout.write('\n');
	for (const error of errors) process.stdout.write(`wrong: ${error}\n`);
	if (errors.size === 0) process.stdout.write('all answers are correct\n');
	if (errors.size > 0 || checks.some(({ isMet }) => !isMet)) process.exitCode = 1;
} finally {
	rmSync(work, { recursive: true });
}
