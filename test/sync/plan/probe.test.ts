import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROBES } from '../../../src/sync/defaults.ts';
import { pickProbes } from '../../../src/sync/plan/probe.ts';

describe('a probe', () => {
	it('takes one of each stretch, whatever chance says', () => {
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

	it('takes others the next time', () => {
		const prefixes = Array.from({ length: 1_048_576 }, (_, prefix) => prefix);
		expect(pickProbes(prefixes, Math.random)).not.toEqual(pickProbes(prefixes, Math.random));
	});

	it('takes none where there are too few to spare any', () => {
		expect(
			pickProbes(
				Array.from({ length: 2 * PROBES - 1 }, () => 1),
				Math.random,
			),
		).toEqual([]);
	});
});
