/**
 * The program proves itself before it reports: hashes read from the store, written into a small
 * table, must be found with their counts by the code that found the accounts, and hashes made up
 * at random must not.
 */

import { randomBytes, randomInt } from 'node:crypto';
import { CredcheckError } from '../errors.ts';
import { parseHash } from '../range/hash.ts';
import { type HashKind, hashWords, PREFIX_DIGITS } from '../range/kind.ts';
import { findInRange } from '../range/lookup.ts';
import type { PackedRange } from '../range/packed.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import { entryAt, type RangeEntry } from '../range/wire.ts';
import type { StoreReader } from '../store/reader.ts';
import { inMemory } from '../table/input/table-reader.ts';
import { describeTable } from '../table/table.ts';
import { forEachJoined, MIN_BLOCKS, maxWords } from './keys/key-block.ts';
import { type MatchOptions, matchTable } from './match-table.ts';

/** Ranges that hashes are taken from, one known and one made up of each. */
const PROBES = 8;

/**
 * @param prefixes of ranges that the accounts needed and the store holds
 * @throws CredcheckError INTERNAL when a probe does not come out as it must
 */
export async function selfTest(
	store: StoreReader,
	prefixes: readonly Prefix[],
	options: MatchOptions,
): Promise<void> {
	const known: RangeEntry[] = [];
	for (const prefix of spread(prefixes)) {
		const held = store.range(prefix);
		if (held.kind !== 'range') continue;
		known.push(
			entryAt(held.range, prefix, randomInt(held.range.size)),
			madeUp(held.range, prefix, store.kind),
		);
	}
	if (known.length === 0) return;
	// Both cases, since tables have both.
	const lines = known.map(({ hash }, index) => (index % 4 < 2 ? hash : hash.toLowerCase()));
	const table = await describeTable(
		inMemory('self-test', Buffer.from(['hash', ...lines].join('\n'))),
		{},
	);
	const found = new Float64Array(known.length);
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
	const wrong = known.findIndex(({ count }, index) => found[index] !== count);
	if (wrong < 0 && checked === known.length) return;
	throw new CredcheckError(
		'INTERNAL',
		'the self-test failed: a hash known to be in the store was not found, or one made up was',
		'nothing was reported; run credcheck verify, and report this as a bug if the store is whole',
	);
}

/** Some of them, from the first to the last. */
function spread(prefixes: readonly Prefix[]): Prefix[] {
	const step = Math.max(1, prefixes.length / PROBES);
	const count = Math.min(PROBES, prefixes.length);
	return Array.from({ length: count }, (_, at) => prefixes[Math.floor(at * step)] as Prefix);
}

/** A hash of this prefix that the range does not have. */
function madeUp(range: PackedRange, prefix: Prefix, kind: HashKind): RangeEntry {
	const words = new Uint32Array(hashWords(kind));
	for (;;) {
		const random = randomBytes(kind.bytes).toString('hex').toUpperCase();
		const hash = formatPrefix(prefix) + random.slice(PREFIX_DIGITS);
		if (parseHash(hash, kind, words, 0) && findInRange(range, words, 0) < 0) {
			return { hash, count: 0 };
		}
	}
}
