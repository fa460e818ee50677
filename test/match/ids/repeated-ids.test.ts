import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mainThread } from '../../../src/main-thread.ts';
import { findNewestRows } from '../../../src/match/ids/newest-rows.ts';
import { findSameAgain } from '../../../src/match/ids/same-again.ts';
import { matchTable } from '../../../src/match/match-table.ts';
import { openPool, type WorkerPool } from '../../../src/pool.ts';
import { SHA1 } from '../../../src/range/kind.ts';
import { openStoreForWriting } from '../../../src/store/writer.ts';
import { inMemory } from '../../../src/table/input/table-reader.ts';
import { type AccountsTable, describeTable } from '../../../src/table/table.ts';
import { sha1 } from '../../support/ranges.ts';
import { THOROUGH } from '../../support/thorough.ts';

const folder = mkdtempSync(join(tmpdir(), 'credcheck-test-'));
/** Without ranges: nothing here depends on what is in it. */
const storePath = join(folder, 'sha1.sqlite');
let pools: WorkerPool[] = [];

beforeAll(() => {
	openStoreForWriting(storePath, SHA1).close();
	const worker = new URL('../../../dist/worker.js', import.meta.url);
	pools = [openPool({ threads: 3, worker }), mainThread()];
});

afterAll(async () => {
	await Promise.all(pools.map((pool) => pool.close()));
	rmSync(folder, { recursive: true, force: true });
});

interface Row {
	/** As in the cell; empty or `NULL` if there is none. */
	readonly id: string;
	/** Undefined if the row is rejected. */
	readonly hash: string | undefined;
	/** Seconds since 1970; undefined for no time. */
	readonly time: number | undefined;
}

async function tableOf(rows: readonly Row[]): Promise<AccountsTable> {
	const lines = rows.map(
		({ id, hash, time }) => `${id},${hash ?? 'no hash'},${time ?? ''},"quo,ted"`,
	);
	// A first row with a hash, since a table without one is refused, and an id of its own.
	const content = ['id,sha1,at,note', `first,${sha1('first')},1,`, ...lines, ''].join('\n');
	return await describeTable(inMemory('table', Buffer.from(content)), SHA1, {
		changedColumn: 'at',
	});
}

/** With little memory each hash takes a pass of its own, and each block of it two tasks. */
const [MAX_ROWS, MAX_HASH] = THOROUGH ? [300, 60] : [120, 15];

const isId = (id: string) => id !== '' && id !== 'NULL';
const anyId = fc.oneof(
	{ weight: 8, arbitrary: fc.nat({ max: 200 }).map(String) },
	// Ids of many rows.
	{ weight: 3, arbitrary: fc.nat({ max: 3 }).map((number) => `common ${number}`) },
	{ weight: 1, arbitrary: fc.constantFrom('', 'NULL', ' NULL ') },
	// Cells on the slower path.
	{ weight: 1, arbitrary: fc.nat({ max: 5 }).map((number) => `"a ""${number}"""`) },
);
const anyRow: fc.Arbitrary<Row> = fc.record({
	id: anyId,
	// Never that of an id: a table that has the passwords beside their hashes is refused.
	hash: fc.oneof(
		{
			weight: 10,
			arbitrary: fc.nat({ max: MAX_HASH }).map((number) => sha1(`not an id ${number}`)),
		},
		{ weight: 1, arbitrary: fc.constant(undefined) },
	),
	time: fc.option(fc.integer({ min: 1e9, max: 1e9 + 20 }), { nil: undefined, freq: 9 }),
});
/** In any order, or in that of their ids, as most exports are. */
const anyRows = fc
	.tuple(fc.array(anyRow, { maxLength: MAX_ROWS, size: 'max' }), fc.boolean(), fc.boolean())
	.map(([rows, isSorted, isClean]) => {
		const clean = isClean ? rows.map((row, index) => ({ ...row, id: String(index * 7) })) : rows;
		return isSorted ? clean.toSorted((a, b) => Number(a.id) - Number(b.id) || 0) : clean;
	});
const limits = fc.record({
	// From one block per batch to all in one.
	words: fc.constantFrom(THOROUGH ? 12_000 : 8000, 20_000, 2 ** 20),
	blockBytes: fc.constantFrom(200, 1000, 2 ** 18),
});

/** What a Map of ids says. */
function naive(rows: readonly Row[]) {
	const usable = rows.filter(({ hash }) => hash !== undefined);
	const byId = new Map<string, Row[]>();
	for (const row of usable) {
		if (isId(row.id.trim())) byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
	}
	const repeated = [...byId.values()].filter((own) => own.length > 1);
	/** The accounts of each hash: rows of one id are one. */
	const accounts = new Map<string, Set<string>>();
	let sameAgain = 0;
	for (const [index, { id, hash }] of rows.entries()) {
		if (hash === undefined) continue;
		const own = accounts.get(hash) ?? new Set();
		const account = isId(id.trim()) ? id : `row ${index}`;
		if (own.has(account)) sameAgain += 1;
		accounts.set(hash, own.add(account));
	}
	const groups = [...accounts.values()].map(({ size }) => size).filter((size) => size > 1);
	return {
		unusable: usable.filter(({ id }) => !isId(id.trim())).length,
		ids: repeated.length,
		rows: repeated.reduce((sum, { length }) => sum + length, 0),
		sameAgain,
		groups: groups.length,
		shared: groups.reduce((sum, size) => sum + size, 0),
		largestGroup: Math.max(0, ...groups),
	};
}

it('an account in several rows is counted as such, and does not share its password with itself, for any batches', async () => {
	await fc.assert(
		fc.asyncProperty(anyRows, limits, fc.nat({ max: 1 }), async (rows, limit, which) => {
			const table = await tableOf(rows);
			const pool = pools[which] as WorkerPool;
			const match = await matchTable(table, { storePath, kind: SHA1, pool, ...limit });
			const { ids, groups, shared, largestGroup } = match;
			expect({
				unusable: (ids?.faults.empty ?? 0) + (ids?.faults.no_value ?? 0),
				ids: ids?.repeated?.ids ?? 0,
				rows: ids?.repeated?.rows ?? 0,
				sameAgain: ids?.repeated?.sameAgain.count() ?? 0,
				groups,
				shared,
				largestGroup,
			}).toEqual(naive(rows));
		}),
		{ numRuns: THOROUGH ? 150 : 25, interruptAfterTimeLimit: 20_000 },
	);
});

/** Numbers of the rows, from 2 (after the first), that a newer row of their id supersedes. */
function supersededOf(rows: readonly Row[]): number[] {
	const newest = new Map<string, number>();
	const superseded: number[] = [];
	const timeOf = (index: number) => rows[index]?.time ?? Number.NEGATIVE_INFINITY;
	for (const [index, { id }] of rows.entries()) {
		if (!isId(id.trim())) continue;
		const before = newest.get(id);
		const isNewest = before === undefined || timeOf(index) >= timeOf(before);
		if (before !== undefined) superseded.push((isNewest ? before : index) + 2);
		if (isNewest) newest.set(id, index);
	}
	return superseded.toSorted((a, b) => a - b);
}

it('of several rows of an account the newest is kept, whether or not its hash can be used', async () => {
	const memory = fc.constantFrom(4096, 20_000, 2 ** 20);
	await fc.assert(
		fc.asyncProperty(
			anyRows,
			limits,
			memory,
			fc.nat({ max: 1 }),
			async (rows, { blockBytes }, mostBytes, which) => {
				const table = await tableOf(rows);
				const { id = 0, changed = 0 } = table.columns;
				const pool = pools[which] as WorkerPool;
				const options = { kind: SHA1, pool, id, changed, blockBytes, mostBytes };
				const compared = rows.filter(
					({ id: own }, _, all) =>
						isId(own.trim()) && all.filter((each) => each.id === own).length > 1,
				);
				const finding = findNewestRows(table, options);
				if (compared.length > 0 && compared.every(({ time }) => time === undefined)) {
					await expect(finding).rejects.toThrow('no times');
					return;
				}
				const { superseded, withoutTime } = await finding;
				const found = rows.flatMap((_, index) =>
					superseded?.rows.has(index + 2) ? [index + 2] : [],
				);
				expect(found).toEqual(supersededOf(rows));
				expect(superseded?.rows.count() ?? 0).toBe(found.length);
				expect(withoutTime).toBe(compared.filter(({ time }) => time === undefined).length);
			},
		),
		{ numRuns: THOROUGH ? 150 : 30, interruptAfterTimeLimit: 20_000 },
	);
});

it('more ids than fit in memory are compared share by share, and more repeated rows part by part', async () => {
	const rows = Array.from({ length: 6000 }, (_, index) => ({
		id: String((index * 7919) % 2500),
		hash: sha1(String(index % 4000)),
		time: 1e9 + index,
	}));
	const table = await tableOf(rows);
	const [pool] = pools as [WorkerPool];
	// 1024 slots, and 256 rows in memory.
	const options = { kind: SHA1, pool, id: 0, blockBytes: 50_000, mostBytes: 4096 };
	const { ids, rows: all, sameAgain } = naive(rows);
	const count = { all: rows.length + 1, checked: rows.length };
	const found = await findSameAgain(table, count, undefined, options);
	expect(found).toMatchObject({ ids, rows: all });
	expect(found?.sameAgain.count()).toBe(sameAgain);
	const { superseded } = await findNewestRows(table, { ...options, changed: 2 });
	expect(superseded?.rows.count()).toBe(rows.length - 2500);
	for (const row of supersededOf(rows)) expect(superseded?.rows.has(row)).toBe(true);
});

it.each([
	['in blocks that each are in order', [10, 11, 12, 13, 10, 11, 12, 13], { ids: 4, rows: 8 }],
	[
		'at the end of a block and the beginning of the next',
		[10, 11, 12, 13, 13, 14, 15, 16],
		{ ids: 1, rows: 2 },
	],
	['within a block', [10, 11, 12, 13, 14, 15, 15, 16], { ids: 1, rows: 2 }],
	['in no order', [13, 11, 12, 10, 16, 15, 11, 14], { ids: 1, rows: 2 }],
	['never, in order', [10, 11, 12, 13, 14, 15, 16, 17], undefined],
	['never, in order only at first', [10, 11, 12, 13, 17, 14, 16, 15], undefined],
] as const)('ids that repeat are found, %s', async (_, ids, expected) => {
	const lines = ids.map((id, row) => `${id},${sha1(String(row))}\n`);
	const content = Buffer.from(`id,sha1\n${lines.join('')}`);
	const table = await describeTable(inMemory('table', content), SHA1, {});
	const [pool] = pools as [WorkerPool];
	// Four rows a block.
	const blockBytes = 4 * (lines[0] as string).length;
	const options = { storePath, kind: SHA1, pool, words: 2 ** 20, blockBytes };
	const { repeated } = (await matchTable(table, options)).ids ?? {};
	expect(repeated && { ids: repeated.ids, rows: repeated.rows }).toEqual(expected);
});
