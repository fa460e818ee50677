import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROBES } from '../../../src/sync/defaults.ts';
import { pickProbes } from '../../../src/sync/plan/probe.ts';

describe('a probe', () => {
	it('a probe picks one range from each section, whatever the random numbers', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 2 * PROBES, max: 5000 }),
				fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
				(size, chance) => {
					const prefixes = Array.from({ length: size }, (_, index) => index * 3);
					const probes = pickProbes(prefixes, () => chance);
					expect(new Set(probes).size).toBe(PROBES);
					for (const [index, probe] of probes.entries()) {
						expect(probe / 3).toBeGreaterThanOrEqual(Math.floor((index * size) / PROBES));
						expect(probe / 3).toBeLessThan(((index + 1) * size) / PROBES);
					}
				},
			),
		);
	});

	it('two probes pick different ranges', () => {
		const prefixes = Array.from({ length: 1_048_576 }, (_, prefix) => prefix);
		expect(pickProbes(prefixes, Math.random)).not.toEqual(pickProbes(prefixes, Math.random));
	});

	it('a set of ranges too small to skip any is not probed', () => {
		const prefixes = Array.from({ length: 2 * PROBES - 1 }, (_, prefix) => prefix);
		expect(pickProbes(prefixes, Math.random)).toEqual([]);
	});
});
