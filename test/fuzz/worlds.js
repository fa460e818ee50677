/**
 * Small worlds: a table, a store and options at random. Oracle: an independent back-test of a hundred lines
 * (`worlds-oracle.js`), which every list and figure must equal.
 */

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { makeStore } from './made-store.js';
import { expectedOf } from './worlds-oracle.js';

/** @typedef {import('./random.js').Random} Random */
/** @typedef {import('./worlds-oracle.js').WorldRow} WorldRow */

/** Cells that must be rejected, and why. */
const BAD_HASHES = /** @type {const} */ ([
	['', 'empty'],
	['NULL', 'empty'],
	['0000000000000000000000000000000000000000', 'placeholder'],
	['?'.repeat(40), 'not_hex'],
	['A1B2C3D4E5F60718293A4B5C6D7E8F901234567', 'wrong_length'],
	['A1B2C3D4E5F60718293A4B5C6D7E8F90', 'looks_like_ntlm_or_md5'],
]);
const MIN_COUNTS = [1, 1, 2, 5, 10, 300, 20_000];

/** @param {import('./run.js').Bench} bench */
export async function open({ inside, folder, tally }) {
	const store = await makeStore(inside, folder);
	const held = new Set(readdirSync(store.ranges));
	const path = (/** @type {string} */ name) => join(folder, name);
	return {
		/** @param {Random} random */
		make(random) {
			const isPartial = random.chance(0.6);
			const rows = makeRows(random, store, isPartial);
			const ids = rows.map(({ id }) => id).filter((id) => id !== '');
			const some = (/** @type {readonly string[]} */ words) =>
				words.filter(() => random.chance(0.3));
			const isExcluding = random.chance(0.3) && ids.length > 0;
			const isBreached = random.chance(0.5);
			const addresses = ['nobody@example.net', ...some(rows.map(({ email }) => email.trim()))];
			const world = {
				rows,
				counts: store.counts,
				held,
				minCount: random.pick(MIN_COUNTS),
				breached: isBreached ? new Set(addresses.map((each) => each.toLowerCase())) : undefined,
				allowPartial: isPartial && random.chance(0.9),
				excluded: isExcluding ? new Set(['u-else', ...some(ids)]) : undefined,
				limit: random.chance(0.3) ? 1 + random.below(20) : undefined,
				order: random.pick(/** @type {const} */ (['count', 'input'])),
			};
			const text = tableText(random, rows);
			const isGzip = random.chance(0.2);
			const table = isGzip ? gzipSync(text) : Buffer.from(text);
			const excludes = [...(world.excluded ?? [])].join('\n');
			const emails = addresses.join(random.pick(['\n', '\r\n']));
			const options = {
				accounts: path('users.csv'),
				store: store.path,
				out: path('report'),
				refKey: path('ref.key'),
				minCount: world.minCount,
				allowPartial: world.allowPartial,
				breachedEmails: isBreached ? path('emails') : undefined,
				exclude: isExcluding ? [path('done')] : undefined,
				limit: world.limit,
				order: world.order,
				keep: ['name'],
				groupBy: ['plan'],
				// Once counts are rounded, which tiers are not.
				exactCounts: true,
				splitRows: random.chance(0.2) ? 1 + random.below(5) : undefined,
				workers: random.chance(0.02) ? 2 : undefined,
				memory: random.chance(0.5) ? 0 : undefined,
				blockBytes: random.chance(0.5) ? 1 + random.below(700) : undefined,
			};
			const files = { 'users.csv': table, done: excludes, emails };
			return {
				files: { ...files, options: JSON.stringify(options, undefined, 2) },
				async run() {
					for (const [name, content] of Object.entries(files)) writeFileSync(path(name), content);
					rmSync(options.out, { recursive: true, force: true });
					const expected = expectedOf(world);
					let summary;
					try {
						summary = await inside.backtest(options);
					} catch (error) {
						if (!(error instanceof inside.CredcheckError)) throw error;
						tally(error.code);
						if (existsSync(options.out)) return 'an error, and a report';
						return error.code === expected.code ? undefined : `${error.code}: ${error.message}`;
					}
					tally('reports');
					if (expected.code !== undefined) return `no ${expected.code}`;
					return differences(expected, summary, options.out);
				},
			};
		},
	};
}

/**
 * @param {Exclude<ReturnType<typeof expectedOf>, { code: string }>} expected
 * @param {import('../../src/report/summary.ts').BacktestSummary} summary
 * @param {string} out
 */
function differences(expected, summary, out) {
	const { input, verdicts, tiers, thresholds, sharedPasswords, limit, excluded, cohorts } = summary;
	const figures = {
		rows: input.rows,
		checked: input.checked,
		lookedUp: input.lookedUp,
		rejectedByReason: input.rejectedByReason,
		matched: summary.matched,
		verdicts,
		tiers: Object.fromEntries(Object.entries(tiers).filter(([, accounts]) => accounts > 0)),
		thresholds: thresholds.map(({ matched }) => matched),
		emptyPasswords: summary.emptyPasswords,
		distinctHashes: summary.distinctHashes,
		excluded,
		beyond: limit?.leftOut ?? null,
		plans: Object.fromEntries(
			(cohorts?.groups ?? []).map(({ values, matched, accounts }) => [
				values[0],
				`${matched} of ${accounts}`,
			]),
		),
	};
	const listed = [...rowsOf(out, 'critical'), ...rowsOf(out, 'nudge-candidates')]
		.map((row) => ({
			row: Number(row['row']),
			id: row['account_id'],
			verdict: row['verdict'],
			action: row['action'],
			email_breached: row['email_breached'],
			tier: row['tier'],
		}))
		.toSorted((a, b) => a.row - b.row);
	const rejected = rowsOf(out, 'rejected-rows').map(({ row, reason }) => ({
		row: Number(row),
		reason,
	}));
	const shared = rowsOf(out, 'shared-passwords').map(({ row, group, size }) => ({
		row: Number(row),
		group: Number(group),
		size: Number(size),
	}));
	const groups = new Set(expected.shared?.map(({ group }) => group)).size;
	if (summary.sharedHashes !== expected.shared?.length) return 'sharedHashes is wrong';
	if (sharedPasswords.groups !== groups) return 'sharedPasswords.groups is wrong';
	const found = { listed, rejected, shared, figures };
	for (const [name, value] of Object.entries(found)) {
		const own = /** @type {Record<string, unknown>} */ (expected)[name];
		if (isDeepStrictEqual(value, own)) continue;
		return `${name}: ${JSON.stringify(value)} instead of ${JSON.stringify(own)}`;
	}
	return undefined;
}

/**
 * The rows of a list, whether it is split or not.
 *
 * @param {string} out
 * @param {string} list
 * @returns {Record<string, string>[]}
 */
function rowsOf(out, list) {
	const part = (/** @type {string} */ name) => Number(/-(\d+)\.csv$/.exec(name)?.[1] ?? 1);
	const files = readdirSync(out)
		.filter((name) => new RegExp(`^${list}(-\\d+)?\\.csv$`).test(name))
		.toSorted((a, b) => part(a) - part(b));
	return files.flatMap((name) => {
		const rows = parse(readFileSync(join(out, name)), { columns: true });
		return /** @type {Record<string, string>[]} */ (rows);
	});
}

/**
 * @param {Random} random
 * @param {import('./made-store.js').MadeStore} store
 * @param {boolean} isPartial
 * @returns {WorldRow[]}
 */
function makeRows(random, store, isPartial) {
	/** @type {WorldRow[]} */
	const rows = [];
	const length = random.below(random.pick([3, 30, 30, 200]));
	const popular = Array.from({ length: 3 }, () => random.pick(store.hashes));
	while (rows.length < length) {
		if (rows.length > 0 && random.chance(0.05)) {
			rows.push(random.pick(rows));
			continue;
		}
		const bad = random.chance(0.08) ? random.pick(BAD_HASHES) : undefined;
		const hash = random.pick([
			() => random.pick(popular),
			() => random.pick(store.hashes),
			() => store.absent(random),
			() => (isPartial ? store.missing(random) : store.absent(random)),
		])();
		rows.push({
			// Few enough ids that some are there twice, with different hashes.
			id: random.chance(0.05) ? '' : `u${random.below(length * 20)}`,
			email: random.chance(0.1) ? '' : `${random.pick(['', ' '])}U${random.below(50)}@x.Org`,
			plan: `p${random.below(3)}`,
			hash: bad === undefined ? hash : undefined,
			reason: bad === undefined ? '' : bad[1],
		});
	}
	return rows;
}

/**
 * @param {Random} random
 * @param {readonly WorldRow[]} rows
 */
function tableText(random, rows) {
	const end = random.pick(['\n', '\r\n']);
	const delimiter = random.pick([',', ';', '\t', '|']);
	const quoted = random.pick([0, 0.1, 1]);
	const cell = (/** @type {string} */ text) =>
		random.chance(quoted) || /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
	const lines = rows.map(({ id, email, plan, hash, reason }) => {
		const bad = BAD_HASHES.filter(([, why]) => why === reason).map(([text]) => text);
		const spelled = hash === undefined ? random.pick(bad) : spell(random, hash);
		const name = random.pick(['Ann', 'O"Neill', 'a, b', 'two\nlines', '=1+1', 'Zoë', '']);
		return [id, name, plan, email, spelled].map(cell).join(delimiter);
	});
	const last = random.chance(0.5) ? end : '';
	return ['id,name,plan,email,sha1'.replaceAll(',', delimiter), ...lines].join(end) + last;
}

/**
 * @param {Random} random
 * @param {string} hash
 */
function spell(random, hash) {
	return random.pick([
		hash,
		hash.toLowerCase(),
		` ${hash}`,
		`0x${hash}`,
		`{SHA}${Buffer.from(hash, 'hex').toString('base64')}`,
		Buffer.from(hash, 'hex').toString('base64'),
	]);
}
