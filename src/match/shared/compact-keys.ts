/** Takes merged keys out of the memory for keys, so that it has room for more. */

import { BlockKeys, MAX_KEYS } from '../../kernels/block-keys.ts';
import { type HashKind, hashDigits } from '../../range/kind.ts';
import type { KeyArena } from '../keys/key-arena.ts';
import { type KeyBlock, keyWords, type Partitions, putKeys } from '../keys/key-block.ts';

/**
 * Moves the keys to the beginning of the memory, into as few blocks as possible.
 *
 * @param blocks all blocks in the memory, after `collapseKeysTask`
 * @param partitions that the keys belong to, and that the blocks are of
 * @param keeps whether to keep a key, by its index in the memory; keys that another represents are never kept
 */
export function compactKeys(
	memory: KeyArena,
	blocks: readonly KeyBlock[],
	partitions: Partitions,
	kind: HashKind,
	keeps: (words: Uint32Array, at: number) => boolean = () => true,
): KeyBlock[] {
	const { words } = memory;
	const stride = keyWords(kind);
	const kept = new BlockKeys({ digits: hashDigits(kind), ...partitions });
	const compacted: KeyBlock[] = [];
	const put = () => {
		compacted.push(putKeys(memory, kept, partitions));
		kept.size = 0;
	};
	// A new block is full, so it never reaches keys that have not been moved yet.
	memory.reset();
	for (const block of blocks.toSorted((a, b) => a.at - b.at)) {
		const end = block.at + block.size * stride;
		for (let at = block.at; at < end; at += stride) {
			if (words[at + stride - 1] === 0 || !keeps(words, at)) continue;
			if (kept.size === MAX_KEYS) put();
			const to = kept.at;
			for (let word = 0; word < stride; word += 1) {
				kept.words[to + word] = words[at + word] as number;
			}
			kept.add();
		}
	}
	if (kept.size > 0) put();
	return compacted;
}
