/**
 * Whether a range that is right in every line can be what it says it is: a body may be cut between two
 * lines, or be that of another prefix, and no line would show it.
 */

import type { StoreTotals } from '../../store/reader.ts';

/** Passwords are added and hardly ever removed. */
const HELD_SHARE = 0.75;
/** Hashes are spread evenly over the ranges. */
const USUAL_SHARE = 0.25;
/** Below these the other ranges are too few, or too small, to say what is usual. */
const MIN_RANGES = 64;
export const MIN_HASHES = 100;

/** Hashes of an average range; 0 when that says nothing yet. */
export function usualSize({ ranges, hashes }: Pick<StoreTotals, 'ranges' | 'hashes'>): number {
	const usual = ranges < MIN_RANGES ? 0 : hashes / ranges;
	return usual < MIN_HASHES ? 0 : usual;
}

export interface RangeFigures {
	readonly hashes: number;
	/** Hashes of this range as it is held, undefined when it is not. */
	readonly held: number | undefined;
	/** How many of those are in it; undefined when that could not be told. */
	readonly retained: number | undefined;
}

/**
 * Why a range cannot be whole, or not of its prefix; undefined when it can.
 *
 * @param usual as {@link usualSize} gives it
 */
export function implausibility(
	{ hashes, held, retained }: RangeFigures,
	usual: number,
): string | undefined {
	if (held !== undefined && hashes < held * HELD_SHARE) {
		return `only ${hashes} hashes where ${held} are stored`;
	}
	// Of a small range a few changes are much.
	if (held !== undefined && held >= MIN_HASHES && (retained ?? held) < held * HELD_SHARE) {
		return `it has only ${retained} of the ${held} stored hashes: is it the body of another prefix?`;
	}
	if (hashes < usual * USUAL_SHARE) {
		return `only ${hashes} hashes where other ranges have ${Math.round(usual)}`;
	}
	if (usual > 0 && hashes > usual / USUAL_SHARE) {
		return `${hashes} hashes where other ranges have ${Math.round(usual)}`;
	}
	return undefined;
}

/** Whether a plausible range has so much in common with what is held of it that it is no other's. */
export function isProved({ held, retained }: RangeFigures): boolean {
	return held !== undefined && held >= MIN_HASHES && retained !== undefined;
}
