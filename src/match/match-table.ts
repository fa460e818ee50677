/**
 * Matches a table with the store in bounded memory. As many rows as fit form a batch, which is read,
 * joined, passed on to be listed, and dropped. If all rows fit in one batch, that is all. If not, equal
 * hashes may be in different batches, so the table is read again, once for each interval of partitions,
 * to count distinct and shared hashes.
 */

import { CredcheckError } from '../errors.ts';
import type { HashKind } from '../range/kind.ts';
import type { Prefix, PrefixSet } from '../range/prefix.ts';
import { notHashes } from '../table/columns/hash-column.ts';
import { isCellFault, type RejectReason, remedyOf } from '../table/reject-reasons.ts';
import type { AccountsTable } from '../table/table.ts';
import type { IdTotals } from './ids/id-totals.ts';
import { IdsOfTable } from './ids/ids-of-table.ts';
import type { RepeatedIds } from './ids/same-again.ts';
import { type JoinOptions, joinBlocks } from './join/join.ts';
import type { SharedCount } from './keys/groups.ts';
import { ALL_HASHES } from './keys/hash-share.ts';
import { type KeyArena, makeKeyArena } from './keys/key-arena.ts';
import { ALL_PARTITIONS, type KeyedBlock } from './keys/key-block.ts';
import { KeyPass, type ReadKeysOptions } from './keys/read-keys.ts';
import { countShared, type PassProgress } from './shared/count-shared.ts';
import { makeSharedHashTable, type SharedHashTable } from './shared/shared-hashes.ts';
import { Totals } from './totals.ts';

export interface MatchOptions extends ReadKeysOptions, JoinOptions {
	/**
	 * Words of 32 bits for keys, sorting them and, at most a quarter, for ids; enough for the keys of `MIN_BLOCKS` blocks.
	 */
	readonly words: number;
	/** Of the shared hashes of a table in batches; by default 1. Other counts are told as they are. */
	readonly minCount?: number;
}

/** The ranges that are needed, but missing or damaged in the store. */
export interface UnusableRanges {
	readonly missing: PrefixSet;
	readonly damaged: PrefixSet;
}

export interface MatchEvents {
	readonly onReject?: (row: number, reason: RejectReason) => void;
	/** Called with the blocks of each batch, in order; the next batch begins when its promise has resolved. */
	readonly onBatch?: (
		blocks: readonly KeyedBlock[],
		memory: KeyArena,
		soFar: UnusableRanges,
	) => Promise<void>;
	/** Called once all rows have been looked up. May throw, to end before distinct hashes are counted. */
	readonly onLookedUp?: (soFar: LookupTotals) => void;
	/** Called with the total rows and bytes of the table read so far. */
	readonly onReading?: (rows: number, bytesRead: number) => void;
	/** Called with how many keys of the batch have been looked up, and how many it has. */
	readonly onJoining?: (done: number, keys: number) => void;
	/** Called with the rows of the table that a pass which compares their ids has read. */
	readonly onComparing?: (rows: number) => void;
	readonly onCounting?: PassProgress;
}

export interface LookupTotals extends UnusableRanges {
	/** Rows of the file, including those left out. */
	readonly rows: number;
	readonly leftOut: number;
	/** Rows with a hash. */
	readonly checked: number;
	/** Of these, rows with a cell of evidence that cannot be read. */
	readonly unreadable: number;
	/** Whether the last row shows that the table was cut. */
	readonly isCut: boolean;
	readonly rejectedByReason: ReadonlyMap<RejectReason, number>;
	/** Rows with the empty password. */
	readonly emptyPasswords: number;
	/** Rows whose range is missing. */
	readonly unknown: number;
}

export interface TableMatch extends LookupTotals, SharedCount {
	/** How many rows were found with each count. */
	readonly counts: readonly (readonly [count: number, accounts: number])[];
	/** A few prefixes of rows whose range is in the store. */
	readonly samples: readonly Prefix[];
	/** What is wrong with the ids of rows with a hash; undefined if the table has no ids. */
	readonly ids: MatchedIds | undefined;
	/** The table without the rows that repeat an account: for counting and listing who shares a hash. */
	readonly accounts: AccountsTable;
	/** Groups that have privileged and other accounts, if it was a single batch; else `sharedHashes` will tell. */
	readonly mixedGroups: number;
	/** Undefined after a single batch: then the keys themselves recorded the groups. */
	readonly sharedHashes: SharedHashTable | undefined;
}

export interface MatchedIds extends Pick<IdTotals, 'faults' | 'lostDigits'> {
	/** Undefined if no id is in several rows. */
	readonly repeated: RepeatedIds | undefined;
}

/**
 * @throws CredcheckError INPUT when the table cannot be read, or not one of its rows has a hash of the kind
 */
export async function matchTable(
	table: AccountsTable,
	options: MatchOptions,
	events: MatchEvents = {},
): Promise<TableMatch> {
	const totals = new Totals();
	const ids = await IdsOfTable.open(table, options, events.onComparing);
	const memory = makeKeyArena(options.words - (ids?.words ?? 0));
	const keys = {
		partitions: ALL_PARTITIONS,
		share: ALL_HASHES,
		mark: 'row',
		ids: ids?.input,
	} as const;
	const pass = new KeyPass(table, options, keys, events.onReading);
	let batches = 0;
	try {
		while (!pass.ended) {
			const batch: KeyedBlock[] = [];
			memory.reset();
			for await (const block of pass.fill(memory)) {
				batch.push({ firstRow: totals.rows + 1, rows: block.rows, keys: block.keys });
				totals.addRead(block, events.onReject);
				ids?.add(block);
			}
			if (pass.ended) checkHasHashes(table, options.kind, totals);
			const whole = batches === 0 && pass.ended;
			const again = whole ? (await ids?.repeated(memory))?.sameAgain.words : undefined;
			totals.addJoined(await joinBlocks(memory, batch, whole, options, events.onJoining, again));
			await events.onBatch?.(batch, memory, totals);
			batches += 1;
		}
	} finally {
		await pass.close();
	}
	const { histogram, keysBefore: before, ...found } = totals;
	events.onLookedUp?.(found);
	memory.reset();
	// The keys are gone, so their memory is free.
	const repeated = await ids?.repeated(memory);
	const match = {
		...found,
		counts: histogram.entries(),
		ids: ids && { faults: ids.totals.faults, lostDigits: ids.totals.lostDigits, repeated },
		accounts: ids?.withoutRepeated(repeated) ?? table,
	};
	if (batches === 1) return { ...match, sharedHashes: undefined };
	const counting = { ...options, memory };
	const { pieces, ...shared } = await countShared(
		match.accounts,
		before,
		counting,
		events.onCounting,
	);
	memory.reset();
	return { ...match, ...shared, sharedHashes: makeSharedHashTable(pieces, memory) };
}

/** A table without a single usable hash must not be reported as clean. */
function checkHasHashes(
	table: AccountsTable,
	kind: HashKind,
	{ rows, leftOut, checked, rejectedByReason }: Totals,
): void {
	const own = rows - leftOut;
	if (own === 0 || checked > 0) return;
	const [commonest] = [...rejectedByReason].toSorted(([, a], [, b]) => b - a);
	const [reason, count] = commonest ?? ['empty' as const, own];
	if (isCellFault(reason)) {
		throw notHashes(table.header[table.columns.hash] ?? '', reason, kind);
	}
	throw new CredcheckError(
		'INPUT',
		`no row could be used: ${count} of ${own} rejected as ${reason}`,
		remedyOf(reason),
	);
}
