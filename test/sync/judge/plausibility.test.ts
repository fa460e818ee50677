import { describe, expect, it } from 'vitest';
import { implausibility, usualSize } from '../../../src/sync/judge/plausibility.ts';

const totals = (ranges: number, hashes: number) => ({ ranges, hashes });

/** A range that is missing from the store. */
const missing = (hashes: number) => ({ hashes, stored: undefined, retained: undefined });

describe('a range', () => {
	it('a range of any size is accepted while few ranges are known', () => {
		expect(usualSize(totals(63, 63 * 1900))).toBe(0);
		expect(usualSize(totals(1000, 1000 * 5))).toBe(0);
		expect(implausibility(missing(1), 0)).toBeUndefined();
	});

	it('a range with less than a quarter or more than four times the usual size is refused', () => {
		const usual = usualSize(totals(64, 64 * 1900));
		expect(usual).toBe(1900);
		expect(implausibility(missing(475), usual)).toBeUndefined();
		expect(implausibility(missing(474), usual)).toContain(
			'only 474 hashes where other ranges have',
		);
		expect(implausibility(missing(7600), usual)).toBeUndefined();
		expect(implausibility(missing(7601), usual)).toContain('where other ranges have 1900');
	});

	it('a range with less than three quarters of its stored size is refused', () => {
		expect(implausibility({ hashes: 15, stored: 20, retained: 15 }, 0)).toBeUndefined();
		expect(implausibility({ hashes: 14, stored: 20, retained: 14 }, 0)).toContain('20 are stored');
	});

	it('a range that lost too many of its stored hashes is refused, unless it has few', () => {
		const reason = implausibility({ hashes: 2000, stored: 1900, retained: 12 }, 0);
		expect(reason).toContain('only 12 of the 1900 stored hashes');
		expect(implausibility({ hashes: 2000, stored: 1900, retained: 1425 }, 0)).toBeUndefined();
		expect(implausibility({ hashes: 20, stored: 20, retained: 0 }, 0)).toBeUndefined();
		// The stored range is damaged, so it cannot be compared.
		expect(implausibility({ hashes: 1900, stored: 1900, retained: undefined }, 0)).toBeUndefined();
	});
});
