/**
 * Counts distinct and shared hashes of a table that does not fit in memory: the table is read once for
 * each interval of partitions, so that all equal hashes are in memory together. If they are too many,
 * as when half of all accounts have one default password, their keys are merged during the pass. If they are too many
 * even then, as in a selection of hashes that begin alike, the interval is read share by share.
 */

import { hashOfEmpty, isHashAt } from '../../range/hash.ts';
import type { AccountsTable } from '../../table/table.ts';
import { type JoinOptions, joinBlocks } from '../join/join.ts';
import { groupsEmptyPassword, type SharedCount } from '../keys/groups.ts';
import { ALL_HASHES, foldHash, type HashShare, sharesOf } from '../keys/hash-share.ts';
import type { KeyArena } from '../keys/key-arena.ts';
import {
	forEachJoined,
	type KeyBlock,
	keyWords,
	maxWords,
	type Partitions,
	RANGE_MISSING,
} from '../keys/key-block.ts';
import { keysBefore, splitBySize, splitEvenly } from '../keys/partitions.ts';
import { KeyPass, type ReadKeysOptions } from '../keys/read-keys.ts';
import { SORTING_WORDS } from '../keys/sorted-keys.ts';
import { collapseKeysTask } from './collapse-keys-task.ts';
import { compactKeys } from './compact-keys.ts';
import { FOUND, makePiece, type SharedPiece, UNKNOWN } from './shared-hashes.ts';

/** The counts, and the hashes that are shared. */
export interface SharedFound extends SharedCount {
	readonly pieces: readonly SharedPiece[];
}

export interface CountSharedOptions extends ReadKeysOptions, JoinOptions {
	/** Where the keys go. */
	readonly memory: KeyArena;
	/** Hashes seen less often count as not found; by default 1. */
	readonly minCount?: number;
}

/** Called with the index of a pass, the number of passes, and the rows and bytes read so far in this pass. */
export type PassProgress = (pass: number, passes: number, rows: number, bytesRead: number) => void;

/** The hashes of one pass. */
interface HashPart {
	readonly partitions: Partitions;
	readonly share: HashShare;
	/** The number of their keys, about. */
	readonly keys: number;
}

/** What a pass found; or how many shares its hashes need, if they are too many. */
type Counted = SharedFound | { readonly sharesNeeded: number };

/** A part in more shares than this is left as it is: its keys do not spread. */
const MAX_SHARES = 2 ** 20;

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
	const stride = keyWords(kind);
	const sortable = (memory.words.length * stride) / (stride + SORTING_WORDS);
	const words = 0.9 * (sortable - 2 * maxWords(kind, blockBytes));
	const intervals = splitBySize(before, Math.max(1, Math.floor(words / stride)));
	const parts: HashPart[] = intervals.map((partitions) => ({
		partitions,
		share: ALL_HASHES,
		keys: (before[partitions.end] as number) - (before[partitions.first] as number),
	}));
	const found: SharedFound[] = [];
	for (let pass = 0; pass < parts.length; pass += 1) {
		const part = parts[pass] as HashPart;
		const counted = await countPart(table, part, options, (rows, bytesRead) =>
			onProgress?.(pass, parts.length, rows, bytesRead),
		);
		if ('pieces' in counted) {
			found.push(counted);
			continue;
		}
		const shares = sharesOf(part.share, counted.sharesNeeded);
		parts.push(...shares.map((share) => ({ ...part, share, keys: part.keys / shares.length })));
	}
	return { ...sumOf(found), pieces: found.flatMap(({ pieces }) => pieces) };
}

async function countPart(
	table: AccountsTable,
	{ partitions, share, keys }: HashPart,
	options: CountSharedOptions,
	onProgress: (rows: number, bytesRead: number) => void,
): Promise<Counted> {
	const { kind, memory } = options;
	memory.reset();
	let read = 0;
	const own = { partitions, share, mark: 'one', ids: undefined } as const;
	const pass = new KeyPass(table, options, own, onProgress);
	try {
		let blocks: readonly KeyBlock[] = [];
		for (;;) {
			const more: KeyBlock[] = [];
			for await (const block of pass.fill(memory)) more.push(block.keys);
			for (const { size } of more) read += size;
			blocks = [...blocks, ...more];
			const count = sumOf(await collapse(memory, blocks, options));
			if (pass.ended) return { ...count, pieces: [await lookUp(blocks, partitions, options)] };
			blocks = compactKeys(memory, blocks, partitions, kind);
			// With less room, the pass would hardly get on from one merging to the next.
			const all = memory.words.length;
			if (more.length > 0 && memory.free >= all / 2) continue;
			const expected = ((all - memory.free) * keys) / Math.max(1, Math.min(read, keys));
			const sharesNeeded = Math.max(2, Math.ceil(expected / (0.65 * all)));
			if (share.of * sharesNeeded > MAX_SHARES)
				throw new Error('the hashes of the table do not spread');
			return { sharesNeeded };
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
): Promise<SharedCount[]> {
	const intervals = splitEvenly(keysBefore(memory, blocks), pool.threads * 4);
	const task = { kind, memory: memory.shared, blocks };
	return await Promise.all(
		intervals.map((partitions) => pool.run(collapseKeysTask, { ...task, partitions }, { signal })),
	);
}

/** Looks up the shared hashes. */
async function lookUp(
	blocks: readonly KeyBlock[],
	partitions: Partitions,
	options: CountSharedOptions,
): Promise<SharedPiece> {
	const { kind, memory, minCount = 1 } = options;
	const { words } = memory;
	const stride = keyWords(kind);
	const ungrouped = groupsEmptyPassword(kind) ? undefined : hashOfEmpty(kind);
	const isShared = (_: Uint32Array, at: number) =>
		(words[at + stride - 1] as number) > 1 && !(ungrouped && isHashAt(words, at, ungrouped));
	const shared = compactKeys(memory, blocks, partitions, kind, isShared);
	const starts = shared.map(() => 0);
	let all = 0;
	for (const [block, { size }] of shared.entries()) {
		starts[block] = all;
		all += size;
	}
	const piece = makePiece(all);
	for (const [block, { at: begin, size }] of shared.entries()) {
		const start = starts[block] as number;
		for (let index = 0; index < size; index += 1) {
			const at = begin + index * stride;
			piece.folded.set(foldHash(words, at, kind), 2 * (start + index));
			piece.sizes[start + index] = words[at + stride - 1] as number;
			// From now on the last word is the key's index in its block.
			words[at + stride - 1] = index;
		}
	}
	const joined = shared.map((keys) => ({ firstRow: 1, rows: keys.size, keys }));
	await joinBlocks(memory, joined, false, options);
	for (const [block, keys] of shared.entries()) {
		const start = starts[block] as number;
		forEachJoined(memory, keys, kind, (own, count) => {
			if (count === RANGE_MISSING) piece.found[start + own] = UNKNOWN;
			else if (count >= minCount) piece.found[start + own] = FOUND;
		});
	}
	return piece;
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
