import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { implausibility, type UsualSize, usualSize } from '../../../src/sync/judge/plausibility.ts';
import { poisson } from '../../support/poisson.ts';
import { THOROUGH } from '../../support/thorough.ts';

const totals = (ranges: number, hashes: number) => ({ ranges, hashes });
const usualOf = (ranges: number, mean: number) =>
	usualSize(totals(ranges, ranges * mean)) as UsualSize;

/** A range that is missing from the store. */
const missing = (hashes: number) => ({ hashes, stored: undefined, retained: undefined });

describe('a range', () => {
	it('a range of any size is accepted while few ranges are known', () => {
		expect(usualSize(totals(63, 63 * 1900))).toBeUndefined();
		expect(usualSize(totals(1000, 1000 * 5))).toBeUndefined();
		expect(implausibility(missing(1), undefined)).toBeUndefined();
	});

	it('a range more than six sigma below the others, or four times as large, is refused', () => {
		const usual = usualOf(1_000_000, 1936);
		// Sigma is 44.
		expect(implausibility(missing(1936 - 264), usual)).toBeUndefined();
		expect(implausibility(missing(1936 - 265), usual)).toBe(
			'only 1671 hashes where other ranges have 1936',
		);
		expect(implausibility(missing(7744), usual)).toBeUndefined();
		expect(implausibility(missing(7745), usual)).toBe('7745 hashes where other ranges have 1936');
	});

	it('the fewer ranges are known, the more a range may differ from them', () => {
		expect(usualOf(64, 1936).least).toBeLessThan(usualOf(1_000_000, 1936).least);
		expect(usualOf(64, 1936).least).toBeCloseTo(1936 - 6 * 44 * Math.sqrt(1 + 1 / 64));
	});

	it('ranges whose sizes are chance are all accepted, and a large one cut to 60 % is refused', () => {
		const corpus = fc.record({
			seed: fc.integer({ min: 1, max: 0x7fffffff }),
			mean: fc.integer({ min: 100, max: 2500 }),
			ranges: fc.integer({ min: 64, max: 400 }),
		});
		fc.assert(
			fc.property(corpus, ({ seed, mean, ranges }) => {
				const draw = poisson(seed);
				const sizes = Array.from({ length: ranges }, () => draw(mean));
				const hashes = sizes.reduce((sum, size) => sum + size, 0);
				const usual = usualSize({ ranges, hashes });
				for (const size of sizes) {
					expect(implausibility(missing(size), usual)).toBeUndefined();
					if (mean < 600) continue;
					expect(implausibility(missing(Math.floor(size * 0.6)), usual)).toContain('only');
				}
			}),
			{ numRuns: THOROUGH ? 300 : 30 },
		);
	});

	it('a range with less than three quarters of its stored size is refused', () => {
		const stored = (hashes: number) => ({ hashes, stored: 20, retained: hashes });
		expect(implausibility(stored(15), undefined)).toBeUndefined();
		expect(implausibility(stored(14), undefined)).toContain('20 are stored');
	});

	it('a range that lost too many of its stored hashes is refused, unless it has few', () => {
		const reason = implausibility({ hashes: 2000, stored: 1900, retained: 12 }, undefined);
		expect(reason).toContain('only 12 of the 1900 stored hashes');
		const accepted = [
			{ hashes: 2000, stored: 1900, retained: 1425 },
			{ hashes: 20, stored: 20, retained: 0 },
			// The stored range is damaged, so it cannot be compared.
			{ hashes: 1900, stored: 1900, retained: undefined },
		];
		for (const figures of accepted) expect(implausibility(figures, undefined)).toBeUndefined();
	});

	it('a range that has all of its stored hashes is accepted, however much the others have grown', () => {
		const usual = usualOf(1000, 1973);
		expect(implausibility({ hashes: 910, stored: 905, retained: 905 }, usual)).toBeUndefined();
		expect(implausibility({ hashes: 910, stored: 905, retained: 904 }, usual)).toContain(
			'only 910',
		);
	});
});
