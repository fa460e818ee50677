/**
 * Matching a table with the store in bounded memory. If all keys fit, the table is read once. If
 * not, it is read again for one interval of prefixes after the other, each as large as fits: so each
 * range is still read once, and equal hashes always meet in the same batch.
 */

import { notSha1 } from '../accounts/columns.ts';
import type { CellFault } from '../accounts/hash-cell.ts';
import type { AccountsTable } from '../accounts/table.ts';
import { CredcheckError } from '../errors.ts';
import type { WorkerPool } from '../pool.ts';
import type { HashKind } from '../range/kind.ts';
import { PREFIX_COUNT, type Prefix } from '../range/prefix.ts';
import {
	type Census,
	type CollectEvents,
	collectAll,
	collectInterval,
	type RejectReason,
} from './collect.ts';
import { type FoundRows, foundRows } from './found.ts';
import { joinBatch } from './join.ts';
import type { JoinResult } from './join-interval.ts';
import { KeyBatch } from './key-batch.ts';

export interface MatchSetting {
	readonly storePath: string;
	readonly kind: HashKind;
	readonly pool: WorkerPool;
	/** Keys held at a time. */
	readonly capacity: number;
}

export interface TableMatch {
	readonly census: Census;
	readonly found: FoundRows;
	/** Distinct hashes among the accounts. */
	readonly distinct: number;
	/** Accounts whose hash at least one other account has too. */
	readonly shared: number;
	/** Ranges that the accounts need and the store lacks, and the accounts that need them. */
	readonly missingRanges: number;
	readonly unknown: number;
	/** Ranges needed whose blob is not what was stored. */
	readonly damaged: readonly Prefix[];
}

/**
 * @throws CredcheckError INPUT when the table cannot be read, or not one of its rows has a SHA-1 hash
 */
export async function matchTable(
	table: AccountsTable,
	{ storePath, kind, pool, capacity }: MatchSetting,
	events: CollectEvents = {},
): Promise<TableMatch> {
	let batch = new KeyBatch(kind, capacity);
	const census = await collectAll(table, batch, events);
	checkHasHashes(table, census);
	const results: JoinResult[] = [];
	if (census.complete) {
		results.push(...(await joinBatch(batch, storePath, kind, pool, events.signal)));
	} else {
		for (const interval of intervalsOf(census.keysByPrefix, capacity - 1)) {
			const keys = keysWithin(census.keysByPrefix, interval);
			// One prefix may have more keys than fit: then they need what they need.
			if (keys >= batch.capacity) batch = new KeyBatch(kind, keys + 1);
			batch.clear();
			await collectInterval(table, batch, interval, events);
			results.push(...(await joinBatch(batch, storePath, kind, pool, events.signal)));
		}
	}
	return {
		census,
		found: foundRows(results, census.rows),
		distinct: sum(results, (result) => result.distinct),
		shared: sum(results, (result) => result.shared),
		missingRanges: sum(results, (result) => result.missingRanges),
		unknown: sum(results, (result) => result.missingKeys),
		damaged: results.flatMap((result) => result.damaged),
	};
}

/** Intervals with no more than `capacity` keys each, save where one prefix alone has more. */
function intervalsOf(keysByPrefix: Uint32Array, capacity: number): [Prefix, Prefix][] {
	const intervals: [Prefix, Prefix][] = [];
	let first = 0;
	let keys = 0;
	for (let prefix = 0; prefix < PREFIX_COUNT; prefix += 1) {
		const more = keysByPrefix[prefix] as number;
		if (keys > 0 && keys + more > capacity) {
			intervals.push([first, prefix]);
			first = prefix;
			keys = 0;
		}
		keys += more;
	}
	if (keys > 0) intervals.push([first, PREFIX_COUNT]);
	return intervals;
}

function keysWithin(keysByPrefix: Uint32Array, [first, end]: readonly [Prefix, Prefix]): number {
	let keys = 0;
	for (let prefix = first; prefix < end; prefix += 1) keys += keysByPrefix[prefix] as number;
	return keys;
}

/** A table in which nothing could be checked is not one that is clean. */
function checkHasHashes(table: AccountsTable, { rows, checked, rejectedByReason }: Census): void {
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

function isCellFault(reason: RejectReason): reason is CellFault {
	return !['ragged_row', 'broken_quote', 'row_too_long', 'not_utf8'].includes(reason);
}

function sum(results: readonly JoinResult[], of: (result: JoinResult) => number): number {
	return results.reduce((total, result) => total + of(result), 0);
}
