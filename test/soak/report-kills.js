/**
 * Kills back-tests that publish a report, each before one system call that changes the report folder, lets such calls
 * fail, and lets two write to one folder at once, also from two containers. After each, a reader of its own must find
 * one whole report in the folder, the old or the new one: every file as the manifest in `summary.json` says, and no
 * other. Needs gcc, and `unshare` for the containers. Linux only.
 *
 *     node report-kills.js [KILLS=500] [ERRORS=60] [PAIRS=25] [CONTAINERS=15]
 */

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CREDCHECK, printTable } from '../bench/measure.js';

const [kills = 500, errors = 60, pairs = 25, containers = 15] = process.argv.slice(2).map(Number);

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'credcheck-soak-'));
const store = join(folder, 'store.sqlite');
const shim = join(folder, 'kill-at.so');
const report = join(folder, 'report');

/** Two reports with different files: A of few, B of many. */
const FLAGS = {
	A: [join(fixtures, 'users.csv'), '--split-rows', '90'],
	B: [
		join(fixtures, 'users-later.csv'),
		...'--split-rows 40 --limit 60 --group-by plan'.split(' '),
	],
};
/** @typedef {'A' | 'B'} Which */

/** @returns {string[]} */
function backtestArgs(/** @type {Which} */ which, /** @type {string} */ out) {
	const key = join(folder, 'ref.key');
	const [table = '', ...flags] = FLAGS[which];
	return [
		...[CREDCHECK, 'backtest', table, '--store', store, '--ref-key', key, '--quiet'],
		...['--out', out, '--force', ...flags],
	];
}

/** Runs a program with the shim; returns its exit code, or 137 if it was killed. */
async function run(
	/** @type {string[]} */ command,
	/** @type {Record<string, string>} */ shimOptions = {},
) {
	const [program = '', ...args] = command;
	const env = { ...process.env, LD_PRELOAD: shim, KILL_UNDER: report, ...shimOptions };
	const child = spawn(program, args, { stdio: 'ignore', env });
	const [code, signal] = await once(child, 'exit');
	return signal === 'SIGKILL' ? 137 : code;
}

const node = process.execPath;

function sha256(/** @type {Buffer} */ bytes) {
	return createHash('sha256').update(bytes).digest('hex');
}

/** What whoever opens the files of a folder finds: a whole report, nothing at all, or else it throws. */
function look(/** @type {string} */ path) {
	const names = existsSync(path) ? readdirSync(path) : [];
	const found = names.filter((name) => !name.startsWith('.') && existsSync(join(path, name)));
	if (found.length === 0) return 'none';
	const summary = JSON.parse(readFileSync(join(path, 'summary.json'), 'utf8'));
	const manifest = /** @type {{ name: string, bytes: number, sha256: string }[]} */ (summary.files);
	const named = [...manifest.map(({ name }) => name), 'summary.json'];
	if (named.toSorted().join() !== found.toSorted().join()) {
		throw new Error(`the manifest names ${named.join()}, and there are ${found.join()}`);
	}
	for (const { name, bytes, sha256: expected } of manifest) {
		const content = readFileSync(join(path, name));
		if (content.length !== bytes || sha256(content) !== expected) {
			throw new Error(`${name} is not as its manifest says`);
		}
	}
	const which = summary.spreadsheet.splitRows === 90 ? 'A' : 'B';
	const lists = named.filter((name) => name.endsWith('.csv') && name !== 'summary.csv');
	const content = lists.toSorted().map((name) => name + sha256(readFileSync(join(path, name))));
	if (lists.length > 0 && references[which] !== undefined && references[which] !== content.join()) {
		throw new Error(`the lists are not those of report ${which}`);
	}
	references[which] ??= content.join();
	return which;
}

/** @type {Partial<Record<Which, string>>} */
const references = {};

/** What a run that has ended leaves: nothing but the report. */
function lookFinished(/** @type {string} */ path) {
	const entries = readdirSync(path, { withFileTypes: true });
	const others = entries.filter((entry) => entry.name.startsWith('.') || !entry.isFile());
	if (others.length > 0) throw new Error(`${others.map(({ name }) => name).join()} is left`);
	return look(path);
}

function assertSame(
	/** @type {unknown} */ found,
	/** @type {readonly unknown[]} */ expected,
	/** @type {string} */ where,
) {
	if (!expected.includes(found)) throw new Error(`${where}: found ${found}, not ${expected}`);
}

/** How many calls a run makes. */
async function callsOf(/** @type {Which} */ which) {
	const log = join(folder, 'calls');
	rmSync(log, { force: true });
	const code = await run([node, ...backtestArgs(which, report)], { KILL_COUNT: log });
	if (code !== 0) throw new Error(`exit ${code}`);
	return readFileSync(log, 'utf8').trim().split('\n');
}

/** Kills of runs that publish to a folder without a report, or over one. */
async function killRuns(/** @type {boolean} */ isFirst, /** @type {number} */ most) {
	rmSync(report, { recursive: true, force: true });
	const calls = await callsOf('B');
	const replacing = isFirst ? calls : await callsOf('A');
	const outcomes = { killed: 0, old: 0, new: 0, ended: 0, finished: 0, read: 0 };
	let now = look(report);
	const names = new Map();
	// Few kills are spread over all calls.
	const step = Math.max(1, replacing.length / most);
	for (let tries = 0; outcomes.killed < most; tries += 1) {
		if (isFirst) rmSync(report, { recursive: true, force: true });
		if (isFirst) now = 'none';
		const next = now === 'A' ? 'B' : 'A';
		const at = 1 + (Math.floor(tries * step) % (replacing.length + 4));
		const code = await run([node, ...backtestArgs(next, report)], { KILL_AT: String(at) });
		const where = `call ${at} of report ${next} over ${now}`;
		if (code === 0) {
			outcomes.ended += 1;
			assertSame(lookFinished(report), [next], where);
			now = next;
			continue;
		}
		assertSame(code, [137], where);
		outcomes.killed += 1;
		const name = (replacing[at - 1] ?? '').split(' ')[1] ?? 'later';
		names.set(name, (names.get(name) ?? 0) + 1);
		const found = look(report);
		assertSame(found, [now, next], where);
		outcomes[found === now ? 'old' : 'new'] += 1;
		now = found;
		if (tries % 20 === 7 && now !== 'none') {
			const out = join(folder, 'reader');
			const [, , ...args] = backtestArgs('A', out);
			const reader = [
				node,
				CREDCHECK,
				'backtest',
				...args,
				'--previous',
				report,
				'--exclude',
				report,
			];
			assertSame(await run(reader), [0], `a reader after ${where}`);
			assertSame(look(report), [now], `a reader after ${where}`);
			outcomes.read += 1;
		}
		// The next run, which may be killed as well, begins with what this one left.
		if (tries % 5 === 4) {
			const then = now === 'A' ? 'B' : 'A';
			assertSame(await run([node, ...backtestArgs(then, report)]), [0], `the run after ${where}`);
			assertSame(lookFinished(report), [then], `the run after ${where}`);
			outcomes.finished += 1;
			now = then;
		}
	}
	printTable([
		[isFirst ? 'FIRST REPORTS' : 'REPORTS THAT REPLACE ANOTHER', ''],
		['calls of a run that change the folder', replacing.length],
		['kills', outcomes.killed],
		['by the call that was not made', [...names].map((own) => own.join(' ')).join(', ')],
		[isFirst ? 'no report' : 'the old report, whole', outcomes.old],
		['the new report, whole', outcomes.new],
		['readers after a kill (--previous, --exclude)', outcomes.read],
		['runs to the end after a kill, nothing else left', outcomes.finished],
		['runs that ended before the kill', outcomes.ended],
	]);
}

const ERRORS = { EIO: '5', ENOSPC: '28', EROFS: '30' };

/** Runs of which one call fails, or all from one call on. */
async function failRuns(/** @type {number} */ most) {
	rmSync(report, { recursive: true, force: true });
	await callsOf('B');
	const calls = await callsOf('A');
	const outcomes = { old: 0, new: 0, ended: 0 };
	let now = look(report);
	for (let round = 0; round < most; round += 1) {
		const next = now === 'A' ? 'B' : 'A';
		const at = 1 + Math.floor((round * calls.length) / most);
		const [name, number] = /** @type {[string, string]} */ (Object.entries(ERRORS)[round % 3]);
		const isLasting = round % 2 === 1;
		const lasting = isLasting ? { FAIL_ALL: '1' } : {};
		const shimOptions = { FAIL_AT: String(at), FAIL_WITH: number, ...lasting };
		const code = await run([node, ...backtestArgs(next, report)], shimOptions);
		const where = `${name} at call ${at} of report ${next} over ${now}`;
		assertSame(code, [0, 5], where);
		const found = look(report);
		assertSame(found, code === 0 ? [next] : [now, next], where);
		// Before the exchange nothing is left, if what was begun can be removed.
		if (found === now && !isLasting) assertSame(lookFinished(report), [now], where);
		outcomes[code === 0 ? 'ended' : found === now ? 'old' : 'new'] += 1;
		now = found;
	}
	const then = now === 'A' ? 'B' : 'A';
	assertSame(await run([node, ...backtestArgs(then, report)]), [0], 'after the errors');
	assertSame(lookFinished(report), [then], 'after the errors');
	printTable([
		['CALLS THAT FAIL (EIO, ENOSPC, EROFS), ONE OR ALL FROM THERE ON', ''],
		['runs', most],
		['exit 5, the old report, whole', outcomes.old],
		['exit 5, the new report, whole: it failed after the exchange', outcomes.new],
		['exit 0: what failed did not matter', outcomes.ended],
	]);
}

/** Two runs at once with slowed calls. */
async function runPairs(/** @type {string} */ title, /** @type {number} */ most, prefix = [node]) {
	const outcomes = { one: 0, both: 0 };
	for (let round = 0; round < most; round += 1) {
		if (round % 5 === 4) rmSync(report, { recursive: true, force: true });
		const slow = { SLOW_US: String(500 + 500 * (round % 6)) };
		const codes = await Promise.all([
			run([...prefix, ...backtestArgs('A', report)], slow),
			run([...prefix, ...backtestArgs('B', report)], slow),
		]);
		const found = lookFinished(report);
		const winners = ['A', 'B'].filter((_, index) => codes[index] === 0);
		for (const code of codes) assertSame(code, [0, 5], `round ${round}`);
		assertSame(found, winners, `round ${round}, exits ${codes}`);
		outcomes[winners.length === 1 ? 'one' : 'both'] += 1;
	}
	printTable([
		[title, ''],
		['pairs', most],
		['one whole report; the other run exits 5', outcomes.one],
		['one after the other, the last one whole', outcomes.both],
	]);
}

/** A run in a container is killed with it; then one in another container, while a third is refused. */
async function killContainers(/** @type {number} */ most, /** @type {string[]} */ prefix) {
	let now = lookFinished(report);
	let refused = 0;
	for (let round = 0; round < most; round += 1) {
		const next = now === 'A' ? 'B' : 'A';
		const at = String(40 + 7 * round);
		await run([...prefix, ...backtestArgs(next, report)], { KILL_AT: at });
		const found = look(report);
		assertSame(found, [now, next], `container killed at ${at}`);
		const then = found === 'A' ? 'B' : 'A';
		const codes = await Promise.all([
			run([...prefix, ...backtestArgs(then, report)], { SLOW_US: '3000' }),
			run([...prefix, ...backtestArgs(then, report)], { SLOW_US: '3000' }),
		]);
		for (const code of codes) assertSame(code, [0, 5], 'after a killed container');
		if (codes.includes(5)) refused += 1;
		assertSame(lookFinished(report), [then], `after container killed at ${at}`);
		now = then;
	}
	printTable([
		['CONTAINERS KILLED, THEN TWO OTHERS AT ONCE', ''],
		['rounds', most],
		['in which one of the two was refused', refused],
	]);
}

/** A command that runs another in a process namespace of its own; undefined if that is not allowed. */
function containerPrefix() {
	for (const user of [[], ['--user', '--map-root-user']]) {
		const args = [...user, '--pid', '--fork', '--mount-proc', '--kill-child'];
		if (spawnSync('unshare', [...args, 'true']).status === 0) return ['unshare', ...args, node];
	}
	return undefined;
}

try {
	const source = fileURLToPath(new URL('kill-at.c', import.meta.url));
	const compile = ['-O2', '-shared', '-fPIC', '-o', shim, source, '-ldl'];
	if (spawnSync('gcc', compile, { stdio: 'inherit' }).status !== 0) throw new Error('gcc failed');
	const sync = [
		CREDCHECK,
		'sync',
		'--quiet',
		'--source',
		join(fixtures, 'ranges'),
		'--store',
		store,
	];
	if ((await run([node, ...sync])) !== 0) throw new Error('sync failed');
	// The reader itself has to fail.
	for (const which of /** @type {const} */ (['A', 'B']))
		await run([node, ...backtestArgs(which, report)]);
	lookFinished(report);
	writeFileSync(join(report, 'critical-99.csv'), '');
	let isBlind = true;
	try {
		look(report);
	} catch {
		isBlind = false;
	}
	if (isBlind) throw new Error('the reader does not see a part that no manifest names');

	await killRuns(true, Math.round(kills / 5));
	await killRuns(false, kills - Math.round(kills / 5));
	await failRuns(errors);
	await runPairs('TWO RUNS AT ONCE, SLOWED', pairs);
	const prefix = containerPrefix();
	if (prefix === undefined) printTable([['no containers: unshare is not allowed here']]);
	else {
		await runPairs('TWO CONTAINERS AT ONCE, SLOWED', containers, prefix);
		await killContainers(containers, prefix);
	}
} finally {
	rmSync(folder, { recursive: true });
}
