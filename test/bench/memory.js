/**
 * Measures the peak memory of back-tests against the bound that `--memory` promises, on tables that were made to exceed
 * it. Prints a line for each table, memory and number of threads; fails if one is above, or ends with another exit code
 * than it should. Linux only; needs the built program, and some 3 GB of disk at scale 1.
 *
 *     node memory.js [--memory 64M] [--workers 2 --workers 8] [--scale 1] [--only WORLD] [--data FOLDER]
 *
 * `--memory`, `--workers` and `--only` may be given several times; `--scale 0.1` makes tables of a tenth of the rows;
 * `--data` keeps the tables and stores in that folder, and uses those that are there.
 */

import { spawnSync } from 'node:child_process';
import {
	closeSync,
	createReadStream,
	createWriteStream,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	renameSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { drawData } from './draw-data.js';
import { machine } from './machine.js';
import { CREDCHECK, measure, printTable } from './measure.js';
import { randomWords } from './random.js';

/** What the program takes besides `--memory`, as its manual says; and how much more of both it may take at worst. */
const BASE_BYTES = 150e6;
const MOST_TIMES = 1.1;

const { values } = parseArgs({
	options: {
		memory: { type: 'string', multiple: true, default: ['64M'] },
		workers: { type: 'string', multiple: true, default: ['2', '8'] },
		only: { type: 'string', multiple: true },
		scale: { type: 'string', default: '1' },
		data: { type: 'string' },
	},
});
const scale = Number(values.scale);
const folder = values.data ?? mkdtempSync(join(tmpdir(), 'credcheck-bench-memory-'));
mkdirSync(folder, { recursive: true });

const HEX = Array.from({ length: 256 }, (_, byte) =>
	byte.toString(16).toUpperCase().padStart(2, '0'),
);
const words = randomWords(23);

/** Hex digits of random bytes. */
function hexBytes(/** @type {number} */ bytes) {
	let text = '';
	for (let left = bytes; left > 0; left -= 4) {
		const word = words();
		text += /** @type {string} */ (HEX[word & 255]) + HEX[(word >>> 8) & 255];
		if (left > 2) text += /** @type {string} */ (HEX[(word >>> 16) & 255]) + HEX[word >>> 24];
	}
	return text.slice(0, 2 * bytes);
}

const sha1 = () => hexBytes(20);
const ONE_HASH = sha1();

/**
 * A table: its rows at scale 1, its header and each row by its number; and the flags of the back-test. `memory` is the
 * least that has room for what is given besides the table, at scale 1.
 *
 * @typedef {{
 *   rows: number,
 *   header: string,
 *   row: (row: number) => string,
 *   flags?: string[],
 *   kind?: 'ntlm',
 *   store?: 'many' | 'ntlm' | 'few',
 *   how?: 'stdin' | 'gzip',
 *   cold?: boolean,
 *   memory?: string,
 *   given?: { name: string, rows: number, line: (row: number) => string },
 *   code?: number,
 * }} World
 */

/** @type {Record<string, World>} */
const WORLDS = {
	random: { rows: 4e6, header: 'user_id,sha1', row: (row) => `${row},${sha1()}` },
	'one prefix': { rows: 4e6, header: 'user_id,sha1', row: (row) => `${row},ABCDE0${hexBytes(17)}` },
	'one hash': { rows: 4e6, header: 'user_id,sha1', row: (row) => `${row},${ONE_HASH}` },
	'pairs of hashes': {
		rows: 4e6,
		header: 'user_id,sha1',
		row: (row) => `${row},${String(row >> 1).padStart(40, '73A5')}`,
	},
	empty: {
		rows: 30e6,
		header: 'id,sha1',
		row: () => ',',
		code: 4,
		flags: ['--max-rejected', '100'],
	},
	'empty but one': {
		rows: 30e6,
		header: 'id,sha1',
		row: (row) => (row === 1 ? `1,${sha1()}` : ','),
		flags: ['--max-rejected', '100'],
	},
	'empty lines': {
		rows: 40e6,
		header: 'sha1',
		row: (row) => (row === 1 ? sha1() : ''),
		flags: ['--max-rejected', '100'],
	},
	'all rejected': {
		rows: 5e6,
		header: 'id,sha1',
		row: (row) => (row === 1 ? `1,${sha1()}` : `${row},x`),
		flags: ['--max-rejected', '100'],
	},
	'long rows': {
		rows: 4000,
		header: 'id,sha1,note',
		row: (row) => `${row},${sha1()},${'long '.repeat(20_000)}`,
		flags: ['--keep', 'note', '--names', '--name-columns', 'note'],
	},
	'rows of 1 MB': {
		rows: 400,
		header: 'id,sha1,note',
		row: (row) => `${row},${row % 2 === 0 ? sha1() : ONE_HASH},${'x'.repeat(1_000_000)}`,
		flags: ['--keep', 'note'],
	},
	'many columns': {
		rows: 2000,
		header: `id,sha1${',c'.repeat(20_000)}`,
		row: (row) => `${row},${sha1()}${',1'.repeat(20_000)}`,
	},
	matched: { rows: 3e6, header: '', row: () => '', store: 'many' },
	'matched, cold': { rows: 3e6, header: '', row: () => '', store: 'many', cold: true },
	names: {
		rows: 3e5,
		header: 'id,first_name,last_name,sha1',
		row: (row) => `${row},${letters(7)},${letters(8)},${sha1()}`,
		flags: ['--names'],
	},
	exclude: {
		rows: 4e6,
		header: 'id,sha1',
		row: (row) => `user-${row},${sha1()}`,
		memory: '256M',
		given: { name: 'exclude.csv', rows: 3e6, line: (row) => `user-${row}` },
	},
	'breached emails': {
		rows: 4e6,
		header: 'id,email,sha1',
		row: (row) => `${row},user.${row}@example.com,${sha1()}`,
		memory: '256M',
		given: { name: 'emails.txt', rows: 3e6, line: (row) => `user.${row}@example.com` },
	},
	'random ids': { rows: 4e6, header: 'id,sha1', row: () => `${hexBytes(8)},${sha1()}` },
	'UUID ids': { rows: 4e6, header: 'id,sha1', row: () => `${uuid()},${sha1()}` },
	'repeated ids': {
		rows: 4e6,
		header: 'id,sha1',
		row: (row) => `id-${(row * 7919) % 1e6},${sha1()}`,
	},
	'changed column': {
		rows: 4e6,
		header: 'id,changed_at,sha1',
		row: (row) =>
			`id-${(row * 7919) % 1e6},2024-01-${String(1 + (row % 28)).padStart(2, '0')},${sha1()}`,
		flags: ['--changed-column', 'changed_at'],
	},
	'a million groups': {
		rows: 2e6,
		header: 'id,plan,sha1',
		row: (row) => `${row},plan-${row},${sha1()}`,
		flags: ['--group-by', 'plan'],
		code: 4,
	},
	groups: {
		rows: 2e6,
		header: 'id,plan,country,sha1',
		row: (row) => `${row},plan-${row % 900},country-${(row >> 3) % 11},${sha1()}`,
		flags: ['--group-by', 'plan,country'],
	},
	'limit of a million': {
		rows: 3e6,
		header: '',
		row: () => '',
		store: 'many',
		flags: ['--limit', '1000000'],
	},
	stdin: { rows: 4e6, header: 'user_id,sha1', row: (row) => `${row},${sha1()}`, how: 'stdin' },
	gzip: { rows: 4e6, header: 'user_id,sha1', row: (row) => `${row},${sha1()}`, how: 'gzip' },
	ntlm: {
		rows: 4e6,
		header: 'user_id,nt_hash',
		row: (row) => `${row},${hexBytes(16)}`,
		store: 'ntlm',
	},
	privileged: {
		rows: 2e6,
		header: 'id,sha1',
		row: (row) => `user-${row},${sha1()}`,
		given: { name: 'admins.txt', rows: 1e5, line: (row) => `user-${row}` },
	},
	json: {
		rows: 2e6,
		header: '',
		row: (row) => `{"user_id":${row},"sha1":"${sha1()}"}`,
	},
};

function uuid() {
	return [4, 2, 2, 2, 6].map((bytes) => hexBytes(bytes).toLowerCase()).join('-');
}

function letters(/** @type {number} */ count) {
	let text = '';
	for (let at = 0; at < count; at += 1) text += String.fromCharCode(97 + (words() % 26));
	return text;
}

/** Writes lines in large pieces. @param {string} path @param {string} header @param {number} rows @param {(row: number) => string} line */
function writeLines(path, header, rows, line) {
	const file = openSync(`${path}.part`, 'w', 0o600);
	let text = header === '' ? '' : `${header}\n`;
	for (let row = 1; row <= rows; row += 1) {
		text += `${line(row)}\n`;
		if (text.length < 1_000_000) continue;
		writeSync(file, text);
		text = '';
	}
	writeSync(file, text);
	closeSync(file);
	renameSync(`${path}.part`, path);
}

const DUMP_RANGES = 98_304;
const DUMP_LINES = 40;

/** @param {World} world @param {string} name */
async function tableOf(world, name) {
	const rows = Math.max(2, Math.round(world.rows * scale));
	if (world.store === 'many')
		return { path: join(folder, `accounts-${Math.round(3e6 * scale)}.csv`), rows };
	const path = join(folder, `${name.replaceAll(/\W+/g, '-')}-${rows}`);
	const plain = `${path}.${name === 'json' ? 'ndjson' : 'csv'}`;
	if (world.how === 'gzip') {
		if (!existsSync(`${plain}.gz`)) {
			writeLines(plain, world.header, rows, world.row);
			await pipeline(
				createReadStream(plain),
				createGzip({ level: 1 }),
				createWriteStream(`${plain}.gz`),
			);
			rmSync(plain);
		}
		return { path: `${plain}.gz`, rows };
	}
	if (!existsSync(plain)) writeLines(plain, world.header, rows, world.row);
	return { path: plain, rows };
}

/** @param {string[]} args */
function sync(...args) {
	const { status } = spawnSync(process.execPath, [CREDCHECK, 'sync', ...args, '--quiet'], {
		stdio: 'inherit',
	});
	if (status !== 0) throw new Error(`credcheck sync failed with ${status}`);
}

/** Makes the store, if it is not there. @param {NonNullable<World['store']>} which */
function storeOf(which) {
	const store = join(folder, `${which}.sqlite`);
	if (which === 'many') {
		if (!existsSync(join(folder, `accounts-${Math.round(3e6 * scale)}.csv`))) {
			rmSync(store, { force: true });
			drawData(folder, DUMP_RANGES, DUMP_LINES, [Math.round(3e6 * scale)]);
		}
		if (!existsSync(store)) sync('--source', join(folder, 'dump.txt'), '--store', store);
		return store;
	}
	if (existsSync(store)) return store;
	const dump = join(folder, `${which}.txt`);
	const digits = which === 'ntlm' ? 32 : 40;
	writeLines(
		dump,
		'',
		1000,
		(row) =>
			`${row.toString(16).toUpperCase().padStart(5, '0')}${hexBytes(20).slice(0, digits - 5)}:${row}`,
	);
	sync('--source', dump, '--store', store, ...(which === 'ntlm' ? ['--kind', 'ntlm'] : []));
	return store;
}

/** @param {string} text such as 64M */
const bytesOf = (text) => Number.parseInt(text, 10) * 1024 ** (/G/i.test(text) ? 3 : 2);

/** @type {(string | number)[][]} */
const lines = [['table', 'rows', 'memory', 'threads', 's', 'peak MB', 'of the bound', '']];
let failed = 0;
for (const [name, world] of Object.entries(WORLDS)) {
	if (values.only !== undefined && !values.only.includes(name)) continue;
	const store = storeOf(world.store ?? 'few');
	const { path, rows } = await tableOf(world, name);
	const given = world.given && join(folder, world.given.name);
	if (world.given !== undefined && given !== undefined && !existsSync(given)) {
		writeLines(
			given,
			name === 'exclude' ? 'id' : '',
			Math.round(world.given.rows * scale),
			world.given.line,
		);
	}
	for (const memory of world.memory === undefined ? values.memory : [world.memory]) {
		for (const workers of values.workers) {
			if (world.cold)
				spawnSync('dd', [`if=${store}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
			const flags = [
				...(world.flags ?? []),
				...(name === 'exclude' ? ['--exclude', String(given)] : []),
				...(name === 'breached emails' ? ['--breached-emails', String(given)] : []),
				...(name === 'privileged' ? ['--privileged', String(given)] : []),
				...['--out', join(folder, 'report'), '--force', '--json', '--quiet', '--allow-partial'],
				...['--store', store, '--ref-key', join(folder, 'ref.key')],
				...['--memory', memory, '--workers', workers],
			];
			const table = world.how === 'stdin' ? '-' : path;
			const stdin = world.how === 'stdin' ? openSync(path, 'r') : 'ignore';
			const run = await measure(process.execPath, [CREDCHECK, 'backtest', table, ...flags], stdin);
			if (typeof stdin === 'number') closeSync(stdin);
			const bound = bytesOf(memory) + BASE_BYTES;
			const isAbove = run.peakBytes > bound * MOST_TIMES;
			const isWrong = run.code !== (world.code ?? 0);
			if (isAbove || isWrong) failed += 1;
			const what = `${isAbove ? 'ABOVE' : ''} ${isWrong ? `exit ${run.code}` : ''}`.trim();
			const line = [
				name,
				rows,
				memory,
				workers,
				run.seconds.toFixed(1),
				(run.peakBytes / 1e6).toFixed(0),
				`${((100 * run.peakBytes) / bound).toFixed(0)} %`,
				what,
			];
			lines.push(line);
			process.stderr.write(`${line.join('  ')}\n`);
		}
	}
	if (values.data === undefined) rmSync(path, { force: true });
}
process.stdout.write(`${machine()}\nscale ${scale}\n\n`);
printTable(lines);
rmSync(join(folder, 'report'), { recursive: true, force: true });
if (values.data === undefined) rmSync(folder, { recursive: true });
if (failed > 0) process.exitCode = 1;
