/**
 * Checks the program before it reports: the code that matched the accounts is run on a small table, where
 * it must find hashes from the store, with their counts, and must not find random hashes.
 */

import { randomBytes, randomInt } from 'node:crypto';
import { CredcheckError } from '../errors.ts';
import { parseHash } from '../range/hash.ts';
import { type HashKind, hashWords, PREFIX_DIGITS } from '../range/kind.ts';
import { RangeSearch } from '../range/lookup.ts';
import type { PackedRange } from '../range/packed.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import { entryAt, type RangeEntry } from '../range/wire.ts';
import type { StoreReader } from '../store/reader.ts';
import { inMemory } from '../table/input/table-reader.ts';
import { describeTable } from '../table/table.ts';
import { forEachJoined, MIN_BLOCKS, maxWords } from './keys/key-block.ts';
import { type MatchOptions, matchTable } from './match-table.ts';

/** Number of ranges tested, each with one stored hash and one random hash. */
const SAMPLES = 8;

/**
 * @param prefixes of ranges that the accounts needed and the store has
 * @throws CredcheckError INTERNAL when any of the hashes has the wrong result
 */
export async function selfTest(
	store: StoreReader,
	prefixes: readonly Prefix[],
	options: MatchOptions,
): Promise<void> {
	const expected: RangeEntry[] = [];
	for (const prefix of spread(prefixes)) {
		const stored = store.range(prefix);
		if (stored.kind !== 'range') continue;
		expected.push(
			entryAt(stored.range, prefix, randomInt(stored.range.size)),
			randomEntry(stored.range, prefix, store.kind),
		);
	}
	if (expected.length === 0) return;
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
	const isRight = expected.every(({ count }, index) => found[index] === count);
	if (isRight && checked === expected.length) return;
	throw new CredcheckError(
		'INTERNAL',
		'the self-test failed: a hash from the store was not found with its count, or a random hash was found',
		'nothing was reported; run credcheck verify, and report this as a bug if the store is not damaged',
	);
}

/** Up to `SAMPLES` of the prefixes, evenly spaced. */
function spread(prefixes: readonly Prefix[]): Prefix[] {
	const step = Math.max(1, prefixes.length / SAMPLES);
	const count = Math.min(SAMPLES, prefixes.length);
	return Array.from({ length: count }, (_, at) => prefixes[Math.floor(at * step)] as Prefix);
}

/** A random hash with this prefix that the range does not have. */
function randomEntry(range: PackedRange, prefix: Prefix, kind: HashKind): RangeEntry {
	const words = new Uint32Array(hashWords(kind));
	for (;;) {
		const random = randomBytes(kind.bytes).toString('hex').toUpperCase();
		const hash = formatPrefix(prefix) + random.slice(PREFIX_DIGITS);
		parseHash(hash, kind, words, 0);
		if (new RangeSearch(range).find(words, 0) < 0) return { hash, count: 0 };
	}
}
