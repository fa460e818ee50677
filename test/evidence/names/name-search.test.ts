import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { nameEvidence } from '../../../src/evidence/names/evidence.ts';
import { GUESSES_PER_PART } from '../../../src/evidence/names/name-guesses.ts';
import { findNameColumns } from '../../../src/evidence/names/name-parts.ts';
import {
	type NameProgress,
	type NameSearchOptions,
	type NamesFound,
	searchNames,
} from '../../../src/evidence/names/name-search.ts';
import { openPool, type WorkerPool } from '../../../src/pool.ts';
import { HASH_KINDS, hashWords, SHA1 } from '../../../src/range/kind.ts';
import { BlockRows } from '../../../src/table/csv/block-rows.ts';
import { inMemory } from '../../../src/table/input/table-reader.ts';
import { type AccountsTable, describeTable, openTable } from '../../../src/table/table.ts';
import { guessesOf } from '../../support/guesses.ts';
import { hashOf, sha1 } from '../../support/ranges.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { THOROUGH } from '../../support/thorough.ts';

let pools: WorkerPool[] = [];

beforeAll(() => {
	const worker = new URL('../../../dist/worker.js', import.meta.url);
	pools = [1, 3].map((threads) => openPool({ threads, worker }));
});

afterAll(async () => {
	await Promise.all(pools.map((pool) => pool.close()));
});

type Account = readonly [given: string, family: string, email: string, password: string];

function textOf(accounts: readonly Account[], kind = SHA1): string {
	const lines = accounts.map(
		([given, family, email, password]) => `${given},${family},${email},${hashOf(password, kind)}`,
	);
	return ['first_name,last_name,email,hash', ...lines, ''].join('\n');
}

async function tableOf(accounts: readonly Account[], kind = SHA1): Promise<AccountsTable> {
	return await describeTable(inMemory('table', Buffer.from(textOf(accounts, kind))), kind, {
		idRequired: false,
	});
}

async function tableFrom(content: string | Buffer): Promise<AccountsTable> {
	const path = join(temporaryFolder(), 'users.csv');
	writeFileSync(path, content);
	const table = await openTable(path, SHA1, { idRequired: false });
	onTestFinished(() => table.close());
	return table;
}

async function search(
	table: AccountsTable,
	setting: Partial<NameSearchOptions> = {},
): Promise<NamesFound> {
	const nameColumns = findNameColumns(table.header, table.columns.hash);
	const pool = pools[0] as WorkerPool;
	return await searchNames(table, { pool, nameColumns, ...setting });
}

/** The table, and how many passes over it are open. */
function countPasses(table: AccountsTable): { readonly table: AccountsTable; open: number } {
	const passes = {
		open: 0,
		table: {
			...table,
			async *blocks(...options: Parameters<AccountsTable['blocks']>) {
				passes.open += 1;
				try {
					yield* table.blocks(...options);
				} finally {
					passes.open -= 1;
				}
			},
		},
	};
	return passes;
}

/** The answer for each row that has a hash. */
async function answersFrom(table: AccountsTable, found: NamesFound): Promise<string[]> {
	const columns = findNameColumns(table.header, table.columns.hash);
	const check = nameEvidence.openTest({ ...found, columns });
	const words = new Uint32Array(hashWords(table.kind));
	const hash = { column: table.columns.hash, kind: table.kind };
	const answers: string[] = [];
	for await (const { bytes, release } of table.blocks()) {
		const rows = new BlockRows(bytes, table.dialect, hash);
		while (rows.next()) {
			if (rows.fault !== undefined || rows.size !== table.header.length) continue;
			if (rows.readHash(hash, words, 0)) answers.push(check(rows, words));
		}
		release();
	}
	return answers;
}

async function answersFor(accounts: readonly Account[], kind = SHA1): Promise<string[]> {
	const table = await tableOf(accounts, kind);
	return await answersFrom(table, await search(table));
}

const FOUND: readonly Account[] = [
	['Ali', 'Said', '', 'Ali123'],
	['Ali', '', '', 'ALI123'],
	['ALI', 'x', '', 'ali1987!'],
	['Ali', 'Said', 'ali.said@x.org', 'said@2020'],
	['Ali', 'Said', '', '4li'],
	['Hans', 'Müller', '', 'mueller1'],
	['Hans', 'Müller', '', 'Müller1'],
	['Hans', 'MÜLLER', '', 'muller1'],
	['Ali', 'Said', '', 'saidali'],
	['Ali', 'Said', '', 'AliSaid123'],
	['Ali', 'Said', '', 'ali.said'],
	['Ali', 'Said', '', 'asaid1'],
	['', '', 'ali.said+news@x.org', 'alisaid'],
	['', '', 'ali.said87@x.org', 'ali.said87'],
	['', '', 'rockstar@x.org', 'ratskcor'],
	['Bo', 'Li', '', 'boli123'],
	['"Ali ""the"" Great"', 'x', '', 'Great!'],
	['Анна', '', '', 'Анна1990'],
];
const NOT_FOUND: readonly Account[] = [
	// The name of another account.
	['Omar', 'Said', '', 'Ali123'],
	['Zoe', 'Doe', '', 'mueller1'],
	['Ali', 'Doe', '', 'saidali'],
	['Said', 'Omar', 'x@ali.org', 'Ali123'],
	// A name of two letters.
	['Al', 'Doe', '', 'al123'],
	// None of the guesses.
	['Ali', 'Said', '', 'alizarin'],
	['Ali', 'Said', '', 'Ali123456x'],
	['Ali', 'Said', '', 'secret'],
	['Ali', 'Said', '', ''],
];
const NOT_CHECKED: readonly Account[] = [
	['', '', '', 'Ali123'],
	['Al', '', '', 'al'],
	['12', '-', 'me@x.org', 'me123'],
];

describe('accounts whose password is made of their name', () => {
	it.each(FOUND)(
		'a password made of the name is found: %s %s %s, password %s',
		async (...account) => {
			expect(await answersFor([account])).toEqual(['yes']);
		},
	);

	it.each(HASH_KINDS)(
		'accounts with their name in the password of a $title hash are distinguished from all others',
		async (kind) => {
			const accounts = [...NOT_FOUND, ...FOUND, ...NOT_CHECKED, ...NOT_FOUND];
			expect(await answersFor(accounts, kind)).toEqual([
				...NOT_FOUND.map(() => 'no'),
				...FOUND.map(() => 'yes'),
				...NOT_CHECKED.map(() => 'not_checked'),
				...NOT_FOUND.map(() => 'no'),
			]);
		},
	);

	it.each(HASH_KINDS)(
		'every guess of a name is found as the password of a $title hash',
		async (kind) => {
			const accounts = guessesOf('jessica').map((each): Account => ['Jessica', '', '', each]);
			expect(new Set(await answersFor(accounts, kind))).toEqual(new Set(['yes']));
		},
	);

	it('names are found in a gzipped table', async () => {
		const table = await tableFrom(gzipSync(textOf(FOUND)));
		expect(new Set(await answersFrom(table, await search(table)))).toEqual(new Set(['yes']));
	});

	it('names are found among rows that are broken, ragged or without a hash', async () => {
		const good = `Ali,Said,,${sha1('Ali123')}`;
		const rows = [good, `Ali,${sha1('ali')}`, 'x"y,z,,', 'Zed,Zorro,,none', '\xff,Zack,,', good];
		const text = `first_name,last_name,email,sha1\n${rows.join('\n')}\n`;
		const table = await describeTable(inMemory('table', Buffer.from(text, 'latin1')), SHA1, {
			idRequired: false,
		});
		const found = await search(table);
		expect(await answersFrom(table, found)).toEqual(['yes', 'yes']);
		expect({ parts: found.parts, joined: found.joined }).toEqual({ parts: 2, joined: 12 });
	});
});

describe('the search', () => {
	const name = (number: number) =>
		`na${[...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;
	const accounts = Array.from({ length: 300 }, (_, number): Account => {
		const password = number % 3 === 0 ? `${name(number % 200)}1987` : `secret${number}`;
		return [name(number % 200), name(number + 1000), '', password];
	});
	const expected = accounts.map((_, number) => (number % 3 === 0 ? 'yes' : 'no'));

	/** Every value at least once. */
	const someSettings = (): Partial<NameSearchOptions>[] => [
		{ pool: pools[0] as WorkerPool, mostParts: undefined, blockBytes: undefined },
		{ pool: pools[1] as WorkerPool, mostParts: 200, blockBytes: 1000 },
		{ pool: pools[1] as WorkerPool, mostParts: 37, blockBytes: undefined },
	];
	/** All combinations. */
	const everySetting = (): Partial<NameSearchOptions>[] =>
		pools.flatMap((pool) =>
			[undefined, 200, 37].flatMap((mostParts) =>
				[undefined, 1000].map((blockBytes) => ({ pool, mostParts, blockBytes })),
			),
		);

	it('a name search finds the same with any number of threads, block size and memory', async () => {
		const table = await tableOf(accounts);
		const counts = new Set<string>();
		for (const setting of THOROUGH ? everySetting() : someSettings()) {
			const found = await search(table, setting);
			expect(await answersFrom(table, found)).toEqual(expected);
			const { parts, joined, tried } = found;
			counts.add(JSON.stringify({ parts, joined, tried }));
		}
		expect([...counts].map((each) => JSON.parse(each))).toEqual([
			{ parts: 500, joined: 1800, tried: expect.any(Number) },
		]);
		const [{ tried }] = [...counts].map((each) => JSON.parse(each));
		expect(tried).toBeGreaterThan(500 * 2000);
		expect(tried).toBeLessThan(500 * GUESSES_PER_PART + 1800 * 60);
	});

	it('a name search has hardly more name parts in memory at a time than allowed', async () => {
		const table = await tableOf(accounts);
		const reported: NameProgress[] = [];
		const onProgress = (progress: NameProgress) => reported.push(progress);
		await search(table, { pool: pools[1] as WorkerPool, mostParts: 100, onProgress });
		const last = reported.at(-1) as NameProgress;
		expect(last).toMatchObject({ phase: 'trying', done: 1, parts: 500 });
		expect(last.share.of).toBe(8);
		const perShare = Array.from({ length: 8 }, (_, index) =>
			Math.max(...reported.filter(({ share }) => share.index === index).map(({ parts }) => parts)),
		);
		for (const [index, parts] of perShare.entries()) {
			expect(parts - (perShare[index - 1] ?? 0)).toBeLessThan(130);
		}
	});

	it('a name search reports its progress in both phases', async () => {
		const table = await tableFrom(textOf(accounts));
		const reported: NameProgress[] = [];
		const onProgress = (progress: NameProgress) => reported.push(progress);
		await search(table, { pool: pools[1] as WorkerPool, blockBytes: 2000, onProgress });
		for (const phase of ['collecting', 'trying']) {
			const done = reported.filter((each) => each.phase === phase).map((each) => each.done);
			expect(done).toEqual(done.toSorted((a, b) => a - b));
			expect(done.at(-1)).toBe(1);
		}
	});

	it.each(['collecting', 'trying'])(
		'a name search can be aborted while it is %s',
		async (phase) => {
			const table = await tableOf(accounts);
			const passes = countPasses(table);
			const stop = new AbortController();
			const onProgress = (progress: NameProgress) => {
				if (progress.phase === phase) stop.abort(new Error('enough'));
			};
			const setting = { pool: pools[1] as WorkerPool, mostParts: 50, signal: stop.signal };
			const searched = search(passes.table, { ...setting, onProgress });
			await expect(searched).rejects.toThrow('enough');
			expect(passes.open).toBe(0);
		},
	);

	it('a name search finds nothing in a table without rows', async () => {
		const table = await tableOf([]);
		expect(await search(table)).toMatchObject({ parts: 0, joined: 0, tried: 0 });
	});
});
