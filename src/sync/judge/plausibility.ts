/**
 * Whether a range whose lines are all valid can be whole and of its prefix: a body may be cut between two
 * lines, or belong to another prefix, and no line would show it.
 */

import { leastBySpread, MIN_HASHES } from '../../range/spread.ts';

/** Minimum share of the stored hashes: passwords are added and hardly ever removed. */
const STORED_SHARE = 0.75;
/**
 * Maximum multiple of the usual size. Wider than chance: a corpus grows, and 00000 alone had nearly 12 sigma more
 * than the others in November 2024.
 */
const MOST_TIMES_USUAL = 4;
/** With fewer ranges, the average does not show what is usual. */
export const MIN_RANGES = 64;

/** Ranges and their hashes, to compare another range with. */
export interface HeldRanges {
	readonly ranges: number;
	readonly hashes: number;
}

/** The sizes that a range may have, given the others. */
export interface UsualSize {
	/** Hashes of an average range. */
	readonly mean: number;
	readonly least: number;
	readonly most: number;
}

/** Undefined when there are too few ranges, or too few hashes in each, to show what is usual. */
export function usualSize({ ranges, hashes }: HeldRanges): UsualSize | undefined {
	const mean = ranges < MIN_RANGES ? 0 : hashes / ranges;
	if (mean < MIN_HASHES) return undefined;
	return { mean, least: leastBySpread(mean, ranges), most: mean * MOST_TIMES_USUAL };
}

export interface RangeFigures {
	readonly hashes: number;
	/** Hashes of the stored range; undefined when it is missing, or not to be compared. */
	readonly stored: number | undefined;
	/** How many of the stored hashes the new range contains; undefined when that is not known. */
	readonly retained: number | undefined;
}

/** Why a range cannot be whole, or not of its prefix; undefined when it can. */
export function implausibility(
	{ hashes, stored, retained }: RangeFigures,
	usual: UsualSize | undefined,
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
	// A range that has all that is stored of it is no worse than the stored copy, however the others have grown.
	const isSuperset = stored !== undefined && stored >= MIN_HASHES && retained === stored;
	if (usual === undefined || isSuperset) return undefined;
	if (hashes < usual.least) return tooFew(hashes, usual);
	if (hashes > usual.most) {
		return `${hashes} hashes where other ranges have ${Math.round(usual.mean)}`;
	}
	return undefined;
}

/** Why a range is refused that has fewer hashes than chance allows. */
export function tooFew(hashes: number, { mean }: UsualSize): string {
	return `only ${hashes} hashes where other ranges have ${Math.round(mean)}`;
}

/** Whether a plausible range shares so many hashes with the stored one that it must be of the same prefix. */
export function isProved({ stored, retained }: RangeFigures): boolean {
	return stored !== undefined && stored >= MIN_HASHES && retained !== undefined;
}
