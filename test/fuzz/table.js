/**
 * Tables of any bytes. Oracle: a table is refused by name, or read the same in blocks of any size, by any threads, in
 * any memory, plain or gzipped; where it is plain CSV, csv-parse reads the same rows of it; no output has a hash.
 */

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { makeStore } from './made-store.js';
import { mutate } from './mutate.js';

/** @typedef {import('./random.js').Random} Random */
/** @typedef {{ code: string, text: string } | { code: undefined, figures: object, lists: Map<string, string> }} Outcome */

const HEADER = 'id,name,plan,email,sha1';
/** What a table of any bytes may end with: it cannot be read, or its columns would collide with those of lists. */
const CODES = ['INPUT', 'USAGE'];

/** @param {import('./run.js').Bench} bench */
export async function open({ inside, folder, corpus, tally }) {
	const store = await makeStore(inside, folder);
	const files = [...corpus.values()];
	const accounts = join(folder, 'users.csv');
	const out = join(folder, 'report');

	/**
	 * @param {Buffer} table
	 * @param {object} options
	 * @returns {Promise<Outcome>}
	 */
	async function backtest(table, options) {
		writeFileSync(accounts, table);
		rmSync(out, { recursive: true, force: true });
		try {
			const refKey = join(folder, 'ref.key');
			const base = {
				accounts,
				store: store.path,
				out,
				refKey,
				allowPartial: true,
				exactCounts: true,
			};
			const summary = await inside.backtest({ ...base, ...options });
			// The page has its time in it, and so its checksum.
			const { startedAt: _, seconds: __, report: ___, files: ____, ...figures } = summary;
			const lists = readdirSync(out).filter((name) => /^(?!summary).*\.csv$/.test(name));
			const texts = lists.map((name) => [name, readFileSync(join(out, name), 'utf8')]);
			return {
				code: undefined,
				figures,
				lists: new Map(/** @type {[string, string][]} */ (texts)),
			};
		} catch (error) {
			if (!(error instanceof inside.CredcheckError)) throw error;
			return { code: error.code, text: `${error.code}: ${error.message} ${error.hint ?? ''}` };
		}
	}

	return {
		/** @param {Random} random */
		make(random) {
			const isMade = random.chance(0.5);
			const made = isMade ? Buffer.from(tableText(random, store)) : random.pick(files);
			const times = random.pick([0, 1, 1, 2, 3, 5]);
			const table = mutate(random, made, times, [...files, Buffer.from(random.pick(store.hashes))]);
			const own = isMade ? { keep: ['name'], groupBy: ['plan'] } : {};
			const again = {
				...own,
				blockBytes: 1 + random.below(random.pick([64, 300, 4000])),
				memory: 0,
				workers: random.chance(0.02) ? 2 : undefined,
			};
			// What claims to be gzip itself would be unzipped twice.
			const isGzip = random.chance(0.3) && table.indexOf(Buffer.from([0x1f, 0x8b])) !== 0;
			return {
				files: { 'users.csv': table, options: JSON.stringify(again) },
				async run() {
					const first = await backtest(table, own);
					const hash = existsSync(out) ? hashIn(textsOf(out), table) : undefined;
					if (hash !== undefined) return `${hash} has a hash of the table`;
					tally(first.code ?? 'reports');
					if (first.code !== undefined) {
						if (!CODES.includes(first.code)) return first.text;
						if (hashIn(new Map([['error', first.text]]), table)) return `a hash: ${first.text}`;
						if (times === 0 && isMade && table.length > 1000) return `refused: ${first.text}`;
					}
					const second = await backtest(isGzip ? gzipSync(table) : table, again);
					const difference = compare(first, second);
					if (difference !== undefined) return difference;
					if (first.code !== undefined) return undefined;
					const rows = plainRows(table);
					if (rows === undefined) return undefined;
					tally('plain');
					return withReference(rows, first, store.counts);
				},
			};
		},
	};
}

/**
 * @param {Outcome} first
 * @param {Outcome} second
 */
function compare(first, second) {
	if (first.code !== undefined || second.code !== undefined) {
		if (isDeepStrictEqual(first, second)) return undefined;
		const tell = (/** @type {Outcome} */ one) => (one.code === undefined ? 'a report' : one.text);
		return `${tell(first)}, then ${tell(second)}`;
	}
	for (const [name, text] of first.lists) {
		const other = second.lists.get(name);
		if (other !== text) return `${name} is ${JSON.stringify(text)}, then ${JSON.stringify(other)}`;
	}
	for (const [name, figure] of Object.entries(first.figures)) {
		const other = /** @type {Record<string, unknown>} */ (second.figures)[name];
		if (isDeepStrictEqual(figure, other)) continue;
		return `${name} is ${JSON.stringify(figure)}, then ${JSON.stringify(other)}`;
	}
	return undefined;
}

/**
 * The name of a text that has forty digits of the table in it. Names of columns are shown as they are.
 *
 * @param {ReadonlyMap<string, string>} texts
 * @param {Buffer} table
 */
function hashIn(texts, table) {
	const written = table.toString('latin1').replaceAll('\0', '').toUpperCase();
	for (const [name, text] of texts) {
		for (const [digits] of text.toUpperCase().matchAll(/[0-9A-F]{40}/g)) {
			const isColumn = written.slice(0, written.indexOf('\n', 1)).includes(digits);
			if (written.includes(digits) && !isColumn) return name;
		}
	}
	return undefined;
}

/** @param {string} out */
function textsOf(out) {
	return new Map(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]));
}

/**
 * The rows of a table that no dialect, encoding or title makes anything else of than csv-parse; undefined for others.
 *
 * @param {Buffer} table
 * @returns {string[][] | undefined}
 */
function plainRows(table) {
	const text = table.toString('latin1').replaceAll('\r\n', '\n');
	if (!/^[\n\x20-\x7e]*$/.test(text) || /[\\'`;|=^~]|(?:^|,) +"|" +(?:,|$)/m.test(text))
		return undefined;
	if (text !== HEADER && !text.startsWith(`${HEADER}\n`)) return undefined;
	try {
		const ends = ['\r\n', '\n'];
		const options = { relax_column_count: true, skip_empty_lines: true, record_delimiter: ends };
		const rows = /** @type {string[][]} */ (parse(table, options));
		return rows.slice(1);
	} catch {
		return undefined;
	}
}

/**
 * @param {readonly string[][]} rows
 * @param {Extract<Outcome, { code: undefined }>} outcome
 * @param {ReadonlyMap<string, number>} counts
 */
function withReference(rows, { figures, lists }, counts) {
	const { input } = /** @type {import('../../src/report/summary.ts').BacktestSummary} */ (figures);
	if (input.rows !== rows.length) return `${input.rows} rows where csv-parse has ${rows.length}`;
	const numbers = (/** @type {string} */ list) => {
		const parsed = parse(lists.get(`${list}.csv`) ?? '', { columns: true });
		const own = /** @type {Record<string, string>[]} */ (parsed);
		return new Set(own.map(({ row }) => Number(row)));
	};
	const rejected = numbers('rejected-rows');
	const listed = numbers('nudge-candidates');
	for (const [index, cells] of rows.entries()) {
		const row = index + 1;
		const cell = (cells[4] ?? '').trim();
		const isWhole = cells.length >= 5 && cells.slice(5).every((more) => more === '');
		const isHash = /^[0-9a-f]{40}$/i.test(cell) && !/^(.)\1*$/.test(cell);
		const count = counts.get(cell.toUpperCase()) ?? 0;
		if (isWhole && isHash) {
			// The last row may be cut within its id, though its hash is whole.
			if (rejected.has(row) && row < rows.length) return `row ${row} was rejected`;
			if (!rejected.has(row) && listed.has(row) !== count > 0) return `row ${row} is misjudged`;
		} else if (listed.has(row) && !mayBeKnown(cell, counts))
			return `row ${row} should not be listed`;
	}
	return undefined;
}

/**
 * Whether a cell may be another spelling of a hash of the store.
 *
 * @param {string} cell
 * @param {ReadonlyMap<string, number>} counts
 */
function mayBeKnown(cell, counts) {
	const digits = cell.replaceAll(/[^0-9a-f]/gi, '').toUpperCase();
	const bytes = Buffer.from(cell.replace(/^.*[}:$]/, ''), 'base64')
		.toString('hex')
		.toUpperCase();
	return [digits.slice(-40), digits.slice(0, 40), bytes].some((hash) => counts.has(hash));
}

/**
 * @param {Random} random
 * @param {import('./made-store.js').MadeStore} store
 */
function tableText(random, store) {
	const end = random.pick(['\n', '\r\n']);
	const quoted = random.pick([0, 0, 0.2, 1]);
	const cell = (/** @type {string} */ text) =>
		random.chance(quoted) || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
	const length = 1 + random.below(random.pick([4, 30, 120]));
	const lines = Array.from({ length }, (_, row) => {
		const hash = random.pick([() => random.pick(store.hashes), () => store.absent(random)])();
		const name = random.pick([
			...['Ann', 'a, b', 'two\nlines', 'a "b"', '', 'x'.repeat(random.below(90))],
			...[hash, `was ${hash.toLowerCase()}`],
		]);
		const spelled = random.chance(0.1) ? random.pick(['', 'x', hash.slice(1)]) : hash;
		return [`u${row}`, name, `p${row % 3}`, `u${row}@x.org`, spelled].map(cell).join(',');
	});
	return [HEADER, ...lines].join(end) + (random.chance(0.7) ? end : '');
}
