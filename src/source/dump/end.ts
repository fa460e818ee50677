/**
 * What the end of a dump tells: a file cut short still has valid lines. Its last range then has fewer of them than
 * chance allows, or its last line has no end, and a count that was cut cannot be told by itself.
 */

import { formatPrefix, PREFIX_COUNT, type Prefix } from '../../range/prefix.ts';
import { leastBySpread } from '../../range/spread.ts';
import { formatNumber } from '../../text/format.ts';

export interface RangeOffsets {
	/**
	 * Where the lines of each prefix begin, in bytes of the (unzipped) file: 8 MiB for a file of any size. They
	 * end where those of the next prefix begin, at once for a prefix without lines. One more offset marks the end
	 * of the file.
	 */
	readonly starts: Float64Array;
	/** How many prefixes have lines. */
	readonly ranges: number;
	/** The last prefix that has lines. */
	readonly last: Prefix;
	/** Whether the last line has a line end. */
	readonly isEnded: boolean;
	/** Bytes of an average line of the file's beginning, with its line end. */
	readonly lineBytes: number;
}

const LAST_PREFIX = PREFIX_COUNT - 1;
/** With fewer other ranges in the file, their average does not show what is usual. */
const MIN_OTHERS = 8;
/** At most this many missing ranges are named. */
const NAMED = 10;

/**
 * Why the last range of a dump may have been cut; undefined when it cannot.
 *
 * @param text the lines of the last range
 */
export function cutShort(
	{ starts, ranges, last, isEnded, lineBytes }: RangeOffsets,
	text: Uint8Array,
): string | undefined {
	const lines = countLines(text);
	const others = ranges - 1;
	// Lines are of about the same length throughout, so those of the others need not be counted.
	const mean = others === 0 ? 0 : (starts[last] as number) / others / lineBytes;
	const least = others < MIN_OTHERS ? 0 : leastBySpread(mean, others);
	if (lines < least) {
		return `only ${formatNumber(lines)} ${lines === 1 ? 'hash' : 'hashes'} where the other ranges of the file have about ${formatNumber(Math.round(mean))}: the file was cut short`;
	}
	// Some programs write no last line end. Nothing is missing then but, at worst, digits of the last count.
	if (isEnded || (last === LAST_PREFIX && least > 0)) return undefined;
	return 'the last line of the file has no line end, so its count may be cut short: if the file is whole, add one';
}

/** What to tell the user of a dump that lacks ranges; undefined when it has all. */
export function describeGaps(
	{ starts, ranges, last }: RangeOffsets,
	path: string,
): string | undefined {
	if (ranges === PREFIX_COUNT) return undefined;
	if (last < LAST_PREFIX) {
		return `${path} ends at ${formatPrefix(last)}, before FFFFF, and has ${formatNumber(ranges)} of ${formatNumber(PREFIX_COUNT)} ranges: if it should have all, it was cut short`;
	}
	const absent: string[] = [];
	for (let prefix = 0; absent.length < NAMED && prefix < PREFIX_COUNT; prefix += 1) {
		if (starts[prefix] === starts[prefix + 1]) absent.push(formatPrefix(prefix));
	}
	const number = PREFIX_COUNT - ranges;
	const more = number > absent.length ? ' and more' : '';
	return `${path} has no lines for ${formatNumber(number)} of ${formatNumber(PREFIX_COUNT)} ranges: ${absent.join(', ')}${more}`;
}

/** Lines that hold something. */
export function countLines(text: Uint8Array): number {
	return Buffer.from(text.buffer, text.byteOffset, text.length)
		.toString('latin1')
		.split('\n')
		.filter((line) => line.trim() !== '').length;
}
