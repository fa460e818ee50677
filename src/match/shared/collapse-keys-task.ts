/** Merges keys of equal hashes into one key that counts its rows, on a worker, and in the memory where they are. */

import { hashOfEmpty, isHashAt } from '../../range/hash.ts';
import type { HashKind } from '../../range/kind.ts';
import { groupsEmptyPassword, type SharedCount } from '../keys/groups.ts';
import { KeyArena, type SharedArena } from '../keys/key-arena.ts';
import { type KeyBlock, keyWords, type Partitions } from '../keys/key-block.ts';
import { SortedKeys } from '../keys/sorted-keys.ts';

export interface CollapseInput {
	readonly kind: HashKind;
	readonly memory: SharedArena;
	/** The last word of each key is the number of its rows. Afterwards it is 0 for a key that another represents. */
	readonly blocks: readonly KeyBlock[];
	readonly partitions: Partitions;
}

export function collapseKeysTask(task: CollapseInput): SharedCount {
	const { kind, blocks, partitions } = task;
	const memory = new KeyArena(task.memory);
	const { words } = memory;
	const last = keyWords(kind) - 1;
	const keys = new SortedKeys(memory, blocks, last + 1);
	const ungrouped = groupsEmptyPassword(kind) ? undefined : hashOfEmpty(kind);
	let distinct = 0;
	let shared = 0;
	let groups = 0;
	let largestGroup = 0;
	for (let partition = partitions.first; partition < partitions.end; partition += 1) {
		keys.load(partition);
		for (let at = 0; at < keys.size; ) {
			const position = keys.positionAt(at);
			const end = keys.endOfHash(at);
			let rows = 0;
			for (; at < end; at += 1) {
				const own = keys.positionAt(at) + last;
				rows += words[own] as number;
				words[own] = 0;
			}
			words[position + last] = rows;
			distinct += 1;
			if (rows === 1 || (ungrouped && isHashAt(words, position, ungrouped))) continue;
			shared += rows;
			groups += 1;
			largestGroup = Math.max(largestGroup, rows);
		}
	}
	return { distinct, shared, groups, largestGroup };
}
