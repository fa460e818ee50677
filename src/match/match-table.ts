/**
 * Matching a table with the store in bounded memory. Rows are taken as many as fit: a batch is read,
 * joined, handed on for its lists, and forgotten. If all rows fit, that is all. If not, no batch knows
 * which hashes are distinct and which are shared, since equal ones may lie in different batches. For this
 * the table is read again for one interval of prefixes after the other.
 */

import { CredcheckError } from '../errors.ts';
import type { Prefix } from '../range/prefix.ts';
import { notSha1 } from '../table/columns/columns.ts';
import { isCellFault, type RejectReason } from '../table/reject-reasons.ts';
import type { AccountsTable } from '../table/table.ts';
import { type JoinOptions, joinBlocks } from './join/join.ts';
import { type KeyArena, makeKeyArena } from './keys/key-arena.ts';
import { ALL_PARTITIONS, type MatchedBlock } from './keys/key-block.ts';
import { keysBefore } from './keys/partitions.ts';
import { KeyReading } from './keys/read-keys.ts';
import { countShared, type SharedCount } from './shared/count-shared.ts';
import { makeSharedHashTable, type SharedHashTable } from './shared/shared-hashes.ts';
import { Totals } from './totals.ts';

export interface MatchOptions extends JoinOptions {
	/** Bytes of a block of the table. */
	readonly blockBytes: number;
	/** Words of 32 bits for keys; enough for those of `LEAST_BLOCKS`. */
	readonly words: number;
}

/** What the store lacks of the ranges needed. */
export interface MissingRanges {
	readonly missing: ReadonlySet<Prefix>;
	/** Ranges whose blob is not what was stored. */
	readonly damaged: ReadonlySet<Prefix>;
}

export interface MatchEvents {
	readonly onReject?: (row: number, reason: RejectReason) => void;
	/** Given the blocks of each batch, in order; the next is not begun before it is done. */
	readonly onBatch?: (
		blocks: readonly MatchedBlock[],
		memory: KeyArena,
		soFar: MissingRanges,
	) => Promise<void>;
	/**
	 * Given what there is to know once all rows were matched. Should it throw, the table is not read
	 * again for what is distinct.
	 */
	readonly onMatched?: (soFar: MatchedRows) => void;
	/** Told of rows and of bytes of the table read, in all. */
	readonly onReading?: (rows: number, bytesRead: number) => void;
	/** Told of the keys of a batch looked up so far. */
	readonly onJoining?: (done: number, keys: number) => void;
	/** Told of each further reading, which it is, from 0, and of how many. */
	readonly onCounting?: (
		reading: number,
		readings: number,
		rows: number,
		bytesRead: number,
	) => void;
	readonly signal?: AbortSignal | undefined;
}

export interface MatchedRows extends MissingRanges {
	readonly rows: number;
	/** Rows with a hash. */
	readonly checked: number;
	readonly rejectedByReason: ReadonlyMap<RejectReason, number>;
	/** Rows whose password is the empty one. */
	readonly emptyPasswords: number;
	/** Rows whose range the store does not hold. */
	readonly unknown: number;
}

export interface TableMatch extends MatchedRows, SharedCount {
	/** How many rows were found with each count. */
	readonly counts: readonly (readonly [count: number, accounts: number])[];
	/** A few prefixes of rows whose range is held. */
	readonly samples: readonly Prefix[];
	/** The hashes that several rows have, where not all rows fit; else the keys told of them. */
	readonly sharedHashes: SharedHashTable | undefined;
}

/**
 * @throws CredcheckError INPUT when the table cannot be read, or not one of its rows has a SHA-1 hash
 */
export async function matchTable(
	table: AccountsTable,
	options: MatchOptions,
	events: MatchEvents = {},
): Promise<TableMatch> {
	const { signal } = events;
	const memory = makeKeyArena(options.words);
	const totals = new Totals();
	const reading = new KeyReading(table, { ...options, memory }, ALL_PARTITIONS, 'row', {
		onProgress: events.onReading,
		signal,
	});
	let batches = 0;
	try {
		while (!reading.ended) {
			const batch: MatchedBlock[] = [];
			memory.reset();
			for await (const block of reading.fill()) {
				batch.push({ firstRow: totals.rows + 1, rows: block.rows, keys: block.keys });
				totals.addRead(block, events.onReject);
			}
			if (reading.ended) checkHasHashes(table, totals);
			const before = keysBefore(
				memory,
				batch.map(({ keys }) => keys),
			);
			const whole = batches === 0 && reading.ended;
			const joining = { onProgress: events.onJoining, signal };
			totals.addJoined(before, await joinBlocks(memory, batch, whole, options, joining));
			await events.onBatch?.(batch, memory, totals);
			batches += 1;
		}
	} finally {
		await reading.close();
	}
	const { rows, checked, rejectedByReason, emptyPasswords, unknown, missing, damaged } = totals;
	const { distinct, shared, groups, largestGroup, samples } = totals;
	const counts = totals.histogram.entries();
	const found = { rows, checked, rejectedByReason, emptyPasswords, unknown, missing, damaged };
	events.onMatched?.(found);
	const match = { ...found, distinct, shared, groups, largestGroup, samples, counts };
	if (batches === 1) return { ...match, sharedHashes: undefined };
	const { pieces, ...counted } = await countShared(
		table,
		totals.keysBefore,
		{ ...options, memory },
		signal,
		events.onCounting,
	);
	return { ...match, ...counted, sharedHashes: makeSharedHashTable(pieces) };
}

/** A table in which nothing could be checked is not one that is clean. */
function checkHasHashes(table: AccountsTable, { rows, checked, rejectedByReason }: Totals): void {
	if (rows === 0 || checked > 0) return;
	const [commonest] = [...rejectedByReason].toSorted(([, a], [, b]) => b - a);
	const [reason, count] = commonest ?? ['empty' as const, rows];
	if (isCellFault(reason)) throw notSha1(table.header[table.columns.hash] ?? '', reason);
	throw new CredcheckError(
		'INPUT',
		`not one of the ${rows} rows could be used: ${count} are rejected as ${reason}`,
		reason === 'ragged_row'
			? 'these have more or fewer cells than the header has names'
			: undefined,
	);
}
