/**
 * How many hashes of a table are distinct, and how many accounts share theirs, when the table does not
 * fit: it is read for one interval of partitions after the other, so that equal hashes meet. Where they
 * are many, as when half of all accounts were given one password, they are made one key on the way.
 */

import type { HashKind } from '../../range/kind.ts';
import type { AccountsTable } from '../../table/table.ts';
import { type JoinOptions, joinBlocks } from '../join/join.ts';
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
import { KeyReading, type ReadKeysEvents, type ReadKeysOptions } from '../keys/read-keys.ts';
import type { CollapsedKeys } from './collapse-keys-task.ts';
import { collapseKeysTask } from './collapse-keys-task.ts';
import { foldHash, type SharedPiece } from './shared-hashes.ts';

export interface SharedCount {
	/** Distinct hashes. */
	readonly distinct: number;
	/** Rows whose hash at least one other row has too. */
	readonly shared: number;
	/** Hashes that several rows have, and the rows of the one that most have. */
	readonly groups: number;
	readonly largestGroup: number;
}

/** A count, and the hashes that are shared. */
export interface SharedFound extends SharedCount {
	readonly pieces: readonly SharedPiece[];
}

/** What is needed to count, and to look up what is shared. */
export type CountSharedOptions = ReadKeysOptions & JoinOptions;

/**
 * @param before the keys of the whole table, as `keysBefore` gives them
 * @param onReading told of each reading which it is, from 0, and of how many, and how far it is
 */
export async function countShared(
	table: AccountsTable,
	before: Float64Array,
	options: CountSharedOptions,
	signal: AbortSignal | undefined,
	onReading?: (reading: number, readings: number, rows: number, bytesRead: number) => void,
): Promise<SharedFound> {
	const { kind, blockBytes, memory } = options;
	// There must be room for the keys of one more block; and a tenth is left for what goes with each.
	const words = 0.9 * (memory.words.length - 2 * maxWords(kind, blockBytes));
	const intervals = splitBySize(before, Math.max(1, Math.floor(words / keyWords(kind))));
	const counted: SharedCount[] = [];
	const pieces: SharedPiece[] = [];
	for (const [reading, partitions] of intervals.entries()) {
		const found = await countInterval(table, partitions, options, {
			signal,
			onProgress: (rows, bytesRead) => onReading?.(reading, intervals.length, rows, bytesRead),
		});
		counted.push(found);
		pieces.push(...found.pieces);
	}
	return { ...sumOf(counted), pieces };
}

async function countInterval(
	table: AccountsTable,
	partitions: Partitions,
	options: CountSharedOptions,
	events: ReadKeysEvents,
): Promise<SharedFound> {
	let { memory } = options;
	memory.reset();
	const reading = new KeyReading(table, options, partitions, 'one', events);
	try {
		const blocks: KeyBlock[] = [];
		for (;;) {
			for await (const { keys } of reading.fill(memory)) blocks.push(keys);
			const keep = reading.ended ? 'shared' : 'all';
			const parts = await collapse(memory, blocks, options, events.signal, keep);
			if (reading.ended) {
				memory.reset();
				const own = { ...options, memory };
				return { ...sumOf(parts), pieces: await lookUp(parts, partitions, own, events.signal) };
			}
			// Hashes are spread evenly, so hardly any of these are left. If the table is a selection of
			// hashes that begin alike, it takes what it takes.
			const left = parts.reduce((sum, { words }) => sum + words.length, 0);
			const needed = 2 * left + MIN_BLOCKS * maxWords(options.kind, options.blockBytes);
			if (needed > memory.words.length) memory = makeKeyArena(2 * needed);
			memory.reset();
			blocks.splice(0, blocks.length, ...putBack(parts, partitions, memory, options.kind));
		}
	} finally {
		await reading.close();
	}
}

/** Makes keys of equal hashes one key. */
async function collapse(
	memory: KeyArena,
	blocks: readonly KeyBlock[],
	{ kind, pool }: ReadKeysOptions,
	signal: AbortSignal | undefined,
	keep: 'all' | 'shared',
): Promise<CollapsedKeys[]> {
	const intervals = splitEvenly(keysBefore(memory, blocks), pool.threads * 4);
	return await Promise.all(
		intervals.map((partitions) =>
			pool.run(
				collapseKeysTask,
				{ kind, memory: memory.shared, blocks, partitions, keep },
				{ signal },
			),
		),
	);
}

function putBack(
	parts: readonly CollapsedKeys[],
	partitions: Partitions,
	memory: KeyArena,
	kind: HashKind,
): KeyBlock[] {
	const stride = keyWords(kind);
	const most = MAX_KEYS * stride;
	return parts.flatMap(({ words }) =>
		Array.from({ length: Math.ceil(words.length / most) }, (_, index) => {
			const own = words.subarray(index * most, (index + 1) * most);
			return putKeys(memory, own, own.length / stride, stride, partitions);
		}),
	);
}

/** How often the hashes that are shared were seen. */
async function lookUp(
	parts: readonly CollapsedKeys[],
	partitions: Partitions,
	options: CountSharedOptions,
	signal: AbortSignal | undefined,
): Promise<SharedPiece[]> {
	const { kind, memory } = options;
	const stride = keyWords(kind);
	const pieces: SharedPiece[] = [];
	for (const { words } of parts) {
		const size = words.length / stride;
		const folded = new Uint32Array(2 * size);
		const sizes = new Uint32Array(size);
		for (let index = 0; index < size; index += 1) {
			const at = index * stride;
			folded.set(foldHash(words, at, kind), 2 * index);
			sizes[index] = words[at + stride - 1] as number;
			// What goes with a key is now where it stands in its own block.
			words[at + stride - 1] = index % MAX_KEYS;
		}
		pieces.push({ folded, sizes, counts: new Float64Array(size) });
	}
	for (const [index, part] of parts.entries()) {
		const { counts } = pieces[index] as SharedPiece;
		const blocks = putBack([part], partitions, memory, kind).map((keys, block) => ({
			firstRow: block * MAX_KEYS,
			rows: keys.size,
			keys,
		}));
		await joinBlocks(memory, blocks, false, options, { signal });
		for (const { firstRow, keys } of blocks) {
			forEachJoined(memory, keys, kind, (own, count) => {
				counts[firstRow + own] = count;
			});
		}
		memory.reset();
	}
	return pieces;
}

function sumOf(parts: readonly SharedCount[]): SharedCount {
	const sum = (field: 'distinct' | 'shared' | 'groups') =>
		parts.reduce((all, part) => all + part[field], 0);
	return {
		distinct: sum('distinct'),
		shared: sum('shared'),
		groups: sum('groups'),
		largestGroup: Math.max(0, ...parts.map(({ largestGroup }) => largestGroup)),
	};
}
