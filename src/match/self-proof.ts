/**
 * The program proves itself before it reports: hashes read from the store, written into a small
 * table, must be found with their counts on the very path that the accounts took, and hashes made up
 * at random must not.
 */

import { randomBytes, randomInt } from 'node:crypto';
import { describeTable } from '../accounts/table.ts';
import type { TableFile } from '../accounts/table-file.ts';
import { CredcheckError } from '../errors.ts';
import { PREFIX_DIGITS } from '../range/kind.ts';
import type { PackedRange } from '../range/packed.ts';
import { formatPrefix, type Prefix } from '../range/prefix.ts';
import { entriesOf, type RangeEntry } from '../range/wire.ts';
import type { StoreReader } from '../store/reader.ts';
import { type MatchSetting, matchTable } from './match-table.ts';

/** Ranges that hashes are taken from, one known and one made up of each. */
const PROBES = 8;

/**
 * @param keysByPrefix which ranges the accounts needed; the probes are spread over these
 * @throws CredcheckError INTERNAL when a probe does not come out as it must
 */
export async function proveMatching(
	store: StoreReader,
	keysByPrefix: Uint32Array,
	setting: MatchSetting,
): Promise<void> {
	const known: RangeEntry[] = [];
	const expected: number[] = [];
	for (const { prefix, range } of heldAmong(store, keysByPrefix)) {
		const entries = [...entriesOf(range, prefix)];
		known.push(entries[randomInt(entries.length)] as RangeEntry, {
			hash: madeUp(prefix, entries, store.kind.bytes),
			count: 0,
		});
	}
	if (known.length === 0) return;
	for (const { count } of known) expected.push(count);
	// Both cases, since tables have both.
	const lines = known.map(({ hash }, index) => (index % 4 < 2 ? hash : hash.toLowerCase()));
	const table = await describeTable(inMemory(['hash', ...lines].join('\n')), {});
	const { found, census } = await matchTable(table, { ...setting, capacity: known.length + 2 });
	const { countOf } = found;
	const wrong = expected.findIndex((count, index) => countOf(index + 1) !== count);
	if (wrong < 0 && census.checked === known.length) return;
	throw new CredcheckError(
		'INTERNAL',
		'the self-test failed: a hash known to be in the store was not found, or one made up was',
		'nothing was reported; run credcheck verify, and report this as a bug if the store is whole',
	);
}

/** Up to PROBES of the ranges that have keys and are held, spread over them. */
function* heldAmong(
	store: StoreReader,
	keysByPrefix: Uint32Array,
): Generator<{ prefix: Prefix; range: PackedRange }> {
	const touched: Prefix[] = [];
	keysByPrefix.forEach((keys, prefix) => {
		if (keys > 0) touched.push(prefix);
	});
	const step = Math.max(1, Math.floor(touched.length / PROBES));
	let found = 0;
	// Every step-th first, then those between, until enough of them are held.
	for (let offset = 0; offset < step; offset += 1) {
		for (let at = offset; at < touched.length && found < PROBES; at += step) {
			const prefix = touched[at] as Prefix;
			const held = store.range(prefix);
			if (held.kind !== 'range') continue;
			found += 1;
			yield { prefix, range: held.range };
		}
	}
}

/** A hash of this prefix that the range does not have. */
function madeUp(prefix: Prefix, entries: readonly RangeEntry[], bytes: number): string {
	const taken = new Set(entries.map(({ hash }) => hash));
	for (;;) {
		const random = randomBytes(bytes).toString('hex').toUpperCase();
		const hash = formatPrefix(prefix) + random.slice(PREFIX_DIGITS);
		if (!taken.has(hash)) return hash;
	}
}

function inMemory(text: string): TableFile {
	const content = Buffer.from(text);
	return {
		name: 'self-test',
		bytes: content.length,
		async *chunks() {
			yield content;
		},
		async close() {},
	};
}
