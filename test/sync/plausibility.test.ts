import { describe, expect, it } from 'vitest';
import { implausibility, usualSize } from '../../src/sync/plausibility.ts';

const holdings = (ranges: number, hashes: number) => ({
	ranges,
	hashes,
	oldestCheck: undefined,
	newestCheck: undefined,
});

describe('a range', () => {
	it('is taken whatever its size while little is known', () => {
		expect(usualSize(holdings(63, 63 * 1900))).toBe(0);
		expect(usualSize(holdings(1000, 1000 * 5))).toBe(0);
		expect(implausibility(1, undefined, 0)).toBeUndefined();
	});

	it('is refused with less than half of what is held of it, or of what the others have', () => {
		const usual = usualSize(holdings(64, 64 * 1900));
		expect(usual).toBe(1900);
		expect(implausibility(950, undefined, usual)).toBeUndefined();
		expect(implausibility(949, undefined, usual)).toContain('other ranges have 1900');
		expect(implausibility(999, 2000, usual)).toContain('2000 are held');
		expect(implausibility(1000, 2000, usual)).toBeUndefined();
	});
});
