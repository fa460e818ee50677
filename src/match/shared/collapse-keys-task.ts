/** Equal hashes made one key that says how many rows have it, on a worker. */

import type { PoolTask } from '../../pool-task.ts';
import type { HashKind } from '../../range/kind.ts';
import { KeyArena, type SharedArena } from '../keys/key-arena.ts';
import { type KeyBlock, keyWords, type Partitions } from '../keys/key-block.ts';
import { SortedKeys } from '../keys/sorted-keys.ts';

export interface CollapseInput {
	readonly kind: HashKind;
	readonly memory: SharedArena;
	/** The last word of each key is how many rows have it. */
	readonly blocks: readonly KeyBlock[];
	readonly partitions: Partitions;
	/** Which keys to give back: all, or those that several rows have. */
	readonly keep: 'all' | 'shared';
}

export interface CollapsedKeys {
	/** One key for each hash that was to be kept, ascending. */
	readonly words: Uint32Array;
	/** Distinct hashes. */
	readonly distinct: number;
	/** Rows whose hash at least one other row has too. */
	readonly shared: number;
	/** Hashes that several rows have, and the rows of the one that most have. */
	readonly groups: number;
	readonly largestGroup: number;
}

export const collapseKeysTask: PoolTask<CollapseInput, CollapsedKeys> = {
	name: 'collapseKeys',
	run: collapseKeys,
};

function collapseKeys(task: CollapseInput): CollapsedKeys {
	const { kind, blocks, partitions, keep } = task;
	const memory = new KeyArena(task.memory);
	const stride = keyWords(kind);
	const keys = new SortedKeys(memory, blocks, stride);
	const kept: Uint32Array[] = [];
	let distinct = 0;
	let shared = 0;
	let groups = 0;
	let largestGroup = 0;
	// Used again for each partition: V8 does not see what is left behind of such memory.
	let own = new Uint32Array();
	for (let partition = partitions.first; partition < partitions.end; partition += 1) {
		keys.load(partition);
		if (own.length < keys.size * stride) own = new Uint32Array(keys.size * stride);
		let size = 0;
		for (let at = 0; at < keys.size; ) {
			const place = keys.placeAt(at);
			const behind = keys.endOfHash(at);
			let rows = 0;
			for (; at < behind; at += 1) rows += memory.words[keys.placeAt(at) + stride - 1] as number;
			distinct += 1;
			if (rows > 1) {
				shared += rows;
				groups += 1;
				largestGroup = Math.max(largestGroup, rows);
			}
			if (rows === 1 && keep === 'shared') continue;
			own.set(memory.words.subarray(place, place + stride - 1), size);
			own[size + stride - 1] = rows;
			size += stride;
		}
		if (size > 0) kept.push(own.slice(0, size));
	}
	return { words: joined(kept), distinct, shared, groups, largestGroup };
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
	const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
