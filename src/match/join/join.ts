/** Joining a batch of keys with the store: intervals of partitions, spread over the pool. */

import type { LazyPool, WorkerPool } from '../../pool.ts';
import type { HashKind } from '../../range/kind.ts';
import type { KeyArena } from '../keys/key-arena.ts';
import { type MatchedBlock, PARTITION_PREFIXES, PARTITIONS } from '../keys/key-block.ts';
import { keysBefore, splitEvenly } from '../keys/partitions.ts';
import type { JoinResult } from './join-task.ts';
import { joinTask } from './join-task.ts';

/** Several intervals a thread, so that a slow one does not keep the others waiting. */
const INTERVALS_PER_THREAD = 8;
/** Ranges of an interval at most, so that progress is seen on a slow disk. */
const INTERVAL_RANGES = 4096;
/**
 * Of so many ranges, 2.4 GB, some will have to come from the disk. A thread that waits for it leaves
 * its core to another: of a whole store that was not in memory, 1,048,576 ranges, 4 threads on 2 cores
 * read in 9.9 s what 2 read in 12.7.
 */
export const MANY_RANGES = 65_536;

export interface JoinOptions {
	readonly storePath: string;
	readonly kind: HashKind;
	readonly pool: WorkerPool;
	/** More threads, for when there are many ranges to read. */
	readonly readers?: LazyPool | undefined;
}

export interface JoinEvents {
	/** Told how many of `keys` have been looked up. */
	readonly onProgress?: ((done: number, keys: number) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
}

/**
 * The results of all intervals; the keys then hold what was found.
 *
 * @param whole whether these are all blocks of the table
 */
export async function joinBlocks(
	memory: KeyArena,
	blocks: readonly MatchedBlock[],
	whole: boolean,
	{ storePath, kind, pool, readers }: JoinOptions,
	{ onProgress, signal }: JoinEvents,
): Promise<JoinResult[]> {
	const before = keysBefore(
		memory,
		blocks.map((block) => block.keys),
	);
	const keys = before.at(-1) as number;
	const ranges = mostRanges(before);
	const pools = [pool];
	if (readers !== undefined && ranges >= MANY_RANGES) pools.push(readers.open());
	const threads = pools.reduce((sum, each) => sum + each.threads, 0);
	const parts = Math.max(threads * INTERVALS_PER_THREAD, Math.ceil(ranges / INTERVAL_RANGES));
	const intervals = splitEvenly(before, parts).values();
	const results: JoinResult[] = [];
	let done = 0;
	const run = async (own: WorkerPool) => {
		// Each interval goes to the thread that is free first, of whichever pool.
		for (const partitions of intervals) {
			const task = { storePath, kind, memory: memory.shared, blocks, partitions, whole };
			results.push(await own.run(joinTask, task, { signal }));
			done += (before[partitions.end] as number) - (before[partitions.first] as number);
			onProgress?.(done, keys);
		}
	};
	const runners = pools.flatMap((own) => Array.from({ length: own.threads }, () => run(own)));
	await Promise.all(runners);
	// A key that was not looked up still holds its hash, which would be read as a count.
	const joined = results.reduce((sum, result) => sum + result.keys, 0);
	if (joined !== keys) throw new Error(`${joined} of ${keys} keys were joined`);
	return results;
}

/** The most ranges that keys lie in. */
function mostRanges(before: Float64Array): number {
	let ranges = 0;
	for (let partition = 0; partition < PARTITIONS; partition += 1) {
		const keys = (before[partition + 1] as number) - (before[partition] as number);
		ranges += Math.min(keys, PARTITION_PREFIXES);
	}
	return ranges;
}
