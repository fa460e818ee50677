/** Joining a batch of keys with the store: intervals of prefixes, spread over the pool. */

import type { WorkerPool } from '../pool.ts';
import { type HashKind, hashWords } from '../range/kind.ts';
import { PREFIX_COUNT, type Prefix } from '../range/prefix.ts';
import type { JoinResult } from './join-interval.ts';
import type { KeyBatch, SharedKeys } from './key-batch.ts';

/** Several intervals a thread, so that a slow one does not keep the others waiting. */
const INTERVALS_PER_THREAD = 4;

/** The results of all intervals; none is empty unless the batch is. */
export async function joinBatch(
	batch: KeyBatch,
	storePath: string,
	kind: HashKind,
	pool: WorkerPool,
	signal: AbortSignal | undefined,
): Promise<JoinResult[]> {
	const keys = batch.grouped();
	const stride = hashWords(kind);
	const intervals = splitEvenly(keys, pool.threads * INTERVALS_PER_THREAD);
	return await Promise.all(
		intervals.map(([first, end]) =>
			pool.run('joinInterval', { storePath, keys, stride, first, end }, { signal }),
		),
	);
}

/** Intervals of prefixes with about the same number of keys each. */
function splitEvenly(keys: SharedKeys, parts: number): [first: Prefix, end: Prefix][] {
	const size = keys.order.length;
	const intervals: [Prefix, Prefix][] = [];
	let first = 0;
	for (let part = 1; part <= parts && first < PREFIX_COUNT; part += 1) {
		const target = Math.ceil((size * part) / parts);
		let end = first;
		while (end < PREFIX_COUNT && (keys.groups[end] as number) < target) end += 1;
		if ((keys.groups[end] as number) > (keys.groups[first] as number)) intervals.push([first, end]);
		first = end;
	}
	return intervals;
}
