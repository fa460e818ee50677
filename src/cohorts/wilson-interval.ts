/** How far the match rate of a cohort may be from its true rate, given the cohort's size. */

/** The 97.5th percentile of the normal distribution: 95 % lie within plus or minus this. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval at 95 %, without continuity correction (Wilson 1927; Newcombe 1998, method 3).
 * Unlike the usual plus and minus it stays within 0 and 1, and is not empty when nobody or everybody
 * matched.
 *
 * @param found 0 to `size`
 * @returns shares, 0 to 1; [0, 1] for size 0
 */
export function wilsonInterval(found: number, size: number): [low: number, high: number] {
	if (size === 0) return [0, 1];
	const share = found / size;
	const weight = Z ** 2 / size;
	const middle = share + weight / 2;
	const reach = Z * Math.sqrt((share * (1 - share)) / size + weight / (4 * size));
	// The exact bound is 0 or 1 there, which floating point misses slightly.
	const low = found === 0 ? 0 : (middle - reach) / (1 + weight);
	const high = found === size ? 1 : (middle + reach) / (1 + weight);
	return [low, high];
}
