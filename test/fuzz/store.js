/**
 * Stores of any bytes: bits and pages of the file, and rows of its tables. Oracle: every command gives the answer of
 * the whole store, or names the damage; it never calls it a bug, and never gives another answer.
 */

import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { makeStore } from './made-store.js';
import { mutate } from './mutate.js';
import { Random } from './random.js';

/** What damage may be called: no store at all, a range that is missing or damaged, a file that cannot be read. */
const CODES = ['STORE_MISSING', 'STORE_PARTIAL', 'INCOMPLETE', 'INPUT', 'USAGE'];
const HEADER_BYTES = 100;

/** @typedef {import('./random.js').Random} RandomNumbers */

/** @param {import('./run.js').Bench} bench */
export async function open({ inside, folder, tally }) {
	const store = await makeStore(inside, folder, 12);
	const whole = readFileSync(store.path);
	const pageBytes = whole.readUInt16BE(16) || 65_536;
	const damaged = join(folder, 'damaged.sqlite');
	const accounts = join(folder, 'users.csv');
	const hashes = accountsOf(store);
	writeFileSync(accounts, `id,sha1\n${hashes.map((hash, at) => `u${at},${hash}`).join('\n')}\n`);
	const expected = await answers(store.path);
	for (const [command, answer] of Object.entries(expected)) {
		if ('code' in answer) throw new Error(`${command} of the whole store: ${answer.text}`);
	}

	/**
	 * What each command makes of a store.
	 *
	 * @param {string} path
	 */
	async function answers(path) {
		const out = join(folder, 'report');
		return {
			backtest: await answer(async () => {
				rmSync(out, { recursive: true, force: true });
				const summary = await inside.backtest({ accounts, store: path, out, blockBytes: 400 });
				const list = readFileSync(join(out, 'nudge-candidates.csv'), 'utf8');
				return { list, matched: summary.matched, verdicts: summary.verdicts };
			}),
			check: await answer(async () => {
				const checker = await inside.openChecker({ store: path });
				try {
					/** @type {unknown[]} */
					const counts = [];
					for (const hash of hashes.slice(0, 12)) counts.push(await checker.check(hash));
					return counts;
				} finally {
					await checker.close();
				}
			}),
			verify: await answer(async () => {
				const { checked, damaged: broken } = await inside.verify({ store: path });
				return { checked, damaged: [...broken].length };
			}),
			status: await answer(async () => {
				inside.readStatus(path);
				return 'read';
			}),
		};
	}

	/**
	 * @param {() => Promise<unknown>} run
	 * @returns {Promise<{ value: unknown } | { code: string, text: string }>}
	 */
	async function answer(run) {
		try {
			return { value: await run() };
		} catch (error) {
			if (!(error instanceof inside.CredcheckError)) {
				return {
					code: 'THROWN',
					text: error instanceof Error ? String(error.stack) : String(error),
				};
			}
			return { code: error.code, text: `${error.code}: ${error.message}` };
		}
	}

	return {
		/** @param {RandomNumbers} random */
		make(random) {
			const [how, bytes] = damage(random);
			return {
				files: { 'store.sqlite': bytes, how },
				async run() {
					writeFileSync(damaged, bytes);
					for (const suffix of ['-wal', '-shm', '-journal'])
						rmSync(damaged + suffix, { force: true });
					const found = await answers(damaged);
					for (const [command, own] of Object.entries(found)) {
						const right = expected[/** @type {keyof typeof expected} */ (command)];
						if (isDeepStrictEqual(own, right)) {
							tally(`${command} right`);
							continue;
						}
						if ('code' in own && CODES.includes(own.code)) {
							tally(`${command} ${own.code}`);
							continue;
						}
						if (command === 'check' && 'value' in own && isLess(own.value, right)) {
							tally('check lacks ranges');
							continue;
						}
						// Verify names damage in its answer.
						const value = 'value' in own ? /** @type {{ damaged?: number }} */ (own.value) : {};
						if (command === 'verify' && (value.damaged ?? 0) > 0) {
							tally('verify damage');
							continue;
						}
						return `${how}: ${command}: ${'code' in own ? own.text : JSON.stringify(own.value)}`;
					}
					return undefined;
				},
			};
		},
	};

	/**
	 * @param {RandomNumbers} random
	 * @returns {[how: string, bytes: Buffer]}
	 */
	function damage(random) {
		const copy = Buffer.from(whole);
		const pages = whole.length / pageBytes;
		const page = () => random.below(pages) * pageBytes;
		switch (random.below(7)) {
			case 0: {
				// Several bits, near each other or not.
				const bits = 1 + random.below(8);
				const from = random.chance(0.3) ? 0 : page();
				const reach = random.pick([HEADER_BYTES, pageBytes, whole.length]);
				for (let bit = 0; bit < bits; bit += 1) {
					const at = Math.min(whole.length - 1, from + random.below(reach));
					copy[at] = /** @type {number} */ (copy[at]) ^ (1 << random.below(8));
				}
				return [`${bits} bits`, copy];
			}
			case 1: {
				const [a, b] = [page(), page()];
				whole.copy(copy, a, b, b + pageBytes);
				if (random.chance(0.5)) whole.copy(copy, b, a, a + pageBytes);
				return ['pages exchanged', copy];
			}
			case 2: {
				const at = page();
				copy.fill(random.pick([0, 0xff]), at, at + random.pick([512, 4096, pageBytes]));
				return ['a page overwritten', copy];
			}
			case 3:
				return ['cut', copy.subarray(0, random.chance(0.5) ? page() : random.below(copy.length))];
			case 4:
				return ['bytes changed', mutateWhole(random, copy)];
			default:
				return edited(random);
		}
	}

	/**
	 * Changes that leave SQLite's own structures whole.
	 *
	 * @param {RandomNumbers} random
	 * @returns {[how: string, bytes: Buffer]}
	 */
	function edited(random) {
		copyFileSync(store.path, damaged);
		const database = inside.openDatabase(damaged, {});
		const text = () =>
			random.pick(["''", "'x'", 'NULL', '-1', '1.5', "x'00ff'", '9e99', "'2024-13-45'"]);
		const row = () => `(SELECT rowid FROM ranges ORDER BY rowid LIMIT 1 OFFSET ${random.below(8)})`;
		const columns = /** @type {const} */ (['prefix', 'packed', 'checksum', 'crc']);
		const checkColumns = ['hashes', 'head', 'checked_at', 'source', 'etag'];
		const statement = random.pick([
			() => `UPDATE ranges SET ${random.pick(columns)} = ${text()} WHERE rowid = ${row()}`,
			() => `UPDATE checks SET ${random.pick(checkColumns)} = ${text()} WHERE prefix = ${row()}`,
			() => `DELETE FROM ${random.pick(['ranges', 'checks', 'sources', 'meta', 'syncs'])}`,
			() => `DELETE FROM ${random.pick(['ranges', 'checks'])} WHERE prefix = ${row()}`,
			() => `UPDATE meta SET value = ${text()}`,
			() => `UPDATE syncs SET ${random.pick(['started_at', 'source', 'ended'])} = ${text()}`,
			() => `UPDATE ranges SET prefix = ${random.below(16 ** 5)} WHERE rowid = ${row()}`,
			() => `CREATE TRIGGER t${random.below(9)} AFTER INSERT ON ranges BEGIN SELECT 1; END`,
			() => exchange(random.pick(['packed', 'packed, checksum, crc', 'crc', 'checksum'])),
			() =>
				`DROP TABLE ${random.pick(['ranges', 'checks', 'sources', 'meta', 'syncs', 'failures'])}`,
			() => `PRAGMA user_version = ${random.below(100)}`,
			() => `PRAGMA application_id = ${random.below(100)}`,
		])();
		let how = statement;
		try {
			database.exec(statement);
		} catch (error) {
			how = `${statement}: refused`;
			if (!(error instanceof Error)) throw error;
		} finally {
			database.close();
		}
		return [how, readFileSync(damaged)];

		/** @param {string} what columns of two rows */
		function exchange(what) {
			const [a, b] = [row(), row()];
			const parts = what.split(', ');
			const from = parts.map((part) => `${part} = other.${part}`).join(', ');
			return `CREATE TEMP TABLE was AS SELECT rowid AS id, * FROM ranges;
				UPDATE ranges SET ${from} FROM was AS other
				WHERE ranges.rowid IN (${a}, ${b}) AND other.id IN (${a}, ${b}) AND other.id <> ranges.rowid`;
		}
	}
}

/**
 * Whether answers are right or say that the store lacks the range.
 *
 * @param {unknown} answers
 * @param {unknown} right
 */
function isLess(answers, right) {
	const all = /** @type {{ value: { kind: string }[] }} */ (right).value;
	return /** @type {{ kind: string }[]} */ (answers).every(
		(own, at) => own.kind === 'not_held' || isDeepStrictEqual(own, all[at]),
	);
}

/**
 * @param {RandomNumbers} random
 * @param {Buffer} bytes
 */
function mutateWhole(random, bytes) {
	const at = random.below(Math.max(1, bytes.length - 2000));
	const piece = mutate(random, bytes.subarray(at, at + 2000), 1 + random.below(3));
	return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + 2000)]);
}

/**
 * Accounts of all ranges, in the store and not.
 *
 * @param {import('./made-store.js').MadeStore} store
 */
function accountsOf({ hashes, absent }) {
	const random = new Random(5, 0);
	return Array.from({ length: 40 }, (_, at) =>
		at % 2 === 0 ? random.pick(hashes) : absent(random),
	);
}
