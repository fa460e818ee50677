/** The counts that a store keeps of its hashes are those of its ranges, whatever was done to it. */

import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNT_BINS, tallyCounts } from '../../src/range/count-bins.ts';
import { SHA1 } from '../../src/range/kind.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { StoreReader } from '../../src/store/reader.ts';
import type { CheckOutcome } from '../../src/store/tables/check-outcome.ts';
import { COUNTS_ROW, formatTally } from '../../src/store/tables/counts.ts';
import { StoreTables } from '../../src/store/tables/store-tables.ts';
import { openStoreForWriting } from '../../src/store/writer.ts';
import { credcheck, onlyJson } from '../support/credcheck.ts';
import { changedRange } from '../support/outcomes.ts';
import { madeUpEntries, madeUpRanges, rangeText, writeRangeFolder } from '../support/ranges.ts';
import { flipBit } from '../support/store.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { THOROUGH } from '../support/thorough.ts';

/** As they are in the ranges themselves. */
function countedInRanges(store: StoreReader): string {
	const tally = new Float64Array(COUNT_BINS);
	for (const prefix of store.storedPrefixes()) {
		const stored = store.range(prefix);
		if (stored.kind === 'range') tallyCounts(stored.range, tally, 1);
	}
	return formatTally(tally);
}

function countsIn(path: string) {
	const store = openStore(path);
	try {
		return { kept: store.counts(), counted: countedInRanges(store) };
	} finally {
		store.close();
	}
}

/** A range with other suffixes and counts in each edition. */
function received(prefix: number, edition: number): CheckOutcome {
	const name = prefix.toString(16).toUpperCase().padStart(5, '0');
	const entries = madeUpEntries(name, 5 + edition, edition).map(({ suffix, count }, index) => ({
		suffix,
		count: count * 10 ** (index % edition),
	}));
	return changedRange(prefix, rangeText(entries));
}

describe('the counts of a store', () => {
	it('are those of its ranges, whatever ranges were stored, replaced and withdrawn, in whatever batches', () => {
		const outcome = fc
			.record({ prefix: fc.nat(3), edition: fc.nat(4) })
			.map(
				({ prefix, edition }): CheckOutcome =>
					edition === 0
						? { kind: 'withdrawn', prefix, reason: 'another body' }
						: received(prefix, edition),
			);
		fc.assert(
			fc.property(fc.array(fc.array(outcome, { maxLength: 5 }), { maxLength: 5 }), (batches) => {
				const path = join(temporaryFolder(), 'store.sqlite');
				const writer = openStoreForWriting(path, SHA1);
				for (const batch of batches) {
					writer.record(batch, 'somewhere', 1000);
					expect(writer.reader.counts()).toBe(countedInRanges(writer.reader));
				}
				writer.close();
			}),
			{ numRuns: THOROUGH ? 100 : 12 },
		);
	});

	it('are kept by a sync, a refresh and a copy of a range that was damaged', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const sync = async (edition: number, ...flags: string[]) => {
			const source = writeRangeFolder(
				join(folder, String(edition)),
				madeUpRanges(90, 20 + edition, 1),
			);
			const run = await credcheck(['sync', '--source', source, '--store', store, ...flags]);
			expect(run.code).toBe(0);
			return countsIn(store);
		};
		const first = await sync(1);
		expect(first.kept).toBe(first.counted);
		// With 90 ranges on threads, with fewer without.
		const next = await sync(2, '--full');
		expect(next).toEqual({ kept: next.counted, counted: next.counted });
		expect(next.kept).not.toBe(first.kept);
		flipBit(store, 7, 100);
		const mended = await sync(3, '--full', '--prefixes', '00000-0000F');
		expect(mended.kept).toBe(mended.counted);
	});

	it('that are others than those of the ranges are found by verify, and counted anew by --repair', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(9));
		await credcheck(['sync', '--source', source, '--store', store]);
		const { counted } = countsIn(store);
		const database = openDatabase(store, {});
		const tables = new StoreTables(database);
		// Well written, and with the right sum.
		tables.change(() => tables.counts.put([COUNTS_ROW, '1:100 2:80']));
		database.close();

		const found = await credcheck(['verify', '--store', store, '--json']);
		expect(found.code).toBe(3);
		expect(onlyJson(found.stdout)).toMatchObject({ damaged: 0, damagedTables: ['counts'] });
		const args = ['verify', '--repair', '--source', source, '--store', store];
		expect((await credcheck(args)).code).toBe(0);
		expect(countsIn(store).kept).toBe(counted);
		expect((await credcheck(['verify', '--store', store])).code).toBe(0);
	});

	it('that are gone are damage to a sync, which does not count others in their place', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(3));
		await credcheck(['sync', '--source', source, '--store', store]);
		const database = openDatabase(store, {});
		database.exec('DELETE FROM counts');
		database.close();
		const run = await credcheck(['sync', '--full', '--source', source, '--store', store]);
		expect(run.code).toBe(3);
		expect(run.stderr).toContain('its table of counts is not as it was written');
	});

	it('of a range that stays damaged are unknown, and its hashes hide nobody', async () => {
		const folder = temporaryFolder();
		const store = join(folder, 'store.sqlite');
		const source = writeRangeFolder(join(folder, 'ranges'), madeUpRanges(3));
		await credcheck(['sync', '--source', source, '--store', store]);
		flipBit(store, 1, 100);
		flipBit(store, 2, 100);
		const half = writeRangeFolder(join(folder, 'half'), new Map([...madeUpRanges(3)].slice(0, 2)));
		const run = await credcheck(['verify', '--repair', '--source', half, '--store', store]);
		expect(run.code).toBe(3);
		const reader = openStore(store);
		const counted = reader.countedHashes(reader.totals());
		reader.close();
		expect(counted[0]).toEqual({ count: 0, hashes: 20 });
		expect(counted.reduce((sum, { hashes }) => sum + hashes, 0)).toBe(60);
	});
});
