/** Equal hashes made one key that says how many rows have it, on a worker. */

import type { HashKind } from '../range/kind.ts';
import { type KeyBlock, keyWords, MAX_KEYS, makeKeyBlock, type Partitions } from './key-block.ts';
import { SortedKeys } from './sorted-keys.ts';

export interface CollapseTask {
	readonly kind: HashKind;
	/** The last word of each key is how many rows have it. */
	readonly blocks: readonly KeyBlock[];
	readonly partitions: Partitions;
}

export interface CollapsedKeys {
	readonly blocks: readonly KeyBlock[];
	/** Distinct hashes. */
	readonly distinct: number;
	/** Rows whose hash at least one other row has too. */
	readonly shared: number;
}

export function collapseKeys({ kind, blocks, partitions }: CollapseTask): CollapsedKeys {
	const stride = keyWords(kind);
	const keys = new SortedKeys(blocks, stride);
	const collapsed: KeyBlock[] = [];
	const words = new Uint32Array(MAX_KEYS * stride);
	let size = 0;
	let distinct = 0;
	let shared = 0;
	const flush = () => {
		collapsed.push(makeKeyBlock(words, size, stride, partitions));
		size = 0;
	};
	for (let partition = partitions.first; partition < partitions.end; partition += 1) {
		keys.load(partition);
		for (let at = 0; at < keys.size; ) {
			const place = keys.placeAt(at);
			if (size === MAX_KEYS) flush();
			words.set(keys.wordsAt(at).subarray(place, place + stride), size * stride);
			let rows = 0;
			const first = at;
			do {
				rows += keys.wordsAt(at)[keys.placeAt(at) + stride - 1] as number;
				at += 1;
			} while (at < keys.size && keys.same(first, at));
			words[size * stride + stride - 1] = rows;
			size += 1;
			distinct += 1;
			if (rows > 1) shared += rows;
		}
	}
	flush();
	return { blocks: collapsed, distinct, shared };
}
