/**
 * How the sizes of ranges spread. Hashes fall into ranges by chance, so sizes are Poisson: the variance is the
 * mean. A range far below the mean was cut short, though no line of it shows that.
 */

/** Of the 256 ranges 00000 to 000FF of November 2024 the smallest is 3.6 sigma below the mean, of NTLM 2.6. */
const SIGMAS = 6;
/** In a smaller average range, chance alone may leave almost nothing. */
export const MIN_HASHES = 100;

/**
 * The fewest hashes that a whole range can have by chance.
 *
 * @param mean hashes of an average range
 * @param ranges how many ranges that is the average of; the fewer, the less it is worth
 * @returns 0 when the mean is below 100, or unknown
 */
export function leastBySpread(mean: number, ranges: number): number {
	if (ranges === 0 || mean < MIN_HASHES) return 0;
	return mean - SIGMAS * Math.sqrt(mean * (1 + 1 / ranges));
}
