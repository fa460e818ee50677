/**
 * How many hashes of a table are distinct, and how many accounts share theirs, when the table does not
 * fit: it is read for one interval of partitions after the other, so that equal hashes meet. Where they
 * are many, as when half of all accounts were given one password, they are made one key on the way.
 */

import type { AccountsTable } from '../accounts/table.ts';
import type { HashKind } from '../range/kind.ts';
import type { CollapsedKeys } from './collapse-keys.ts';
import { type CollectEvents, type CollectSetting, KeyReading } from './collect.ts';
import {
	type KeyBlock,
	keyWords,
	LEAST_BLOCKS,
	MOST_KEYS,
	mostWords,
	type Partitions,
	putKeys,
} from './key-block.ts';
import { type KeyMemory, makeMemory } from './key-memory.ts';
import { keysBefore, splitBySize, splitEvenly } from './partitions.ts';

export interface SharedCount {
	/** Distinct hashes. */
	readonly distinct: number;
	/** Rows whose hash at least one other row has too. */
	readonly shared: number;
}

/**
 * @param before the keys of the whole table, as `keysBefore` gives them
 * @param onReading told of each reading which it is, from 0, and of how many, and how far it is
 */
export async function countShared(
	table: AccountsTable,
	before: Float64Array,
	setting: CollectSetting,
	signal: AbortSignal | undefined,
	onReading?: (reading: number, readings: number, rows: number, bytesRead: number) => void,
): Promise<SharedCount> {
	const { kind, blockBytes, memory } = setting;
	// There must be room for the keys of one more block; and a tenth is left for what goes with each.
	const words = 0.9 * (memory.words.length - 2 * mostWords(kind, blockBytes));
	const intervals = splitBySize(before, Math.max(1, Math.floor(words / keyWords(kind))));
	let distinct = 0;
	let shared = 0;
	for (const [reading, partitions] of intervals.entries()) {
		const counted = await countInterval(table, partitions, setting, {
			signal,
			onProgress: (rows, bytesRead) => onReading?.(reading, intervals.length, rows, bytesRead),
		});
		distinct += counted.distinct;
		shared += counted.shared;
	}
	return { distinct, shared };
}

async function countInterval(
	table: AccountsTable,
	partitions: Partitions,
	setting: CollectSetting,
	events: CollectEvents,
): Promise<SharedCount> {
	let { memory } = setting;
	memory.clear();
	const reading = new KeyReading(table, setting, partitions, 'one', events);
	try {
		const blocks: KeyBlock[] = [];
		for (;;) {
			for await (const { keys } of reading.fill(memory)) blocks.push(keys);
			const parts = await collapse(memory, blocks, setting, events.signal, !reading.ended);
			if (reading.ended) return sumOf(parts);
			// Hashes are spread evenly, so hardly any of these are left. If the table is a selection of
			// hashes that begin alike, it takes what it takes.
			const left = parts.reduce((sum, { words }) => sum + words.length, 0);
			const needed = 2 * left + LEAST_BLOCKS * mostWords(setting.kind, setting.blockBytes);
			if (needed > memory.words.length) memory = makeMemory(2 * needed);
			memory.clear();
			blocks.splice(0, blocks.length, ...putBack(parts, partitions, memory, setting.kind));
		}
	} finally {
		await reading.close();
	}
}

/** Makes keys of equal hashes one key. */
async function collapse(
	memory: KeyMemory,
	blocks: readonly KeyBlock[],
	{ kind, pool }: CollectSetting,
	signal: AbortSignal | undefined,
	keep: boolean,
): Promise<CollapsedKeys[]> {
	const intervals = splitEvenly(keysBefore(memory, blocks), pool.threads * 4);
	return await Promise.all(
		intervals.map((partitions) =>
			pool.run(
				'collapseKeys',
				{ kind, memory: memory.shared, blocks, partitions, keep },
				{ signal },
			),
		),
	);
}

function putBack(
	parts: readonly CollapsedKeys[],
	partitions: Partitions,
	memory: KeyMemory,
	kind: HashKind,
): KeyBlock[] {
	const stride = keyWords(kind);
	const most = MOST_KEYS * stride;
	return parts.flatMap(({ words }) =>
		Array.from({ length: Math.ceil(words.length / most) }, (_, index) => {
			const own = words.subarray(index * most, (index + 1) * most);
			return putKeys(memory, own, own.length / stride, stride, partitions);
		}),
	);
}

function sumOf(parts: readonly SharedCount[]): SharedCount {
	return {
		distinct: parts.reduce((sum, part) => sum + part.distinct, 0),
		shared: parts.reduce((sum, part) => sum + part.shared, 0),
	};
}
