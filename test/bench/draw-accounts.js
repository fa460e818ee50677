/**
 * Writes a table of accounts with five columns to stdout, for a folder of range files: 19.4 % have a hash
 * from the folder, the others another hash with a prefix from the folder. Reports on stderr how many are
 * from the folder, and the sum of their counts.
 *
 *     node draw-accounts.js FOLDER [ROWS=1000000] > users.csv
 */

import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hex, randomWords } from './random.js';

const MATCH_RATE = 0.194;

const [folder, rows = '1000000'] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: draw-accounts.js FOLDER [ROWS]');

const words = randomWords(11);
const chance = () => words() / 2 ** 32;
const prefixes = readdirSync(folder).filter((name) => /^[0-9A-F]{5}$/.test(name));
/** @type {[hash: string, count: number][]} */
const known = [];
for (const prefix of prefixes) {
	for (const line of readFileSync(join(folder, prefix), 'latin1').split('\r\n')) {
		const [suffix, count] = line.split(':');
		known.push([`${prefix}${suffix}`, Number(count)]);
	}
}
const hashes = new Set(known.map(([hash]) => hash));

let matched = 0;
let counts = 0;
let text = 'user_id,email,plan,country,sha1\n';
for (let row = 1; row <= Number(rows); row += 1) {
	let hash = '';
	if (chance() < MATCH_RATE) {
		const [drawn, count] = known[Math.floor(chance() * known.length)] ?? ['', 0];
		hash = drawn;
		matched += 1;
		counts += count;
	} else {
		do hash = prefixes[Math.floor(chance() * prefixes.length)] + hex(words, 35);
		while (hashes.has(hash));
	}
	text += `${row},user${row}@example.com,${chance() < 0.5 ? 'free' : 'plus'},EE,${hash}\n`;
	if (text.length > 1_000_000) {
		writeSync(1, text);
		text = '';
	}
}
writeSync(1, text);
process.stderr.write(`${rows} rows, ${matched} matched, sum of counts ${counts}\n`);
