import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { JoinResult, JoinTask } from '../../src/match/join-interval.ts';
import { proveMatching } from '../../src/match/self-proof.ts';
import { openPool, type WorkerPool } from '../../src/pool.ts';
import { SHA1 } from '../../src/range/kind.ts';
import { PREFIX_COUNT, parsePrefix } from '../../src/range/prefix.ts';
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

/** A pool that does the work and gives back something else. */
function altered(alter: (result: JoinResult, task: JoinTask) => JoinResult): WorkerPool {
	const run = async (name: 'joinInterval', task: JoinTask) =>
		alter(await pool.run(name, task), task);
	return { ...pool, run: run as WorkerPool['run'] };
}

/** Ranges from 00001 on: not the first that is needed. */
function ranges(count: number, size?: number): Map<string, string> {
	const all = madeUpRanges(count + 1, size);
	all.delete('00000');
	return all;
}

/** Proves matching over a store of these ranges; the accounts need them, and range 00000 besides. */
async function prove(held: ReadonlyMap<string, string>, through: WorkerPool): Promise<void> {
	const storePath = join(temporaryFolder(), 'sha1.sqlite');
	const writer = openStoreForWriting(storePath, SHA1);
	const keysByPrefix = new Uint32Array(PREFIX_COUNT);
	keysByPrefix[0] = 1;
	for (const [text, body] of held) {
		const prefix = parsePrefix(text) as number;
		keysByPrefix[prefix] = 1;
		writer.record([changedRange(prefix, body)], 'test', 1);
	}
	writer.close();
	const store = openStore(storePath);
	onTestFinished(() => store.close());
	await proveMatching(store, keysByPrefix, { storePath, kind: SHA1, pool: through, capacity: 1 });
}

describe('the self-proof', () => {
	it.each([1, 3, 8, 9, 40])('passes on a whole store of %i ranges', async (count) => {
		for (let times = 0; times < 2; times += 1) await prove(ranges(count), pool);
	});

	it('passes on ranges of a single hash', async () => {
		await prove(ranges(8, 1), pool);
	});

	it('has nothing to prove where the store holds nothing', async () => {
		await prove(new Map(), pool);
	});

	const none = { rows: new Uint32Array(), counts: new Float64Array() };
	it.each<[string, (result: JoinResult, task: JoinTask) => JoinResult]>([
		['finds nothing', (result) => ({ ...result, ...none })],
		[
			'loses the first interval',
			(result, { first }) => (first === 0 ? { ...result, ...none } : result),
		],
		[
			'loses the last row',
			(result) => ({
				...result,
				rows: result.rows.slice(0, -1),
				counts: result.counts.slice(0, -1),
			}),
		],
		['gives other counts', (result) => ({ ...result, counts: result.counts.map((it) => it + 1) })],
		['gives other rows', (result) => ({ ...result, rows: result.rows.map((row) => row + 1) })],
		[
			'finds hashes that were made up',
			(result, { keys, first, end }) => {
				const rows = keys.order
					.slice(keys.groups[first], keys.groups[end])
					.map((key) => keys.rows[key] as number);
				const counts = Float64Array.from(rows, (row) => {
					const at = result.rows.indexOf(row);
					return at < 0 ? 1 : (result.counts[at] as number);
				});
				return { ...result, rows, counts };
			},
		],
	])('fails when the join %s', async (_, alter) => {
		await expect(prove(ranges(8), altered(alter))).rejects.toThrow(
			expect.objectContaining({ code: 'INTERNAL' }),
		);
	});
});
