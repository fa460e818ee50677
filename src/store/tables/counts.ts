/**
 * How many hashes of the store have which counts: what lists round counts by (see `verdict/count-classes.ts`). It is one
 * row, which changes with each batch of ranges; of a row for each bin some 400 would.
 */

import {
	binOf,
	binStart,
	COUNT_BINS,
	type CountedHashes,
	type CountTally,
} from '../../range/count-bins.ts';

/** `tally` is as `formatTally` writes it. */
export const COUNTS_TABLE = `
	CREATE TABLE counts (
		id INTEGER PRIMARY KEY,
		tally TEXT NOT NULL,
		sum INTEGER NOT NULL
	);`;

/** What `formatTally` writes. */
export const TALLY_TEXT = /^(?:\d{1,16}:[1-9]\d{0,15}(?: (?=\d)|$))*$/;

/** The id of the one row. It is not there where the counts of a range that was replaced could not be read. */
export const COUNTS_ROW = 1;

/** `COUNT:HASHES` of each bin with hashes, with spaces between them. */
export function formatTally(tally: CountTally): string {
	const bins: string[] = [];
	tally.forEach((hashes, bin) => {
		if (hashes !== 0) bins.push(`${binStart(bin)}:${hashes}`);
	});
	return bins.join(' ');
}

export function parseTally(text: string): CountedHashes[] {
	const bins = text.split(' ').filter((bin) => bin !== '');
	return bins.map((bin) => {
		const [count = 0, hashes = 0] = bin.split(':').map(Number);
		return { count, hashes };
	});
}

export function tallyOf(counted: readonly CountedHashes[]): CountTally {
	const tally: CountTally = new Float64Array(COUNT_BINS);
	for (const { count, hashes } of counted) tally[binOf(count)] = hashes;
	return tally;
}
