/**
 * Writes test data with a known answer: a sorted dump of made-up hashes, tables of accounts of which
 * 19.4 % have one of them, and the answer that every correct program must find.
 *
 *     node draw-data.js FOLDER [RANGES=32768] [LINES=1900] [ROWS=3000000 ...]
 *
 * Writes to FOLDER `dump.txt` (HASH:COUNT) and, for each number of rows, `accounts-ROWS.csv` (five columns,
 * the hash last) and `accounts-ROWS.json`, the answer. The same arguments result in the same bytes.
 */

import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomWords } from './random.js';

const MATCH_RATE = 0.194;
/** The share of matched accounts that have one of the `SHARED_HASHES`. */
const SHARED_RATE = 0.05;
const SHARED_HASHES = 300;
/** The share of accounts without a hash, among those that are not matched. */
const EMPTY_RATE = 0.005;
const HASH_WORDS = 5;

/** The character codes of each byte's two hex digits, the first one in the low half. */
const DIGITS = Uint16Array.from({ length: 256 }, (_, byte) => {
	const text = byte.toString(16).toUpperCase().padStart(2, '0');
	return text.charCodeAt(0) | (text.charCodeAt(1) << 8);
});

/**
 * @typedef {{ rows: number, matched: number, empty: number, counts: number }} Answer `counts` is the
 *   sum of the counts of the matched accounts
 */

/** A file written in large pieces. */
class Writer {
	#file;
	#buffer = Buffer.alloc(1 << 20);
	#at = 0;

	/** @param {string} path */
	constructor(path) {
		this.#file = openSync(path, 'w');
	}

	/** @param {string} text */
	write(text) {
		if (this.#at + text.length > this.#buffer.length) this.#flush();
		this.#at += this.#buffer.write(text, this.#at, 'latin1');
	}

	/**
	 * @param {Uint32Array} words
	 * @param {number} from index of the hash's first word
	 */
	writeHash(words, from) {
		if (this.#at + 8 * HASH_WORDS > this.#buffer.length) this.#flush();
		for (let word = from; word < from + HASH_WORDS; word += 1) {
			const value = words[word] ?? 0;
			for (let shift = 24; shift >= 0; shift -= 8) {
				const digits = DIGITS[(value >>> shift) & 255] ?? 0;
				this.#buffer[this.#at] = digits & 255;
				this.#buffer[this.#at + 1] = digits >>> 8;
				this.#at += 2;
			}
		}
	}

	#flush() {
		writeSync(this.#file, this.#buffer, 0, this.#at);
		this.#at = 0;
	}

	close() {
		this.#flush();
		closeSync(this.#file);
	}
}

/**
 * Writes the dump, and draws from it the hashes of each table's matched accounts.
 *
 * @param {string} path
 * @param {number} ranges
 * @param {number} lines
 * @param {number[]} tables rows of each
 */
function drawDump(path, ranges, lines, tables) {
	const words = randomWords(17);
	const draws = tables.map((rows) => new Draws(Math.round(rows * MATCH_RATE)));
	const dump = new Writer(path);
	const hashes = new Uint32Array(lines * HASH_WORDS);
	const leads = new BigUint64Array(lines);
	const halves = new Uint32Array(leads.buffer);
	const sorted = new Uint32Array(HASH_WORDS);
	for (let prefix = 0; prefix < ranges; prefix += 1) {
		do {
			for (let line = 0; line < lines; line += 1) {
				const at = line * HASH_WORDS;
				for (let word = 0; word < HASH_WORDS; word += 1) hashes[at + word] = words();
				const first = ((prefix << 12) | ((hashes[at] ?? 0) >>> 20)) >>> 0;
				hashes[at] = first;
				halves[2 * line + 1] = ((first << 20) | ((hashes[at + 1] ?? 0) >>> 12)) >>> 0;
				halves[2 * line] = line;
			}
			leads.sort();
			// The rare ranges in which two hashes have the same first digits are drawn again: they may be out of order.
		} while (leads.some((lead, at) => at > 0 && lead >> 32n === (leads[at - 1] ?? 0n) >> 32n));
		for (let index = 0; index < lines; index += 1) {
			const from = (halves[2 * index] ?? 0) * HASH_WORDS;
			for (let word = 0; word < HASH_WORDS; word += 1) sorted[word] = hashes[from + word] ?? 0;
			// Mostly small counts, as in the corpus.
			const count = Math.ceil((2 ** 32 / (words() + 1)) ** 0.9);
			dump.writeHash(sorted, 0);
			dump.write(`:${count}\n`);
			for (const draw of draws) {
				const share = (draw.size * (prefix * lines + index + 1)) / (ranges * lines);
				while (draw.taken < Math.floor(share)) draw.take(sorted, count);
			}
		}
	}
	dump.close();
	return draws;
}

/** Hashes for the matched accounts of one table, and their counts. */
class Draws {
	taken = 0;

	/** @param {number} size */
	constructor(size) {
		this.size = size;
		this.hashes = new Uint32Array(size * HASH_WORDS);
		this.counts = new Float64Array(size);
	}

	/**
	 * @param {Uint32Array} hash
	 * @param {number} count
	 */
	take(hash, count) {
		this.hashes.set(hash, this.taken * HASH_WORDS);
		this.counts[this.taken] = count;
		this.taken += 1;
	}
}

/**
 * @param {string} path
 * @param {number} rows
 * @param {number} ranges
 * @param {Draws} draws
 * @returns {Answer}
 */
function drawTable(path, rows, ranges, draws) {
	const words = randomWords(19);
	const chance = () => words() / 2 ** 32;
	const order = Uint32Array.from({ length: draws.size }, (_, index) => index);
	for (let last = order.length - 1; last > 0; last -= 1) {
		const other = Math.floor(chance() * (last + 1));
		const kept = order[last] ?? 0;
		order[last] = order[other] ?? 0;
		order[other] = kept;
	}
	const table = new Writer(path);
	const answer = { rows, matched: draws.size, empty: 0, counts: 0 };
	const other = new Uint32Array(HASH_WORDS);
	let left = draws.size;
	table.write('user_id,email,plan,country,sha1\n');
	for (let row = 1; row <= rows; row += 1) {
		const plan = chance() < 0.8 ? 'free' : 'plus';
		table.write(`${10_000_000 + row},user.${row}@example.com,${plan},EE,`);
		if (chance() < left / (rows - row + 1)) {
			left -= 1;
			const shared = chance() < SHARED_RATE;
			const drawn = order[shared ? Math.floor(chance() * SHARED_HASHES) : left] ?? 0;
			answer.counts += draws.counts[drawn] ?? 0;
			table.writeHash(draws.hashes, drawn * HASH_WORDS);
		} else if (chance() < EMPTY_RATE) {
			answer.empty += 1;
		} else {
			// Both generators run through the same cycle, so without this they might produce the same hash.
			for (let word = 0; word < HASH_WORDS; word += 1) other[word] = words() ^ 0x9e3779b9;
			other[0] = ((Math.floor(chance() * ranges) << 12) | ((other[0] ?? 0) >>> 20)) >>> 0;
			table.writeHash(other, 0);
		}
		table.write('\n');
	}
	table.close();
	return answer;
}

/**
 * @param {string} folder
 * @param {number} ranges
 * @param {number} lines
 * @param {number[]} tables
 */
export function drawData(folder, ranges, lines, tables) {
	mkdirSync(folder, { recursive: true });
	const draws = drawDump(join(folder, 'dump.txt'), ranges, lines, tables);
	tables.forEach((rows, index) => {
		const drawn = draws[index];
		if (drawn === undefined) return;
		const answer = drawTable(join(folder, `accounts-${rows}.csv`), rows, ranges, drawn);
		writeFileSync(join(folder, `accounts-${rows}.json`), `${JSON.stringify(answer)}\n`);
	});
}

if (fileURLToPath(import.meta.url) === process.argv[1]) {
	const [folder, ranges = '32768', lines = '1900', ...tables] = process.argv.slice(2);
	if (folder === undefined)
		throw new Error('usage: draw-data.js FOLDER [RANGES] [LINES] [ROWS ...]');
	const rows = tables.length === 0 ? [3_000_000] : tables.map(Number);
	drawData(folder, Number(ranges), Number(lines), rows);
}
