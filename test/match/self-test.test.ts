import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { type JoinInput, joinTask } from '../../src/match/join/join-task.ts';
import { KeyArena } from '../../src/match/keys/key-arena.ts';
import { firstKeyOf, keyWords } from '../../src/match/keys/key-block.ts';
import { selfTest } from '../../src/match/self-test.ts';
import { openPool, type WorkerPool } from '../../src/pool.ts';
import { NTLM, SHA1 } from '../../src/range/kind.ts';
import { parsePrefix } from '../../src/range/prefix.ts';
import { openStore } from '../../src/store/reader.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { changedRange } from '../support/outcomes.ts';
import { madeUpRanges } from '../support/ranges.ts';
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

/** Runs the self-test on a store of these ranges, for accounts that need them and 00000. */
async function runSelfTest(
	stored: ReadonlyMap<string, string>,
	through: WorkerPool,
	kind = SHA1,
): Promise<void> {
	const storePath = join(temporaryFolder(), 'store.sqlite');
	const writer = openStoreForWriting(storePath, kind);
	const needed = [0];
	for (const [text, body] of stored) {
		const prefix = parsePrefix(text) as number;
		needed.push(prefix);
		writer.record([changedRange(prefix, body, undefined, kind)], 'test', 1);
	}
	writer.close();
	const store = openStore(storePath);
	onTestFinished(() => store.close());
	await selfTest(store, needed, {
		storePath,
		kind,
		pool: through,
		words: 0,
		blockBytes: 100,
	});
}

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
		await runSelfTest(ranges(8, 20, NTLM), pool, NTLM);
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
});
