/** Joins a batch of keys with the store, interval by interval, on the pool. */

import type { LazyPool } from '../../main-thread.ts';
import type { WorkerPool } from '../../pool.ts';
import type { HashKind } from '../../range/kind.ts';
import type { StoreOfTask } from '../../store/thread-store.ts';
import type { RowSet } from '../../table/row-set.ts';
import type { KeyArena } from '../keys/key-arena.ts';
import { type KeyedBlock, PARTITION_PREFIXES, PARTITIONS } from '../keys/key-block.ts';
import { keysBefore, splitEvenly } from '../keys/partitions.ts';
import { type JoinResult, joinTask } from './join-task.ts';

/** Several per thread, so that a slow interval does not keep the other threads waiting. */
const INTERVALS_PER_THREAD = 8;
/** The most ranges in an interval, about: progress must show even on a slow disk. */
const INTERVAL_RANGES = 4096;
/**
 * From this many ranges on, 2.4 GB, more threads than cores are worthwhile: some ranges will have to come
 * from the disk, and a thread that waits for it frees its core. A whole uncached store of 1,048,576 ranges
 * took 4 threads on 2 cores 9.9 s to read, and 2 threads 12.7 s.
 */
export const MANY_RANGES = 65_536;

export interface JoinOptions extends StoreOfTask {
	readonly kind: HashKind;
	readonly pool: WorkerPool;
	/** Additional threads, for `MANY_RANGES` or more. */
	readonly readers?: LazyPool | undefined;
	/** The privileged accounts of the table; undefined if nobody asked for them. */
	readonly privileged?: RowSet | undefined;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Overwrites the hashes of the keys with the counts and groups.
 *
 * @param whole whether these are all blocks of the table
 * @param onProgress called with how many of the keys have been looked up
 * @param sameAgain words of the set of rows that do not count as another account; undefined if there are none
 * @returns the results of all intervals, and what `keysBefore` returns for the blocks
 */
export async function joinBlocks(
	memory: KeyArena,
	blocks: readonly KeyedBlock[],
	whole: boolean,
	{ storePath, storeFile, kind, pool, readers, privileged, signal }: JoinOptions,
	onProgress?: (done: number, keys: number) => void,
	sameAgain?: Int32Array,
): Promise<{ readonly results: readonly JoinResult[]; readonly before: Float64Array }> {
	const before = keysBefore(
		memory,
		blocks.map((block) => block.keys),
	);
	const keys = before.at(-1) as number;
	const ranges = mostRanges(before);
	const pools = [pool];
	if (readers !== undefined && ranges >= MANY_RANGES) pools.push(await readers.open());
	const threads = pools.reduce((sum, each) => sum + each.threads, 0);
	const most = Math.max(threads * INTERVALS_PER_THREAD, Math.ceil(ranges / INTERVAL_RANGES));
	const intervals = splitEvenly(before, most).values();
	const common = {
		storePath,
		storeFile,
		kind,
		memory: memory.shared,
		blocks,
		whole,
		sameAgain,
		privileged: privileged?.words,
	};
	const results: JoinResult[] = [];
	let done = 0;
	const run = async (own: WorkerPool) => {
		// Each interval goes to the first free thread of either pool.
		for (const partitions of intervals) {
			const task = { ...common, partitions };
			results.push(await own.run(joinTask, task, { signal }));
			done += (before[partitions.end] as number) - (before[partitions.first] as number);
			onProgress?.(done, keys);
		}
	};
	const runners = pools.flatMap((own) => Array.from({ length: own.threads }, () => run(own)));
	await Promise.all(runners);
	// The hash of a key that was not looked up would be read as a count.
	const joined = results.reduce((sum, result) => sum + result.keys, 0);
	if (joined !== keys) throw new Error(`${joined} of ${keys} keys were joined`);
	return { results, before };
}

/** The most ranges that the keys can need. */
function mostRanges(before: Float64Array): number {
	let ranges = 0;
	for (let partition = 0; partition < PARTITIONS; partition += 1) {
		const keys = (before[partition + 1] as number) - (before[partition] as number);
		ranges += Math.min(keys, PARTITION_PREFIXES);
	}
	return ranges;
}
