import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../src/cohorts/wilson-interval.ts';

const rounded = (found: number, size: number) =>
	wilsonInterval(found, size).map((bound) => bound.toFixed(4));

describe("Wilson's interval", () => {
	// Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17
	// (1998), table I, method 3: the score interval without continuity correction.
	it.each([
		[81, 263, '0.2553', '0.3662'],
		[15, 148, '0.0624', '0.1605'],
		[0, 20, '0.0000', '0.1611'],
		[1, 29, '0.0061', '0.1718'],
	])("Wilson's interval of %d in %d is as published", (found, size, low, high) => {
		expect(rounded(found, size)).toEqual([low, high]);
	});

	it("Wilson's interval of all ends at 1, of none begins at 0, and of no accounts is 0 to 1", () => {
		expect(wilsonInterval(20, 20)[1]).toBe(1);
		expect(rounded(20, 20)).toEqual(['0.8389', '1.0000']);
		expect(wilsonInterval(0, 20)[0]).toBe(0);
		expect(wilsonInterval(0, 0)).toEqual([0, 1]);
	});

	it("Wilson's interval contains the share, stays within 0 and 1, and is symmetrical", () => {
		const group = fc
			.integer({ min: 1, max: 10_000_000 })
			.chain((size) => fc.tuple(fc.nat(size), fc.constant(size)));
		fc.assert(
			fc.property(group, ([found, size]) => {
				const [low, high] = wilsonInterval(found, size);
				expect(low).toBeGreaterThanOrEqual(0);
				expect(low).toBeLessThanOrEqual(found / size);
				expect(high).toBeGreaterThanOrEqual(found / size);
				expect(high).toBeLessThanOrEqual(1);
				const [otherLow, otherHigh] = wilsonInterval(size - found, size);
				expect(low).toBeCloseTo(1 - otherHigh, 9);
				expect(high).toBeCloseTo(1 - otherLow, 9);
			}),
		);
	});
});
