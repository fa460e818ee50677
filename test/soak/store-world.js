/**
 * A small store to be damaged, a table whose accounts need all of it, and three commands that read it. What they
 * answer must not change with the store's file, unless they say that it is damaged.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
// Compiled: Node 20 runs no TypeScript.
import { runCredcheck } from '../../dist/cli.js';
import { CredcheckError, readStatus } from '../../dist/index.js';

/**
 * What became of a command: the right answer, damage by name, no store that this program reads (by its marks),
 * or one of the things that must not happen.
 *
 * @typedef {'right' | 'damaged' | 'refused' | 'wrong' | 'internal' | `exit ${number}`} Verdict
 */

/**
 * @typedef {object} Answer
 * @property {string} command
 * @property {number} code exit code
 * @property {string} said what was printed and written, without times
 * @property {string} error what was on stderr
 */

export const PAGE_BYTES = 16_384;

/** Ranges of the store, by prefix, with their numbers of hashes: one takes more than a page, all more than two. */
const RANGES = { '00010': 150, '00011': 150, '00100': 150, '3A7F0': 950, ABCDE: 150, FFFFF: 150 };
/** Prefixes that differ from those by one bit, and are not stored. */
const MISSING = ['00012', '00030', '3A7F1', 'ABCDF', '7FFFF'];

/** @param {string} text */
const sha1 = (text) => createHash('sha1').update(text).digest('hex').toUpperCase();

/**
 * @param {string} prefix
 * @param {number} index
 */
const hashOf = (prefix, index) => prefix + sha1(`${prefix} ${index}`).slice(5);

/**
 * @param {string} prefix
 * @param {number} size
 */
function rangeText(prefix, size) {
	return Array.from({ length: size }, (_, index) => {
		return `${hashOf(prefix, index).slice(5)}:${1 + ((index * index) % 900)}`;
	})
		.toSorted()
		.join('\r\n');
}

/**
 * Runs the program in this process.
 *
 * @param {string[]} args
 * @param {string} [stdin]
 */
async function run(args, stdin = '') {
	const texts = ['', ''];
	const streams = texts.map((_, index) => {
		return new Writable({
			write(chunk, _encoding, done) {
				texts[index] += chunk;
				done();
			},
		});
	});
	const [stdout, stderr] = streams;
	const io = { stdin: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]), stdout, stderr };
	const never = new AbortController().signal;
	const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
	const code = await runCredcheck(args, never, /** @type {any} */ ({ ...io, env }));
	return {
		code,
		stdout: /** @type {string} */ (texts[0]),
		stderr: /** @type {string} */ (texts[1]),
	};
}

export class StoreWorld {
	/** The file that the commands read. */
	store;
	/** The state of the store before its last sync, and the last one. */
	older;
	newest;
	#folder;
	#runs = 0;
	/** @type {Answer[]} */
	#expected = [];

	/** @param {string} folder an empty one, which the caller removes */
	constructor(folder) {
		this.#folder = folder;
		this.store = join(folder, 'store.sqlite');
		this.older = Buffer.alloc(0);
		this.newest = Buffer.alloc(0);
	}

	/** @param {string} folder */
	static async make(folder) {
		const world = new StoreWorld(folder);
		world.older = await world.#sync('older', { ...RANGES, '00010': 140, '3A7F0': 900, FFFFF: 0 });
		world.newest = await world.#sync('newest', RANGES);
		const hashes = Object.entries(RANGES).flatMap(([prefix, size]) => {
			return [1, size - 1, size + 1].map((index) => hashOf(prefix, index));
		});
		hashes.push(...MISSING.map((prefix) => hashOf(prefix, 1)));
		const rows = hashes.map((hash, index) => `u${index},${hash}\n`);
		writeFileSync(join(folder, 'accounts.csv'), `id,sha1\n${rows.join('')}`);
		world.#expected = await world.answers();
		for (const { command, code, error } of world.#expected) {
			// `check` says so of ranges that are missing.
			if (code !== (command === 'check' ? 12 : 0))
				throw new Error(`${command} fails without damage: ${error}`);
		}
		return world;
	}

	/**
	 * A sync of the ranges with one that the source lacks. Returns the file of the store.
	 *
	 * @param {string} name
	 * @param {Record<string, number>} ranges
	 */
	async #sync(name, ranges) {
		const source = join(this.#folder, name);
		mkdirSync(source);
		for (const [prefix, size] of Object.entries(ranges)) {
			if (size > 0) writeFileSync(join(source, prefix), rangeText(prefix, size));
		}
		const args = ['sync', '--quiet', '--max-age', '0', '--source', source, '--store', this.store];
		const all = await run(args);
		const some = await run([...args, '--prefixes', '00010-00012']);
		if (all.code !== 0 || some.code !== 3) throw new Error(all.stderr + some.stderr);
		return readFileSync(this.store);
	}

	/** What the commands answer with the store as it is. */
	async answers() {
		return [await this.#backtest(), await this.#check(), await this.#status()];
	}

	async #backtest() {
		this.#runs += 1;
		const out = join(this.#folder, `out-${this.#runs}`);
		const table = join(this.#folder, 'accounts.csv');
		const common = ['--store', this.store, '--out', out, '--json', '--quiet', '--allow-partial'];
		const { code, stdout, stderr } = await run(['backtest', table, ...common]);
		// The lists are compared themselves; the sums of the files are also of times.
		let said = stdout
			.replace(/"(startedAt|seconds|report)":("[^"]*"|[\d.]+),/g, '')
			.replace(/"files":\[.*?\]/, '');
		if (code === 0) {
			for (const name of readdirSync(out).toSorted()) {
				const isList = name.endsWith('.csv') && name !== 'summary.csv';
				if (isList) said += `${name}\n${readFileSync(join(out, name), 'utf8')}`;
			}
		}
		rmSync(out, { recursive: true, force: true });
		return answer('backtest', code, said, stderr);
	}

	async #check() {
		const lines = readFileSync(join(this.#folder, 'accounts.csv'), 'utf8').split('\n').slice(1, -1);
		const hashes = lines.map((line) => `${line.split(',')[1]}\n`).join('');
		const args = ['check', '--hash', '--json', '--store', this.store];
		const { code, stdout, stderr } = await run(args, hashes);
		return answer('check', code, stdout, stderr);
	}

	async #status() {
		// Not the command, which takes twenty times as long: it also plans a sync of a million ranges.
		try {
			return answer('status', 0, JSON.stringify(readStatus(this.store)), '');
		} catch (error) {
			const code = error instanceof CredcheckError ? error.exitCode : 70;
			return answer('status', code, '', String(error));
		}
	}

	/**
	 * Runs `credcheck verify`.
	 *
	 * @param {string[]} args
	 */
	async verify(...args) {
		const { code, stdout, stderr } = await run([
			'verify',
			'--json',
			'--store',
			this.store,
			...args,
		]);
		return answer('verify', code, stdout, stderr);
	}

	/** Runs `credcheck verify --repair` with the source of the newest ranges. */
	async repair() {
		return await this.verify('--repair', '--source', join(this.#folder, 'newest'));
	}

	/**
	 * Puts these bytes in place of the store.
	 *
	 * @param {Uint8Array} file
	 */
	put(file) {
		for (const end of ['-wal', '-shm', '-journal', '-lock']) {
			rmSync(this.store + end, { force: true });
		}
		writeFileSync(this.store, file);
	}

	/** Runs the commands, and compares what they say with what they said of the store as it was made. */
	async judge() {
		const found = await this.answers();
		return found.map((one, index) => ({
			...one,
			verdict: verdictOf(one, /** @type {Answer} */ (this.#expected[index])),
			expected: this.#expected[index]?.said ?? '',
		}));
	}
}

/**
 * Each state of the newest store with one page as it was before the last sync.
 *
 * @param {StoreWorld} world
 */
export function* withOlderPages({ newest, older }) {
	for (let at = 0; at < older.length; at += PAGE_BYTES) {
		const page = older.subarray(at, at + PAGE_BYTES);
		if (page.equals(newest.subarray(at, at + PAGE_BYTES))) continue;
		const file = Buffer.from(newest);
		page.copy(file, at);
		yield { page: at / PAGE_BYTES + 1, file };
	}
}

/**
 * A copy with one bit flipped.
 *
 * @param {Buffer} file
 * @param {number} bit
 */
export function flipped(file, bit) {
	const copy = Buffer.from(file);
	const at = bit >>> 3;
	copy[at] = /** @type {number} */ (copy[at]) ^ (1 << (bit & 7));
	return copy;
}

/**
 * Whether a byte is in the free space of its page, as far as can be told: it is zero, with zeros around it.
 *
 * @param {Buffer} file
 * @param {number} at
 */
export function isFree(file, at) {
	const page = at - (at % PAGE_BYTES);
	const around = file.subarray(Math.max(page, at - 8), Math.min(page + PAGE_BYTES, at + 9));
	return around.every((byte) => byte === 0);
}

/**
 * @param {string} command
 * @param {number} code
 * @param {string} said
 * @param {string} error
 * @returns {Answer}
 */
function answer(command, code, said, error) {
	return { command, code, said, error };
}

/**
 * @param {Answer} found
 * @param {Answer} expected
 * @returns {Verdict}
 */
function verdictOf(found, expected) {
	switch (found.code) {
		case expected.code:
			return found.said === expected.said ? 'right' : 'wrong';
		case 3:
			return 'damaged';
		case 10:
			return 'refused';
		case 70:
			return 'internal';
		default:
			return `exit ${found.code}`;
	}
}

/** Verdicts that are as they should be. */
export const GOOD = new Set(['right', 'damaged', 'refused']);
