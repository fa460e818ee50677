/**
 * Checks the program before it reports, against a lookup that shares no code with the join (`plain-lookup.ts`). What the
 * join found for some of the table's accounts must be what that finds for the hash in their row. And the code that
 * matched them is run on a small table, where it must find hashes from the store, with their counts, and no others.
 */

import { randomBytes } from 'node:crypto';
import { CredcheckError } from '../errors.ts';
import { type HashKind, PREFIX_DIGITS } from '../range/kind.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import type { StoreReader } from '../store/reader.ts';
import { isOneDigit } from '../table/columns/hash-cell.ts';
import { parseRow } from '../table/csv/escaped-cells.ts';
import { inMemory } from '../table/input/table-reader.ts';
import { describeTable, type RowFormat } from '../table/table.ts';
import { forEachJoined, MIN_BLOCKS, maxWords } from './keys/key-block.ts';
import { type MatchOptions, matchTable } from './match-table.ts';
import { type PlainEntry, PlainLookup } from './plain-lookup.ts';
import type { SampledRow } from './sampled-rows.ts';

/** Number of ranges tested, each with one stored hash and one random hash. */
const SAMPLES = 8;

/** Accounts of the table, as the join found them. */
export interface JoinedRows extends Pick<RowFormat, 'dialect' | 'hash'> {
	/** `StoreReader.state` from before the join. */
	readonly storeState: number;
	/** Hashes seen less often count as not found. */
	readonly minCount: number;
	readonly rows: readonly SampledRow[];
}

/**
 * @param prefixes of ranges that the accounts needed and the store has
 * @param joined rows of the table itself
 * @throws CredcheckError INTERNAL when any of the hashes has the wrong result, INCOMPLETE when a range is damaged
 */
export async function selfTest(
	store: StoreReader,
	prefixes: readonly Prefix[],
	options: MatchOptions,
	joined?: JoinedRows,
): Promise<void> {
	const state = store.state();
	const lookup = new PlainLookup(store);
	// What was written since the rows were joined may have other counts.
	const isRight = joined?.storeState !== state || areRight(joined, lookup);
	if (isRight && (await findsStored(lookup, prefixes, options))) return;
	// A sync has written meanwhile.
	if (store.state() !== state) return await selfTest(store, prefixes, options, joined);
	throw new CredcheckError(
		'INTERNAL',
		'the self-test failed: a hash was not found with its count, or one was found that is not in the store',
		'nothing was reported; run credcheck verify, and report this as a bug if the store is not damaged',
	);
}

/** Whether the join found for each row what is found in the plain way. */
function areRight({ rows, hash, dialect, minCount }: JoinedRows, lookup: PlainLookup): boolean {
	const isPlain = new RegExp(`^[0-9A-F]{${hash.kind.bytes * 2}}$`);
	return rows.every(({ bytes, count }) => {
		const text = Buffer.from(bytes)
			.toString('utf8')
			.replace(/^[\r\n]+/, '');
		const cells = text.includes('"')
			? parseRow(Buffer.from(text), dialect.delimiter)
			: text.split(dialect.delimiter);
		const digits = cells[hash.column]?.trim().toUpperCase() ?? '';
		// What other spellings mean is for other tests.
		if (!isPlain.test(digits)) return true;
		const stored = lookup.countOf(digits);
		return count === (stored !== undefined && stored < minCount ? 0 : stored);
	});
}

/** Whether the code that matched the table finds hashes from the store, and none that is not in it. */
async function findsStored(
	lookup: PlainLookup,
	prefixes: readonly Prefix[],
	options: MatchOptions,
): Promise<boolean> {
	const expected: PlainEntry[] = [];
	for (const prefix of spread(prefixes).map(formatPrefix)) {
		const stored = lookup.entryAt(prefix, Math.random());
		// A placeholder is no hash in a table, whatever the store has.
		if (stored === undefined || isOneDigit(stored.hash)) continue;
		expected.push(stored, randomEntry(lookup, prefix, options.kind));
	}
	if (expected.length === 0) return true;
	// In upper and lower case, since tables have both.
	const lines = expected.map(({ hash }, index) => (index % 4 < 2 ? hash : hash.toLowerCase()));
	const table = await describeTable(
		inMemory('self-test', Buffer.from(['hash', ...lines].join('\n'))),
		options.kind,
		{},
	);
	const found = new Float64Array(expected.length);
	const words = MIN_BLOCKS * maxWords(options.kind, options.blockBytes);
	const { checked } = await matchTable(
		table,
		{ ...options, words },
		{
			async onBatch(blocks, memory) {
				for (const { keys, firstRow } of blocks) {
					forEachJoined(memory, keys, options.kind, (row, count) => {
						found[firstRow - 1 + row] = count;
					});
				}
			},
		},
	);
	return (
		checked === expected.length && expected.every(({ count }, index) => found[index] === count)
	);
}

/** Up to `SAMPLES` of the prefixes, evenly spaced. */
function spread(prefixes: readonly Prefix[]): Prefix[] {
	const step = Math.max(1, prefixes.length / SAMPLES);
	const count = Math.min(SAMPLES, prefixes.length);
	return Array.from({ length: count }, (_, at) => prefixes[Math.floor(at * step)] as Prefix);
}

/** A random hash with this prefix that the range does not have. */
function randomEntry(lookup: PlainLookup, prefix: string, kind: HashKind): PlainEntry {
	for (;;) {
		const random = randomBytes(kind.bytes).toString('hex').toUpperCase();
		const hash = prefix + random.slice(PREFIX_DIGITS);
		// Undefined if a sync has just withdrawn the range: then it is done again.
		if (!lookup.countOf(hash)) return { hash, count: 0 };
	}
}
