/** How far a share seen in a group may lie from the one behind it. */

/** The 97.5th percentile of the normal distribution: 95 % lie within. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval at 95 %, without a correction for continuity (Wilson 1927; Newcombe 1998,
 * method 3). Unlike the usual plus and minus it never leaves 0 to 1, and says something of a group in
 * which nobody, or everybody, was found.
 *
 * @param found 0 to `size`
 * @returns shares, 0 to 1; of an empty group all of that
 */
export function wilsonInterval(found: number, size: number): [low: number, high: number] {
	if (size === 0) return [0, 1];
	const share = found / size;
	const weight = Z ** 2 / size;
	const middle = share + weight / 2;
	const reach = Z * Math.sqrt((share * (1 - share)) / size + weight / (4 * size));
	// At the ends the exact bound is the end itself, which floating point misses by a hair.
	const low = found === 0 ? 0 : (middle - reach) / (1 + weight);
	const high = found === size ? 1 : (middle + reach) / (1 + weight);
	return [low, high];
}
