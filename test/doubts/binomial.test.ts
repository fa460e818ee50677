import { describe, expect, it } from 'vitest';
import { atMost } from '../../src/doubts/binomial.ts';

/** The same probability in whole numbers: `trials` draws of which `hits` in `of` succeed. */
function exactAtMost(most: number, trials: number, hits: bigint, of: bigint): number {
	let ways = 1n;
	let sum = 0n;
	for (let successes = 0n; successes <= BigInt(most); successes += 1n) {
		const left = BigInt(trials) - successes;
		sum += ways * hits ** successes * (of - hits) ** left;
		ways = (ways * left) / (successes + 1n);
	}
	// Twenty-five digits, of which a number keeps sixteen.
	const digits = 10n ** 330n;
	return toNumber((sum * digits) / of ** BigInt(trials), 330);
}

/** A whole number divided by a power of ten that no number can hold. */
function toNumber(value: bigint, exponent: number): number {
	const text = value.toString();
	return Number(`${text.slice(0, 20)}e${text.length - Math.min(20, text.length) - exponent}`);
}

describe('the probability of so few matches', () => {
	it('is exact, whatever the number of accounts and the rate', () => {
		for (const [hits, of] of [
			[1n, 20n],
			[1n, 2n],
			[3n, 1000n],
			[19n, 20n],
		] as const) {
			for (const trials of [1, 2, 15, 16, 17, 30, 135, 400, 1000]) {
				for (const most of new Set([0, 1, 2, 7, trials >> 4, trials >> 1, trials - 1])) {
					if (most >= trials) continue;
					const exact = exactAtMost(most, trials, hits, of);
					if (exact < 1e-300) continue;
					const own = atMost(most, trials, Number(hits) / Number(of));
					expect(Math.abs(own / exact - 1), `${most} of ${trials} at ${hits}/${of}`).toBeLessThan(
						1e-9,
					);
				}
			}
		}
	});

	it('is that of no match in a closed form, and that of the median about a half, for millions', () => {
		expect(atMost(0, 1_000_000, 1e-5)).toBeCloseTo(Math.exp(1e6 * Math.log1p(-1e-5)), 10);
		for (const trials of [10_000, 1_000_000, 4_000_000_000]) {
			// The normal distribution, which it comes closer to the more trials there are.
			expect(Math.abs(atMost(trials / 20, trials, 0.05) - 0.5)).toBeLessThan(2 / Math.sqrt(trials));
			const deviation = Math.sqrt(trials * 0.05 * 0.95);
			expect(atMost(Math.round(trials / 20 - 3 * deviation), trials, 0.05)).toBeCloseTo(0.00135, 3);
		}
	});

	it('never falls as the matches rise, nor leaves 0 to 1', () => {
		let before = 0;
		for (let most = -1; most <= 501; most += 1) {
			const now = atMost(most, 500, 0.05);
			expect(now).toBeGreaterThanOrEqual(before);
			expect(now).toBeLessThanOrEqual(1);
			before = now;
		}
		expect(before).toBe(1);
		expect(atMost(0, 10, 0)).toBe(1);
		expect(atMost(9, 10, 1)).toBe(0);
	});
});
