/**
 * How many hashes of a table are distinct, and how many accounts share theirs, when the table does not
 * fit: it is read for one interval of prefixes after the other, so that equal hashes meet. Where they are
 * many, as when half of all accounts were given one password, they are made one key on the way.
 */

import type { AccountsTable } from '../accounts/table.ts';
import type { CollapsedKeys } from './collapse-keys.ts';
import { type CollectEvents, type CollectSetting, collectKeys } from './collect.ts';
import { bytesOf, type KeyBlock, keyWords, MAX_BLOCKS, type Partitions } from './key-block.ts';
import { keysBefore, splitBySize, splitEvenly } from './partitions.ts';

export interface SharedCount {
	/** Distinct hashes. */
	readonly distinct: number;
	/** Rows whose hash at least one other row has too. */
	readonly shared: number;
}

/**
 * @param before the keys of the whole table, as `keysBefore` gives them
 * @param memory bytes that the keys may take
 * @param onReading told of each reading which it is, from 0, and of how many, and how far it is
 */
export async function countShared(
	table: AccountsTable,
	before: Float64Array,
	setting: CollectSetting,
	memory: number,
	signal: AbortSignal | undefined,
	onReading?: (reading: number, readings: number, rows: number, bytesRead: number) => void,
): Promise<SharedCount> {
	// Beside each key lies what it takes to sort it.
	const most = Math.max(1, Math.floor(memory / (keyWords(setting.kind) * 4 + 8)));
	const intervals = splitBySize(before, most);
	let distinct = 0;
	let shared = 0;
	for (const [reading, partitions] of intervals.entries()) {
		const counted = await countInterval(table, partitions, setting, memory, {
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
	memory: number,
	events: CollectEvents,
): Promise<SharedCount> {
	let blocks: KeyBlock[] = [];
	let bytes = 0;
	let limit = memory;
	for await (const { keys } of collectKeys(table, setting, partitions, 'one', events)) {
		blocks.push(keys);
		bytes += bytesOf(keys);
		if (bytes <= limit && blocks.length < MAX_BLOCKS) continue;
		blocks = (await collapse(blocks, setting, events.signal)).flatMap((part) => part.blocks);
		bytes = blocks.reduce((sum, block) => sum + bytesOf(block), 0);
		// Should hardly two of them be equal, it is not tried again at each block.
		limit = Math.max(memory, 2 * bytes);
	}
	const parts = await collapse(blocks, setting, events.signal);
	return {
		distinct: parts.reduce((sum, part) => sum + part.distinct, 0),
		shared: parts.reduce((sum, part) => sum + part.shared, 0),
	};
}

async function collapse(
	blocks: readonly KeyBlock[],
	{ kind, pool }: CollectSetting,
	signal: AbortSignal | undefined,
): Promise<CollapsedKeys[]> {
	const intervals = splitEvenly(keysBefore(blocks), pool.threads);
	return await Promise.all(
		intervals.map((partitions) =>
			pool.run('collapseKeys', { kind, blocks, partitions }, { signal }),
		),
	);
}
