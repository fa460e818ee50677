/** Merges keys of equal hashes into one key that counts its rows, on a worker. */

import { hashOfEmpty, isHashAt } from '../../range/hash.ts';
import type { HashKind } from '../../range/kind.ts';
import { groupsEmptyPassword, type SharedCount } from '../keys/groups.ts';
import { KeyArena, type SharedArena } from '../keys/key-arena.ts';
import { type KeyBlock, keyWords, type Partitions } from '../keys/key-block.ts';
import { SortedKeys } from '../keys/sorted-keys.ts';

export interface CollapseInput {
	readonly kind: HashKind;
	readonly memory: SharedArena;
	/** The last word of each key is the number of its rows. */
	readonly blocks: readonly KeyBlock[];
	readonly partitions: Partitions;
	/** Which keys to return: all, or those with more than one row. */
	readonly keep: 'all' | 'shared';
}

export interface CollapsedKeys extends SharedCount {
	/** One key for each hash kept, ascending. */
	readonly words: Uint32Array;
}

export function collapseKeysTask(task: CollapseInput): CollapsedKeys {
	const { kind, blocks, partitions, keep } = task;
	const memory = new KeyArena(task.memory);
	const stride = keyWords(kind);
	const keys = new SortedKeys(memory, blocks, stride);
	const kept: Uint32Array[] = [];
	const ungrouped = groupsEmptyPassword(kind) ? undefined : hashOfEmpty(kind);
	let distinct = 0;
	let shared = 0;
	let groups = 0;
	let largestGroup = 0;
	// Reused for each partition: V8 does not count such memory, and would collect it late.
	let own = new Uint32Array();
	for (let partition = partitions.first; partition < partitions.end; partition += 1) {
		keys.load(partition);
		if (own.length < keys.size * stride) own = new Uint32Array(keys.size * stride);
		let size = 0;
		for (let at = 0; at < keys.size; ) {
			const position = keys.positionAt(at);
			const end = keys.endOfHash(at);
			let rows = 0;
			for (; at < end; at += 1) rows += memory.words[keys.positionAt(at) + stride - 1] as number;
			distinct += 1;
			const isShared = rows > 1 && !(ungrouped && isHashAt(memory.words, position, ungrouped));
			if (isShared) {
				shared += rows;
				groups += 1;
				largestGroup = Math.max(largestGroup, rows);
			}
			if (!isShared && keep === 'shared') continue;
			own.set(memory.words.subarray(position, position + stride - 1), size);
			own[size + stride - 1] = rows;
			size += stride;
		}
		if (size > 0) kept.push(own.slice(0, size));
	}
	return { words: concat(kept), distinct, shared, groups, largestGroup };
}

function concat(arrays: readonly Uint32Array[]): Uint32Array {
	const all = new Uint32Array(arrays.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const array of arrays) {
		all.set(array, at);
		at += array.length;
	}
	return all;
}
