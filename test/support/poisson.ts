/** Sizes of ranges as chance makes them. */

/** Draws Poisson numbers of a given mean; the same seed draws the same ones. */
export function poisson(seed: number): (mean: number) => number {
	let state = seed >>> 0 || 1;
	/** From 0 up to, not including, 1 (xorshift). */
	const random = () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) / 2 ** 32;
	};
	return (mean) => {
		// Events at exponential distances, until they pass the mean.
		let events = -1;
		for (let at = 0; at < mean; events += 1) at -= Math.log(1 - random());
		return Math.max(0, events);
	};
}
