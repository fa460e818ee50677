import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { type JoinInput, joinTask } from '../../src/match/join/join-task.ts';
import { KeyArena } from '../../src/match/keys/key-arena.ts';
import { firstKeyOf, keyWords } from '../../src/match/keys/key-block.ts';
import { type SampledRow, sampleRows } from '../../src/match/sampled-rows.ts';
import { selfTest } from '../../src/match/self-test.ts';
import { openPool, type WorkerPool } from '../../src/pool.ts';
import { type HashKind, NTLM, SHA1 } from '../../src/range/kind.ts';
import { parsePrefix } from '../../src/range/prefix.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { credcheck } from '../support/credcheck.ts';
import { changedRange } from '../support/outcomes.ts';
import { madeUpEntries, madeUpRanges } from '../support/ranges.ts';
import { flipBit } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

const pool = openPool({
	threads: 2,
	worker: new URL('../../dist/worker.js', import.meta.url),
});
afterAll(() => pool.close());

/** The words of a joined key: first the low and high word of its count, and last its row. */
type KeyView = Uint32Array;

/** A pool that runs the tasks, and then alters the joined keys. */
function altered(alter: (keys: KeyView[], task: JoinInput) => void): WorkerPool {
	return {
		...pool,
		async run(task, input) {
			const result = await pool.run(task, input);
			if (task.name === joinTask.name) {
				const joined = input as unknown as JoinInput;
				alter(keysOf(joined), joined);
			}
			return result;
		},
	};
}

function keysOf({ kind, memory: shared, blocks, partitions }: JoinInput): KeyView[] {
	const stride = keyWords(kind);
	const memory = new KeyArena(shared);
	return blocks.flatMap(({ keys: block }) => {
		const from = firstKeyOf(memory, block, partitions.first);
		const size = firstKeyOf(memory, block, partitions.end) - from;
		return Array.from({ length: size }, (_, index) => {
			const at = block.at + (from + index) * stride;
			return memory.words.subarray(at, at + stride);
		});
	});
}

const wasFound = ([low, high]: KeyView) => low !== 0 || high !== 0;

/** Ranges from 00001 on: the first one that is needed, 00000, is missing. */
function ranges(count: number, size?: number, kind = SHA1): Map<string, string> {
	const all = madeUpRanges(count + 1, size, 1, kind);
	all.delete('00000');
	return all;
}

interface Also {
	readonly kind?: HashKind;
	/** Rows of the table, of which the second column is the hash; by default none. */
	readonly rows?: readonly SampledRow[];
	/** What happens to the store after the join. */
	readonly meanwhile?: (storePath: string) => void;
}

/** Runs the self-test on a store of these ranges, for accounts that need them and 00000. */
async function runSelfTest(
	stored: ReadonlyMap<string, string>,
	through: WorkerPool,
	{ kind = SHA1, rows = [], meanwhile }: Also = {},
): Promise<void> {
	const storePath = join(temporaryFolder(), 'store.sqlite');
	const writer = openStoreForWriting(storePath, kind);
	const bodies = [...stored].map(([text, body]) => [parsePrefix(text) as number, body] as const);
	const outcomes = bodies.map(([prefix, body]) => changedRange(prefix, body, undefined, kind));
	writer.record(outcomes, 'test', 1);
	writer.close();
	const needed = [0, ...bodies.map(([prefix]) => prefix)];
	const store = openStore(storePath);
	onTestFinished(() => store.close());
	const options = { storePath, kind, pool: through, words: 0, blockBytes: 100 };
	const dialect = { delimiter: ',', emptyLinesAreRows: false } as const;
	const hash = { column: 1, kind };
	const joined = { dialect, hash, rows, minCount: 2, storeState: store.state() };
	meanwhile?.(storePath);
	await selfTest(store, needed, options, joined);
}

const row = (text: string, count: number | undefined): SampledRow => ({
	bytes: Buffer.from(text),
	count,
});

describe('the self-test', () => {
	it.each([1, 3, 8, 9, 40])(
		'the self-test passes on an undamaged store of %i ranges',
		async (count) => {
			for (let times = 0; times < 2; times += 1) await runSelfTest(ranges(count), pool);
		},
	);

	it('the self-test passes on ranges of a single hash', async () => {
		await runSelfTest(ranges(8, 1), pool);
	});

	it('the self-test passes on an undamaged store of NTLM', async () => {
		await runSelfTest(ranges(8, 20, NTLM), pool, { kind: NTLM });
	});

	it('the self-test passes on an empty store', async () => {
		await runSelfTest(new Map(), pool);
	});

	it.each<[string, (keys: KeyView[], task: JoinInput) => void]>([
		[
			'finds nothing',
			(keys) => {
				for (const key of keys) key.fill(0, 0, 2);
			},
		],
		[
			'loses the first partitions',
			(keys, { partitions }) => {
				if (partitions.first === 0) for (const key of keys) key.fill(0, 0, 2);
			},
		],
		['loses a row', (keys) => keys.findLast(wasFound)?.fill(0, 0, 2)],
		[
			'returns wrong counts',
			(keys) => {
				for (const key of keys.filter(wasFound)) key[0] = (key[0] as number) + 1;
			},
		],
		[
			'returns wrong rows',
			(keys) => {
				for (const key of keys) {
					const last = key.length - 1;
					key[last] = (key[last] as number) + 1;
				}
			},
		],
		[
			'finds random hashes',
			(keys) => {
				for (const key of keys.filter((one) => !wasFound(one))) key[0] = 1;
			},
		],
	])('the self-test fails when the join %s', async (_, alter) => {
		await expect(runSelfTest(ranges(8), altered(alter))).rejects.toThrow(
			expect.objectContaining({ code: 'INTERNAL' }),
		);
	});

	describe('of rows of the table', () => {
		const [once, , often] = madeUpEntries('00001', 20).map(({ suffix }) => `00001${suffix}`);
		const right = [
			// Once is less than the minimum.
			row(`1,${once}\r\n`, 0),
			row(`2,${often}\n`, 7),
			row(`\n"3 ""x"",",${often?.toLowerCase()}`, 7),
			row(`4,00001${'ABCDE'.repeat(7)}`, 0),
			row(`5,00000${'ABCDE'.repeat(7)}`, undefined),
			// In another spelling, which is not compared.
			row(`6,{SHA}${often}`, 99),
		];

		it('the self-test passes if the join found what a plain lookup finds', async () => {
			await runSelfTest(ranges(8), pool, { rows: right });
		});

		it.each([
			['missed a hash', row(`2,${often}`, 0)],
			['found it with another count', row(`2,${often}`, 8)],
			['found one that is not there', row(`4,00001${'ABCDE'.repeat(7)}`, 1)],
			['found a range that is missing', row(`5,00000${'ABCDE'.repeat(7)}`, 0)],
			['took a stored range for missing', row(`2,${often}`, undefined)],
			['read another cell', row(`"2,",${often},x`, 0)],
		])('the self-test fails if the join %s', async (_, wrong) => {
			await expect(runSelfTest(ranges(8), pool, { rows: [...right, wrong] })).rejects.toThrow(
				expect.objectContaining({ code: 'INTERNAL' }),
			);
		});

		it('rows are not compared once a sync has written', async () => {
			const meanwhile = (path: string) => {
				const database = openDatabase(path, {});
				database.exec(`DELETE FROM failures; UPDATE ranges SET prefix = prefix`);
				database.close();
			};
			await runSelfTest(ranges(8), pool, { rows: [row(`2,${often}`, 8)], meanwhile });
		});

		it('a damaged range is damage of the store, not of the program', async () => {
			const meanwhile = (path: string) => flipBit(path, 1, 40);
			const run = runSelfTest(ranges(8), pool, { rows: right, meanwhile });
			await expect(run).rejects.toThrow(expect.objectContaining({ code: 'INCOMPLETE' }));
		});
	});

	it('rows of any place of a first block are sampled, with what was found for them', () => {
		const hashes = madeUpEntries('00001', 50).map(({ suffix }) => `00001${suffix}`);
		const lines = hashes.map((hash, index) =>
			index % 5 === 0 ? `"${index},",x` : `${index},${hash}`,
		);
		const input = {
			bytes: Buffer.from(`${lines.join('\n\n')}\n`),
			dialect: { delimiter: ',', emptyLinesAreRows: false } as const,
			hash: { column: 1, kind: SHA1 },
			needs: { size: 2, named: 2, least: 2, used: [1] },
			evidenceColumns: [],
		};
		const counts = Float64Array.from(hashes, (_, index) => index);
		const unknown = Uint8Array.from(hashes, (_, index) => (index % 7 === 0 ? 1 : 0));
		const places = Uint16Array.from(hashes, (_, index) => index);
		const found = { places, counts, unknown };
		const seen = new Set<number>();
		for (let times = 0; times < 100; times += 1) {
			const sampled = sampleRows(input, { firstRow: 1, rows: 50 }, found);
			for (const { bytes, count } of sampled) {
				const index = Number.parseInt(Buffer.from(bytes).toString('utf8').trim(), 10);
				expect({ index, count }).toEqual({ index, count: index % 7 === 0 ? undefined : index });
				seen.add(index);
			}
		}
		expect([...seen].every((index) => index % 5 !== 0)).toBe(true);
		expect(seen.size).toBeGreaterThan(30);
	});
});

it('a store with a hash that is a placeholder in tables does not make it fail', async () => {
	const folder = temporaryFolder();
	const [source, store] = [join(folder, 'ranges'), join(folder, 'store.sqlite')];
	mkdirSync(source);
	writeFileSync(join(source, '00000'), `${'0'.repeat(35)}:7\n`);
	expect(await credcheck(['sync', '--source', source, '--store', store])).toMatchObject({
		code: 0,
	});
	const table = join(folder, 't.csv');
	writeFileSync(table, `id,sha1\n1,00000${'ABCDE'.repeat(7)}\n`);
	const args = ['backtest', table, '--store', store, '--out', join(folder, 'out')];
	expect(await credcheck(args)).toMatchObject({ code: 0 });
});
