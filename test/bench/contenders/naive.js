/**
 * The first design that comes to mind for a back-test: every hash is looked up in an SQLite table.
 *
 *     node naive.js load DUMP DATABASE
 *     node naive.js list TABLE DATABASE OUT
 */

import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { parse } from 'csv-parse';
import { SQLite } from '../sqlite.js';

const LOADED_AT_ONCE = 200_000;
const WRITTEN_AT_ONCE = 1 << 16;

const [task, input = '', path = '', out = ''] = process.argv.slice(2);

/** Fills the table in the order of its key, so that each page is written once, and full. */
async function load() {
	const database = new SQLite(path);
	// If interrupted, the load starts over.
	database.pragma('journal_mode = OFF');
	database.pragma('synchronous = OFF');
	database.exec('CREATE TABLE hashes (hash BLOB PRIMARY KEY, count INTEGER) WITHOUT ROWID');
	const insert = database.prepare('INSERT INTO hashes VALUES (?, ?)');
	const insertAll = database.transaction((/** @type {string[]} */ lines) => {
		for (const line of lines) {
			insert.run(Buffer.from(line.slice(0, 40), 'hex'), Number(line.slice(41)));
		}
	});
	/** @type {string[]} */
	let lines = [];
	let rest = '';
	for await (const piece of createReadStream(input, {
		encoding: 'latin1',
		highWaterMark: 1 << 20,
	})) {
		const found = (rest + piece).split('\n');
		rest = found.pop() ?? '';
		for (const line of found) lines.push(line);
		if (lines.length >= LOADED_AT_ONCE) {
			insertAll(lines);
			lines = [];
		}
	}
	insertAll(lines);
	database.close();
}

async function list() {
	const database = new SQLite(path, { readonly: true });
	const count = database.prepare('SELECT count FROM hashes WHERE hash = ?').pluck();
	const file = openSync(out, 'w');
	let text = '';
	for await (const account of createReadStream(input).pipe(parse({ columns: true }))) {
		const found = count.get(Buffer.from(account.sha1, 'hex'));
		if (found === undefined) continue;
		text += `${account.user_id},${found}\n`;
		if (text.length > WRITTEN_AT_ONCE) {
			writeSync(file, text);
			text = '';
		}
	}
	writeSync(file, text);
	closeSync(file);
	database.close();
}

if (task === 'load') await load();
else if (task === 'list') await list();
else throw new Error('usage: naive.js load | list FILES');
