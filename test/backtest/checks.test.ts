import { expect, it } from 'vitest';
import { assertAgree, assertListed } from '../../src/backtest/checks.ts';
import { noCounts } from '../../src/lists/candidate-counts.ts';
import type { TableMatch } from '../../src/match/match-table.ts';
import type { ListFile } from '../../src/output/list-file.ts';

function passes(check: () => void): boolean {
	try {
		check();
		return true;
	} catch {
		return false;
	}
}

it('the lists must have as many candidates as are neither excluded nor beyond the limit', () => {
	const listed = (critical: number, high: number, limit?: number) => {
		const lists = { CRITICAL: { rows: critical } as ListFile, HIGH: { rows: high } as ListFile };
		const counts = { ...noCounts(), CRITICAL: 3, HIGH: 7, excluded: 2 };
		return passes(() => assertListed(lists, counts, limit));
	};
	expect(listed(3, 5)).toBe(true);
	expect(listed(3, 4)).toBe(false);
	expect(listed(3, 6)).toBe(false);
	expect(listed(3, 1, 4)).toBe(true);
	expect(listed(3, 5, 4)).toBe(false);
	expect(listed(3, 5, 100)).toBe(true);
});

/** @param candidates as counted while lists are written; the join found six accounts */
function agrees(candidates: { CRITICAL: number; HIGH: number; unmatched: number }): boolean {
	// Six accounts with a count of 5 or more, and four below.
	const match = {
		counts: [
			[1, 4],
			[5, 2],
			[900, 4],
		],
	} as unknown as TableMatch;
	return passes(() => assertAgree(match, { ...noCounts(), ...candidates }, 5));
}

it('the lists must have as many matched accounts as the join found', () => {
	expect(agrees({ CRITICAL: 2, HIGH: 4, unmatched: 0 })).toBe(true);
	expect(agrees({ CRITICAL: 2, HIGH: 3, unmatched: 0 })).toBe(false);
	expect(agrees({ CRITICAL: 2, HIGH: 5, unmatched: 0 })).toBe(false);
});

it('candidates that did not match are not compared with what the join found', () => {
	expect(agrees({ CRITICAL: 2, HIGH: 9, unmatched: 5 })).toBe(true);
	expect(agrees({ CRITICAL: 2, HIGH: 9, unmatched: 4 })).toBe(false);
});
