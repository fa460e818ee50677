import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foundRows } from '../../src/match/found.ts';
import type { JoinResult } from '../../src/match/join-interval.ts';

function joined(entries: readonly (readonly [row: number, count: number])[]): JoinResult {
	return {
		rows: Uint32Array.from(entries, ([row]) => row),
		counts: Float64Array.from(entries, ([, count]) => count),
		distinct: 0,
		shared: 0,
		missingRanges: 0,
		missingKeys: 0,
		damaged: [],
	};
}

it('found rows come in row order with their own counts, whichever interval and place they come from', () => {
	const cases = fc.integer({ min: 1, max: 400 }).chain((rows) =>
		fc.record({
			rows: fc.constant(rows),
			entries: fc.uniqueArray(
				fc.tuple(fc.integer({ min: 1, max: rows }), fc.integer({ min: 1, max: 2 ** 53 - 1 })),
				{ selector: ([row]) => row, maxLength: rows, size: 'max' },
			),
			intervals: fc.integer({ min: 1, max: 5 }),
		}),
	);
	fc.assert(
		fc.property(cases, ({ rows, entries, intervals }) => {
			const results = Array.from({ length: intervals }, (_, interval) =>
				joined(entries.filter((_entry, index) => index % intervals === interval)),
			);
			const found = foundRows(results, rows);
			const reference = new Map(entries);
			const numbers = Array.from({ length: rows }, (_, index) => index + 1);
			const { countOf } = found;
			expect(numbers.map(countOf)).toEqual(numbers.map((row) => reference.get(row) ?? 0));
			expect([...found.counts]).toEqual(numbers.flatMap((row) => reference.get(row) ?? []));
			expect(found.size).toBe(reference.size);
		}),
		{ numRuns: 300 },
	);
});
