/**
 * Whether a range whose lines are all valid can be whole and of its prefix: a body may be cut between two
 * lines, or belong to another prefix, and no line would show it.
 */

import type { StoreTotals } from '../../store/reader.ts';

/** Minimum share of the stored hashes: passwords are added and hardly ever removed. */
const STORED_SHARE = 0.75;
/** Minimum share of the usual size, and the reciprocal of the maximum: hashes are spread evenly over the ranges. */
const USUAL_SHARE = 0.25;
/** With fewer ranges, or fewer hashes in each, the average does not show what is usual. */
const MIN_RANGES = 64;
export const MIN_HASHES = 100;

/** Hashes of an average range; 0 when that does not show what is usual. */
export function usualSize({ ranges, hashes }: Pick<StoreTotals, 'ranges' | 'hashes'>): number {
	const usual = ranges < MIN_RANGES ? 0 : hashes / ranges;
	return usual < MIN_HASHES ? 0 : usual;
}

export interface RangeFigures {
	readonly hashes: number;
	/** Hashes of the stored range; undefined when it is missing, or not to be compared. */
	readonly stored: number | undefined;
	/** How many of the stored hashes the new range contains; undefined when that is not known. */
	readonly retained: number | undefined;
}

/**
 * Why a range cannot be whole, or not of its prefix; undefined when it can.
 *
 * @param usual as returned by {@link usualSize}
 */
export function implausibility(
	{ hashes, stored, retained }: RangeFigures,
	usual: number,
): string | undefined {
	if (stored !== undefined && hashes < stored * STORED_SHARE) {
		return `only ${hashes} hashes where ${stored} are stored`;
	}
	// In a small range a few changes are a large share.
	if (
		stored !== undefined &&
		stored >= MIN_HASHES &&
		(retained ?? stored) < stored * STORED_SHARE
	) {
		return `it has only ${retained} of the ${stored} stored hashes: is it the body of another prefix?`;
	}
	if (hashes < usual * USUAL_SHARE) {
		return `only ${hashes} hashes where other ranges have ${Math.round(usual)}`;
	}
	if (usual > 0 && hashes > usual / USUAL_SHARE) {
		return `${hashes} hashes where other ranges have ${Math.round(usual)}`;
	}
	return undefined;
}

/** Whether a plausible range shares so many hashes with the stored one that it must be of the same prefix. */
export function isProved({ stored, retained }: RangeFigures): boolean {
	return stored !== undefined && stored >= MIN_HASHES && retained !== undefined;
}
