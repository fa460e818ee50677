/**
 * The search for names in passwords: a table of accounts, one in ten of whom took a password made of
 * their name, and the time and memory it takes to find them. Fails when one of them is not found, or
 * anybody else is. Needs the built program in dist.
 *
 *     node names.js [--rows 1000000] [--names 100000] [--threads 2] [--rounds 3]
 */

import { hash } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BlockRows } from '../../dist/accounts/block-rows.js';
import { findNameColumns } from '../../dist/accounts/name-parts.js';
import { openTable } from '../../dist/accounts/table.js';
import { NameCheck } from '../../dist/match/name-check.js';
import { searchNames } from '../../dist/match/name-search.js';
import { openPool } from '../../dist/pool.js';
import { SHA1 } from '../../dist/range/kind.js';
import { median } from './measure.js';
import { hex, randomWords } from './random.js';

const { values } = parseArgs({
	options: {
		rows: { type: 'string', default: '1000000' },
		names: { type: 'string', default: '100000' },
		threads: { type: 'string', default: '2' },
		rounds: { type: 'string', default: '3' },
	},
});
const rows = Number(values.rows);
const names = Number(values.names);
const NAMED_RATE = 0.1;
const SYLLABLES =
	'al ba be bo ca da de di el en fa ga ha is ja jo ka ke la le li lo ma me mi mo na ne ni no ol pa pe ra ri ro sa se si so ta te ti to va vi wa ya za'.split(
		' ',
	);
/** What is made of a name, and what goes behind it. */
const FORMS = [(/** @type {string} */ name) => name, capital];
const ENDINGS = ['', '1', '123', '87', '1987', '2020!', '@123', '!', '01', '#7'];

const words = randomWords(7);
const chance = () => words() / 2 ** 32;
const folder = mkdtempSync(join(tmpdir(), 'credcheck-bench-names-'));
try {
	const path = join(folder, 'users.csv');
	const named = drawTable(path);
	const seconds = [];
	for (let round = 0; round < Number(values.rounds); round += 1) {
		seconds.push(await run(path, named));
	}
	print(`median ${median(seconds).toFixed(1)} s for ${rows} accounts`);
} finally {
	rmSync(folder, { recursive: true });
}

/** Writes the table; gives the number of accounts with a password made of their name. */
function drawTable(/** @type {string} */ path) {
	const given = drawNames(Math.round(names * 0.3), 'a');
	const family = drawNames(names - given.length, 'o');
	const file = openSync(path, 'w', 0o600);
	let named = 0;
	let text = 'user_id,first_name,last_name,email,sha1\n';
	for (let row = 1; row <= rows; row += 1) {
		// Each name once, and then some much more often than others.
		const first = row <= given.length ? given[row - 1] : pick(given, 2);
		const last = row <= family.length ? family[row - 1] : pick(family, 2);
		const digits = chance() < 0.5 ? '' : words() % 100;
		const email = `${first}.${last}${digits}@example.org`;
		let digest = hex(words, 40);
		if (chance() < NAMED_RATE) {
			named += 1;
			const name = chance() < 0.1 ? first + last : chance() < 0.7 ? first : last;
			const form = pick(FORMS, 1)(name);
			// Behind two names fewer endings are tried.
			const ending = name === first + last ? '123' : pick(ENDINGS, 1);
			digest = hash('sha1', form + ending);
		}
		text += `${row},${capital(first)},${capital(last)},${email},${digest}\n`;
		if (text.length > 1_000_000) {
			writeSync(file, text);
			text = '';
		}
	}
	writeSync(file, text);
	return named;
}

/** So many names of three syllables or four, all others than those with another letter at the end. */
function drawNames(/** @type {number} */ count, /** @type {string} */ letter) {
	const drawn = new Set();
	while (drawn.size < count) {
		const syllables = Array.from({ length: 2 + (words() % 3) }, () => pick(SYLLABLES, 1));
		drawn.add(`${syllables.join('')}n${letter}`);
	}
	return [...drawn];
}

async function run(/** @type {string} */ path, /** @type {number} */ named) {
	const table = await openTable(path, {});
	const pool = openPool({ threads: Number(values.threads) });
	try {
		const nameColumns = findNameColumns(table.header, table.columns.hash);
		const begun = performance.now();
		const cpu = process.cpuUsage();
		let collected = begun;
		const found = await searchNames(
			table,
			{ kind: SHA1, pool, nameColumns },
			{
				onProgress: ({ phase }) => {
					if (phase === 'collecting') collected = performance.now();
				},
			},
		);
		const seconds = (performance.now() - begun) / 1000;
		const { user, system } = process.cpuUsage(cpu);
		const collecting = (collected - begun) / 1000;
		const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
		print(
			`${seconds.toFixed(1)} s (${collecting.toFixed(1)} s to collect, ${((user + system) / 1e6).toFixed(1)} s of cores), ${found.parts} parts,`,
			`${found.joined} joined, ${found.tried} tried, ${(found.tried / seconds / 1e6).toFixed(1)} million/s,`,
			`peak ${(Number(peak) / 1024).toFixed(0)} MB`,
		);
		await checkFound(table, found, nameColumns, named);
		return seconds;
	} finally {
		await pool.close();
		await table.close();
	}
}

/** @param {any} table @param {any} found @param {any[]} columns @param {number} named */
async function checkFound(table, found, columns, named) {
	const check = new NameCheck({ ...found, columns });
	const own = new Uint32Array(5);
	const column = { column: table.columns.hash, kind: SHA1 };
	const begun = performance.now();
	let yes = 0;
	for await (const { bytes, release } of table.blocks()) {
		const blockRows = new BlockRows(bytes, table.dialect, column);
		while (blockRows.next()) {
			blockRows.readHash(column, own, 0);
			if (check.check(blockRows, own, 0) === 'yes') yes += 1;
		}
		release();
	}
	const micros = ((performance.now() - begun) * 1000) / rows;
	print(`${yes} of ${named} accounts found, ${micros.toFixed(2)} µs a row on one core`);
	if (yes !== named) throw new Error(`${yes} accounts were found, ${named} have their name`);
}

/**
 * One of these; the higher the skew, the more often one of the first.
 *
 * @template T
 * @param {readonly T[]} items
 * @param {number} skew
 */
function pick(items, skew) {
	return /** @type {T} */ (items[Math.floor(items.length * chance() ** skew)]);
}

function capital(/** @type {string} */ name) {
	return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** @param {string[]} texts */
function print(...texts) {
	process.stdout.write(`${texts.join(' ')}\n`);
}
