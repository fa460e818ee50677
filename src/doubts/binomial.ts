/** The binomial distribution: how likely so few matches are if only chance is at work. */

/**
 * The probability of `most` successes or fewer in `trials` independent trials.
 *
 * @param most a whole number
 * @param trials a whole number, up to 2^32
 * @param rate the probability of success in each trial, 0 to 1
 * @returns 0 to 1, with a relative error below 1e-9 up to a million trials, and below 1e-4 beyond
 */
export function atMost(most: number, trials: number, rate: number): number {
	if (most < 0) return 0;
	if (most >= trials || rate <= 0) return 1;
	if (rate >= 1) return 0;
	// Summed from the end where terms only shrink, so that the sum ends soon and loses no digits.
	const odds = rate / (1 - rate);
	if (most < trials * rate) {
		return sumFrom(most, -1, trials, rate, (at) => at / ((trials - at + 1) * odds));
	}
	return 1 - sumFrom(most + 1, 1, trials, rate, (at) => ((trials - at) / (at + 1)) * odds);
}

/**
 * Adds the probabilities of exactly `first` successes, of one more or fewer, and so on.
 *
 * @param ratio of the next term to that at `at`
 */
function sumFrom(
	first: number,
	step: 1 | -1,
	trials: number,
	rate: number,
	ratio: (at: number) => number,
): number {
	let term = exactly(first, trials, rate);
	let sum = 0;
	for (let at = first; at >= 0 && at <= trials && term > sum * 1e-17; at += step) {
		sum += term;
		term *= ratio(at);
	}
	return Math.min(1, sum);
}

function exactly(successes: number, trials: number, rate: number): number {
	const ways = logFactorial(trials) - logFactorial(successes) - logFactorial(trials - successes);
	return Math.exp(ways + successes * Math.log(rate) + (trials - successes) * Math.log1p(-rate));
}

/** The natural logarithm of `n!`, by Stirling's series, whose first terms suffice from 16 on. */
function logFactorial(n: number): number {
	if (n < 16) {
		let product = 1;
		for (let factor = 2; factor <= n; factor += 1) product *= factor;
		return Math.log(product);
	}
	const inverse = 1 / n;
	const square = inverse * inverse;
	const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
	return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}
