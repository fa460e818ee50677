/**
 * Measures `backtest --names` on a table in which one account in ten has a password made of its name: the
 * time and memory of the whole process. Fails unless exactly these accounts are listed. Needs the built
 * program in dist.
 *
 *     node names.js [--rows 1000000] [--names 100000] [--threads 2] [--rounds 3]
 */

import { hash } from 'node:crypto';
import {
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CREDCHECK, measure, median } from './measure.js';
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
/** The forms of a name in passwords, and what follows it. */
const FORMS = [(/** @type {string} */ name) => name, capital];
const ENDINGS = ['', '1', '123', '87', '1987', '2020!', '@123', '!', '01', '#7'];

const words = randomWords(7);
const chance = () => words() / 2 ** 32;
const folder = mkdtempSync(join(tmpdir(), 'credcheck-bench-names-'));
const store = join(folder, 'store.sqlite');
try {
	const path = join(folder, 'users.csv');
	await makeStore();
	const named = drawTable(path);
	const seconds = [];
	for (let round = 0; round < Number(values.rounds); round += 1) {
		seconds.push(await run(path, named));
	}
	print(`median ${median(seconds).toFixed(1)} s for ${rows} accounts`);
} finally {
	rmSync(folder, { recursive: true });
}

/** Makes a store with a single hash. */
async function makeStore() {
	const ranges = join(folder, 'ranges');
	mkdirSync(ranges);
	writeFileSync(join(ranges, '00000'), `${'0'.repeat(34)}1:1`);
	const { code } = await measure(process.execPath, [
		CREDCHECK,
		...['sync', '--source', ranges, '--store', store, '--quiet'],
	]);
	if (code !== 0) throw new Error(`credcheck sync failed with ${code}`);
}

/** Writes the table; returns the rows of the accounts with a password made of their name. */
function drawTable(/** @type {string} */ path) {
	const given = drawNames(Math.round(names * 0.3), 'a');
	const family = drawNames(names - given.length, 'o');
	const file = openSync(path, 'w', 0o600);
	/** @type {number[]} */
	const named = [];
	let text = 'user_id,first_name,last_name,email,sha1\n';
	for (let row = 1; row <= rows; row += 1) {
		// Each name at least once, and some much more often than others.
		const first = row <= given.length ? given[row - 1] : pick(given, 2);
		const last = row <= family.length ? family[row - 1] : pick(family, 2);
		const digits = chance() < 0.5 ? '' : words() % 100;
		const email = `${first}.${last}${digits}@example.org`;
		let sha1 = hex(words, 40);
		if (chance() < NAMED_RATE) {
			named.push(row);
			const name = chance() < 0.1 ? first + last : chance() < 0.7 ? first : last;
			const form = pick(FORMS, 1)(name);
			// After two names fewer endings are tried.
			const ending = name === first + last ? '123' : pick(ENDINGS, 1);
			sha1 = hash('sha1', form + ending);
		}
		text += `${row},${capital(first)},${capital(last)},${email},${sha1}\n`;
		if (text.length > 1_000_000) {
			writeSync(file, text);
			text = '';
		}
	}
	writeSync(file, text);
	return named;
}

/** Draws distinct names of two to four syllables, which end in the letter: different letters, different names. */
function drawNames(/** @type {number} */ count, /** @type {string} */ letter) {
	const drawn = new Set();
	while (drawn.size < count) {
		const syllables = Array.from({ length: 2 + (words() % 3) }, () => pick(SYLLABLES, 1));
		drawn.add(`${syllables.join('')}n${letter}`);
	}
	return [...drawn];
}

/** @param {string} path @param {number[]} named rows of the accounts that must be found, ascending */
async function run(path, named) {
	const out = join(folder, 'report');
	const { code, stdout, seconds, peakBytes } = await measure(process.execPath, [
		CREDCHECK,
		'backtest',
		path,
		...['--names', '--allow-partial', '--store', store, '--ref-key', join(folder, 'ref.key')],
		...['--out', out, '--force', '--json', '--workers', values.threads],
	]);
	if (code !== 0) throw new Error(`credcheck failed with ${code}`);
	const { parts, joined, tried } = JSON.parse(stdout).names;
	print(
		`${seconds.toFixed(1)} s, ${parts} parts, ${joined} joined, ${tried} tried,`,
		`${(tried / seconds / 1e6).toFixed(1)} million/s, peak ${(peakBytes / 1e6).toFixed(0)} MB`,
	);
	// The store matches no password, so all accounts listed are listed for their name.
	const lines = readFileSync(join(out, 'nudge-candidates.csv'), 'utf8').trimEnd().split('\n');
	const found = lines.slice(1).map((line) => Number(line.split(',', 1)[0]));
	if (found.join() !== named.join()) {
		throw new Error(`${found.length} accounts were listed, ${named.length} use their name`);
	}
	return seconds;
}

/**
 * Picks one of the items; the higher the skew, the more often one of the first.
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
