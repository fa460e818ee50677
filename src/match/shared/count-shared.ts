/**
 * Counts distinct and shared hashes of a table that does not fit in memory: the table is read once for
 * each interval of partitions, so that all equal hashes are in memory together. If they are too many,
 * as when half of all accounts have one default password, their keys are merged during the pass.
 */

import type { HashKind } from '../../range/kind.ts';
import type { AccountsTable } from '../../table/table.ts';
import { type JoinOptions, joinBlocks } from '../join/join.ts';
import type { SharedCount } from '../keys/groups.ts';
import { type KeyArena, makeKeyArena } from '../keys/key-arena.ts';
import {
	forEachJoined,
	type KeyBlock,
	keyWords,
	MAX_KEYS,
	MIN_BLOCKS,
	maxWords,
	type Partitions,
	putKeys,
} from '../keys/key-block.ts';
import { keysBefore, splitBySize, splitEvenly } from '../keys/partitions.ts';
import { KeyPass, type ReadKeysOptions } from '../keys/read-keys.ts';
import { type CollapsedKeys, collapseKeysTask } from './collapse-keys-task.ts';
import { foldHash, type SharedPiece } from './shared-hashes.ts';

/** The counts, and the hashes that are shared. */
export interface SharedFound extends SharedCount {
	readonly pieces: readonly SharedPiece[];
}

export interface CountSharedOptions extends ReadKeysOptions, JoinOptions {
	/** Where the keys go. */
	readonly memory: KeyArena;
}

/** Called with the index of a pass, the number of passes, and the rows and bytes read so far in this pass. */
export type PassProgress = (pass: number, passes: number, rows: number, bytesRead: number) => void;

/**
 * @param before the keys of the whole table, from `keysBefore`
 */
export async function countShared(
	table: AccountsTable,
	before: Float64Array,
	options: CountSharedOptions,
	onProgress?: PassProgress,
): Promise<SharedFound> {
	const { kind, blockBytes, memory } = options;
	// Leaves room for the keys of two more blocks, and a tenth for what blocks take beside their keys.
	const words = 0.9 * (memory.words.length - 2 * maxWords(kind, blockBytes));
	const intervals = splitBySize(before, Math.max(1, Math.floor(words / keyWords(kind))));
	const found: SharedFound[] = [];
	for (const [pass, partitions] of intervals.entries()) {
		const report = (rows: number, bytesRead: number) =>
			onProgress?.(pass, intervals.length, rows, bytesRead);
		found.push(await countInterval(table, partitions, options, report));
	}
	return { ...sumOf(found), pieces: found.flatMap(({ pieces }) => pieces) };
}

async function countInterval(
	table: AccountsTable,
	partitions: Partitions,
	options: CountSharedOptions,
	onProgress: (rows: number, bytesRead: number) => void,
): Promise<SharedFound> {
	let { memory } = options;
	memory.reset();
	const pass = new KeyPass(table, options, partitions, 'one', undefined, onProgress);
	try {
		const blocks: KeyBlock[] = [];
		for (;;) {
			for await (const { keys } of pass.fill(memory)) blocks.push(keys);
			const keep = pass.ended ? 'shared' : 'all';
			const results = await collapse(memory, blocks, options, keep);
			if (pass.ended) {
				memory.reset();
				const pieces = await lookUp(results, partitions, { ...options, memory });
				return { ...sumOf(results), pieces };
			}
			// Hashes are spread evenly, so merging leaves few keys. Only if the table is a selection of hashes
			// that begin alike is more memory needed.
			const left = results.reduce((sum, { words }) => sum + words.length, 0);
			const needed = 2 * left + MIN_BLOCKS * maxWords(options.kind, options.blockBytes);
			if (needed > memory.words.length) memory = makeKeyArena(2 * needed);
			memory.reset();
			blocks.splice(0, blocks.length, ...putBack(results, partitions, memory, options.kind));
		}
	} finally {
		await pass.close();
	}
}

/** Merges keys of equal hashes, on the pool. */
async function collapse(
	memory: KeyArena,
	blocks: readonly KeyBlock[],
	{ kind, pool, signal }: ReadKeysOptions,
	keep: 'all' | 'shared',
): Promise<CollapsedKeys[]> {
	const intervals = splitEvenly(keysBefore(memory, blocks), pool.threads * 4);
	const task = { kind, memory: memory.shared, blocks, keep };
	return await Promise.all(
		intervals.map((partitions) => pool.run(collapseKeysTask, { ...task, partitions }, { signal })),
	);
}

/** Writes keys back to the arena, in blocks of up to `MAX_KEYS`. */
function putBack(
	results: readonly CollapsedKeys[],
	partitions: Partitions,
	memory: KeyArena,
	kind: HashKind,
): KeyBlock[] {
	const stride = keyWords(kind);
	const most = MAX_KEYS * stride;
	return results.flatMap(({ words }) =>
		Array.from({ length: Math.ceil(words.length / most) }, (_, index) => {
			const own = words.subarray(index * most, (index + 1) * most);
			return putKeys(memory, own, own.length / stride, stride, partitions);
		}),
	);
}

/** Looks up the counts of the shared hashes. */
async function lookUp(
	results: readonly CollapsedKeys[],
	partitions: Partitions,
	options: CountSharedOptions,
): Promise<SharedPiece[]> {
	const { kind, memory } = options;
	const stride = keyWords(kind);
	const pieces: SharedPiece[] = [];
	for (const result of results) {
		const { words } = result;
		const size = words.length / stride;
		const folded = new Uint32Array(2 * size);
		const sizes = new Uint32Array(size);
		const counts = new Float64Array(size);
		for (let index = 0; index < size; index += 1) {
			const at = index * stride;
			folded.set(foldHash(words, at, kind), 2 * index);
			sizes[index] = words[at + stride - 1] as number;
			// From now on the last word is the key's index in its block.
			words[at + stride - 1] = index % MAX_KEYS;
		}
		const blocks = putBack([result], partitions, memory, kind).map((keys, block) => ({
			firstRow: block * MAX_KEYS,
			rows: keys.size,
			keys,
		}));
		await joinBlocks(memory, blocks, false, options);
		for (const { firstRow, keys } of blocks) {
			forEachJoined(memory, keys, kind, (own, count) => {
				counts[firstRow + own] = count;
			});
		}
		memory.reset();
		pieces.push({ folded, sizes, counts });
	}
	return pieces;
}

function sumOf(counts: readonly SharedCount[]): SharedCount {
	const sum = (field: keyof SharedCount) => counts.reduce((all, count) => all + count[field], 0);
	return {
		distinct: sum('distinct'),
		shared: sum('shared'),
		groups: sum('groups'),
		largestGroup: Math.max(0, ...counts.map(({ largestGroup }) => largestGroup)),
	};
}
