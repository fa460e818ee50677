/**
 * Measures the innermost loops by themselves, on one thread: rows of a table to ordered keys, credential references,
 * guesses from names, and the text of a range to its packed form; beside them what node:crypto takes for each by itself.
 * In CPU time of the process, of the user: the median of five.
 *
 *     node kernels.js
 */

import { createHmac, hash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { buildWith } from '../fuzz/build.js';
import { drawRange } from './draw-ranges.js';
import { machine } from './machine.js';
import { median, printTable } from './measure.js';
import { randomWords } from './random.js';

const ROUNDS = 5;
const ROWS = 20_000;
const BLOCKS = 50;
const ACCOUNTS = 60_000;
const FORMS = 400;

/** @typedef {typeof import('./inside.ts')} Inside */

/**
 * @param {string} what
 * @param {number} count how many of these one call of `work` does
 * @param {() => void} work
 * @returns {string[]} a line of the table
 */
function rate(what, count, work) {
	const microseconds = Array.from({ length: ROUNDS + 1 }, () => {
		const before = process.cpuUsage();
		work();
		return process.cpuUsage(before).user;
	});
	// The first one warms up.
	const each = median(microseconds.slice(1)) / count;
	return [what, each.toFixed(3), (1 / each).toFixed(2)];
}

/** @param {Inside} inside */
function rowsToKeys({ ALL_HASHES, ALL_PARTITIONS, makeKeyArena, maxWords, readKeysTask, SHA1 }) {
	const rows = Array.from({ length: ROWS }, (_, row) => {
		return `${10_000_000 + row},user.${row}@example.com,free,2024-05-17,${randomBytes(20).toString('hex')}\n`;
	});
	const text = Buffer.from(rows.join(''));
	const bytes = Buffer.from(new SharedArrayBuffer(text.length));
	const memory = makeKeyArena(maxWords(SHA1, text.length));
	return rate('a row of 88 bytes, to an ordered key', ROWS * BLOCKS, () => {
		for (let block = 0; block < BLOCKS; block += 1) {
			text.copy(bytes);
			memory.reset();
			const { checked } = readKeysTask({
				bytes,
				dialect: { delimiter: ',', emptyLinesAreRows: false },
				hash: { column: 4, kind: SHA1 },
				needs: { size: 5, named: 5, least: 5, used: [0, 4] },
				evidenceColumns: [],
				memory: memory.shared,
				partitions: ALL_PARTITIONS,
				share: ALL_HASHES,
				mark: 'row',
				ids: { column: 0, test: { kind: 'order', order: 'number' } },
			});
			if (checked !== ROWS) throw new Error(`${checked} of ${ROWS} rows`);
		}
	});
}

/** @param {Inside} inside */
function references({ CredentialRefs, refKeyOf }) {
	const secret = randomBytes(32);
	const { key } = refKeyOf(secret);
	const words = Uint32Array.from({ length: 5 }, randomWords(7));
	const id = Buffer.from('10000000');
	return [
		rate('a credential_ref', ACCOUNTS, () => {
			const refs = new CredentialRefs(key, ACCOUNTS);
			for (let account = 0; account < ACCOUNTS; account += 1) refs.add(words, id, 0, id.length);
			refs.tags();
		}),
		rate('an HMAC-SHA-256 by createHmac', ACCOUNTS, () => {
			for (let account = 0; account < ACCOUNTS; account += 1) {
				createHmac('sha256', secret).update(id).digest();
			}
		}),
	];
}

/** @param {Inside} inside */
function guesses({ guessHasher }) {
	const endings = Array.from({ length: 900 }, (_, ending) => `${ending}!`);
	/** @param {'sha1' | 'ntlm'} kind */
	const ofKind = (kind) =>
		rate(`a guess, ${kind}`, FORMS * endings.length, () => {
			for (let form = 0; form < FORMS; form += 1) guessHasher(kind).hash(`Name${form}`, endings);
		});
	return [
		ofKind('sha1'),
		ofKind('ntlm'),
		rate('a SHA-1 by crypto.hash', ACCOUNTS, () => {
			for (let at = 0; at < ACCOUNTS; at += 1) hash('sha1', `Name${at}`, 'buffer');
		}),
	];
}

/** @param {Inside} inside */
function ranges({ packText, SHA1 }) {
	const text = Buffer.from(drawRange(randomWords(7), 1900));
	return rate('a range of 1,900 lines, packed', 500, () => {
		for (let times = 0; times < 500; times += 1) {
			if (!packText(text, 0, SHA1).ok) throw new Error('a range is refused');
		}
	});
}

const { folder, inside } = await buildWith('test/bench/inside.ts');
try {
	process.stdout.write(`${machine()}\n`);
	printTable([
		['', 'µs', 'million/s'],
		rowsToKeys(inside),
		...references(inside),
		...guesses(inside),
		ranges(inside),
	]);
} finally {
	rmSync(folder, { recursive: true });
}
