/** Whether a range that is right in every line can be whole: a body may be cut between two lines. */

import type { Holdings } from '../store/reader.ts';

/** Passwords are added and hardly ever removed, and hashes are spread evenly over the ranges. */
const SHARE = 0.5;
/** Below these the other ranges are too few, or too small, to say what is usual. */
const LEAST_RANGES = 64;
const LEAST_HASHES = 100;

/** Hashes of an average range held; 0 when that says nothing yet. */
export function usualSize({ ranges, hashes }: Holdings): number {
	const usual = ranges < LEAST_RANGES ? 0 : hashes / ranges;
	return usual < LEAST_HASHES ? 0 : usual;
}

/**
 * Why a range of so many hashes cannot be whole; undefined when it can.
 *
 * @param held hashes of this range as it is held, undefined when it is not
 * @param usual as {@link usualSize} gives it
 */
export function implausibility(
	hashes: number,
	held: number | undefined,
	usual: number,
): string | undefined {
	if (held !== undefined && hashes < held * SHARE) {
		return `only ${hashes} hashes where ${held} are held`;
	}
	if (hashes < usual * SHARE) {
		return `only ${hashes} hashes where other ranges have ${Math.round(usual)}`;
	}
	return undefined;
}
