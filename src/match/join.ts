/** Joining a batch of keys with the store: intervals of partitions, spread over the pool. */

import type { WorkerPool } from '../pool.ts';
import type { HashKind } from '../range/kind.ts';
import type { JoinResult } from './join-partitions.ts';
import type { KeyBlock } from './key-block.ts';
import type { KeyMemory } from './key-memory.ts';
import { keysBefore, splitEvenly } from './partitions.ts';

/** Several intervals a thread, so that a slow one does not keep the others waiting. */
const INTERVALS_PER_THREAD = 8;

export interface JoinEvents {
	/** Told how many of `keys` have been looked up. */
	readonly onProgress?: ((done: number, keys: number) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** The results of all intervals; the keys then hold their counts. */
export async function joinBlocks(
	memory: KeyMemory,
	blocks: readonly KeyBlock[],
	{ storePath, kind, pool }: { storePath: string; kind: HashKind; pool: WorkerPool },
	{ onProgress, signal }: JoinEvents,
): Promise<JoinResult[]> {
	const before = keysBefore(memory, blocks);
	const keys = before.at(-1) as number;
	let done = 0;
	return await Promise.all(
		splitEvenly(before, pool.threads * INTERVALS_PER_THREAD).map(async (partitions) => {
			const task = { storePath, kind, memory: memory.shared, blocks, partitions };
			const result = await pool.run('joinPartitions', task, { signal });
			done += (before[partitions.end] as number) - (before[partitions.first] as number);
			onProgress?.(done, keys);
			return result;
		}),
	);
}
