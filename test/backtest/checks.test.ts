import { expect, it } from 'vitest';
import { assertListed } from '../../src/backtest/checks.ts';
import { noCounts } from '../../src/lists/candidate-counts.ts';
import type { ListFile } from '../../src/output/list-file.ts';

/** Whether lists with these numbers of accounts pass as complete. */
function listed(critical: number, high: number, limit?: number): boolean {
	const lists = { CRITICAL: { rows: critical } as ListFile, HIGH: { rows: high } as ListFile };
	try {
		assertListed(lists, { ...noCounts(), CRITICAL: 3, HIGH: 7, excluded: 2 }, limit);
		return true;
	} catch {
		return false;
	}
}

it('lists hold every candidate that is neither excluded nor beyond the limit, and no other', () => {
	expect(listed(3, 5)).toBe(true);
	expect(listed(3, 4)).toBe(false);
	expect(listed(3, 6)).toBe(false);
	expect(listed(3, 1, 4)).toBe(true);
	expect(listed(3, 5, 4)).toBe(false);
	expect(listed(3, 5, 100)).toBe(true);
});
