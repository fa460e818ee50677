import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosenIn, Selection } from '../../src/lists/limit.ts';
import { type ShownCounts, shownCounts } from '../../src/verdict/count-classes.ts';

interface Candidate {
	readonly row: number;
	readonly count: number;
	readonly critical: boolean;
}

function chosenOf(
	candidates: readonly Candidate[],
	most: number,
	order: 'count' | 'input',
	blocks = 1,
	shownCounts?: ShownCounts,
) {
	const selection = new Selection({ most, order, shownCounts });
	const size = Math.ceil(candidates.length / blocks) || 1;
	for (let from = 0; from < candidates.length; from += size) {
		const own = candidates.slice(from, from + size);
		selection.add({
			rows: Uint32Array.from(own, ({ row }) => row),
			counts: Float64Array.from(own, ({ count }) => count),
			critical: Uint8Array.from(own, ({ critical }) => Number(critical)),
		});
	}
	const { rows, counts } = selection.chosen();
	return [...rows].map((row, index) => [row, counts[index]]);
}

const CANDIDATES: readonly Candidate[] = [
	{ row: 1, count: 5, critical: false },
	{ row: 2, count: 900, critical: false },
	{ row: 4, count: 1, critical: true },
	{ row: 7, count: 5, critical: false },
	{ row: 9, count: 30, critical: true },
];

describe('a limit', () => {
	it('--limit goes by tier and class of a count, so that it tells no more of counts than the lists', () => {
		// All hashes of the store are in one class, in which tiers still differ.
		const shown = shownCounts([{ count: 5, hashes: 3 }], 1);
		const counts = [5, 7, 0, 300, 900, 9];
		const candidates = counts.map((count, index) => ({ row: index + 1, count, critical: false }));
		const chosen = (most: number) => chosenOf(candidates, most, 'count', 1, shown);
		expect(chosen(1)).toEqual([[4, 300]]);
		expect(chosen(3).map(([row]) => row)).toEqual([1, 4, 5]);
		expect(chosen(5).map(([row]) => row)).toEqual([1, 2, 4, 5, 6]);
	});

	it('--limit chooses CRITICAL accounts first, then the highest counts, then the first rows', () => {
		const rows = (most: number) => chosenOf(CANDIDATES, most, 'count').map(([row]) => row);
		expect(rows(1)).toEqual([9]);
		expect(rows(2)).toEqual([4, 9]);
		expect(rows(3)).toEqual([2, 4, 9]);
		expect(rows(4)).toEqual([1, 2, 4, 9]);
		expect(rows(9)).toEqual([1, 2, 4, 7, 9]);
	});

	it('--order input chooses CRITICAL accounts first, then the first rows of each verdict', () => {
		const rows = (most: number) => chosenOf(CANDIDATES, most, 'input').map(([row]) => row);
		expect(rows(1)).toEqual([4]);
		expect(rows(3)).toEqual([1, 4, 9]);
		expect(rows(4)).toEqual([1, 2, 4, 9]);
	});

	it('--limit keeps the counts of the chosen accounts, even above 32 bits', () => {
		const rare = { row: 3, count: Number.MAX_SAFE_INTEGER, critical: false };
		expect(chosenOf([rare], 1, 'count')).toEqual([[3, Number.MAX_SAFE_INTEGER]]);
	});

	it('--limit chooses the same accounts block by block, even if it discards many on the way', () => {
		const candidates = Array.from({ length: 250_000 }, (_, index) => ({
			row: index + 1,
			count: ((index * 7919) % 1000) + 1,
			critical: index % 50_000 === 17,
		}));
		const all = chosenOf(candidates, 20, 'count');
		expect(chosenOf(candidates, 20, 'count', 60)).toEqual(all);
		expect(all.filter(([row]) => ((row as number) - 1) % 50_000 === 17)).toHaveLength(5);
		expect(all.filter(([, count]) => count === 1000)).toHaveLength(15);
	});

	it('each interval of rows has the chosen accounts among its own rows', () => {
		const ascending = fc
			.uniqueArray(fc.integer({ min: 1, max: 60 }))
			.map((rows) => rows.toSorted((a, b) => a - b));
		fc.assert(
			fc.property(ascending, fc.integer({ min: 1, max: 9 }), (rows, size) => {
				const chosen = { rows: Uint32Array.from(rows), counts: Float64Array.from(rows) };
				const found: number[] = [];
				for (let firstRow = 1; firstRow <= 60; firstRow += size) {
					const own = chosenIn(chosen, { firstRow, rows: size });
					for (const row of own.rows) {
						expect(row >= firstRow && row < firstRow + size).toBe(true);
					}
					expect([...own.counts]).toEqual([...own.rows]);
					found.push(...own.rows);
				}
				expect(found).toEqual(rows);
			}),
		);
	});
});
