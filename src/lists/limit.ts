/** `--limit`: which candidates are listed if there are more. */

import { RANGE_MISSING } from '../match/keys/key-block.ts';
import { type ShownCounts, shownRank } from '../verdict/count-classes.ts';
import type { ChosenRows, RowInterval } from './row-matches.ts';
import type { CandidateRows } from './row-observers.ts';

export interface Limit {
	/** The most candidates to list, 1 or more. */
	readonly most: number;
	/**
	 * Among candidates of the same verdict: highest count first, as far as the lists show counts, or in input order. An
	 * order by what they do not show would tell it.
	 */
	readonly order: 'count' | 'input';
	/** What the lists show of each count; undefined for the count itself. */
	readonly shownCounts: ShownCounts | undefined;
}

interface Candidate {
	readonly row: number;
	/** Or `RANGE_MISSING`. */
	readonly count: number;
	readonly critical: boolean;
}

/** Candidates that may accumulate, besides twice the limit, before surplus ones are discarded. */
const MAX_SURPLUS = 100_000;

export class Selection {
	readonly #limit: Limit;
	readonly #candidates: Candidate[] = [];

	constructor(limit: Limit) {
		this.#limit = limit;
	}

	add({ rows, counts, critical }: CandidateRows): void {
		rows.forEach((row, index) => {
			this.#candidates.push({
				row,
				count: counts[index] as number,
				critical: critical[index] === 1,
			});
		});
		if (this.#candidates.length > 2 * this.#limit.most + MAX_SURPLUS) this.#discardSurplus();
	}

	/** The candidates to list; call it after the last `add`. */
	chosen(): ChosenRows {
		this.#discardSurplus();
		const ascending = this.#candidates.toSorted((a, b) => a.row - b.row);
		return {
			rows: Uint32Array.from(ascending, ({ row }) => row),
			counts: Float64Array.from(ascending, ({ count }) => count),
		};
	}

	#discardSurplus(): void {
		const { order, shownCounts } = this.#limit;
		const byCount = order === 'count';
		const rankOf = (candidate: Candidate) =>
			shownCounts === undefined
				? timesSeen(candidate)
				: shownRank(shownCounts, timesSeen(candidate));
		this.#candidates.sort(
			(a, b) =>
				Number(b.critical) - Number(a.critical) ||
				(byCount ? rankOf(b) - rankOf(a) : 0) ||
				a.row - b.row,
		);
		this.#candidates.splice(this.#limit.most);
	}
}

/** As far as is known. */
function timesSeen({ count }: Candidate): number {
	return count === RANGE_MISSING ? 0 : count;
}

/** The chosen rows within an interval. */
export function chosenIn(chosen: ChosenRows, { firstRow, rows }: RowInterval): ChosenRows {
	const from = firstAtLeast(chosen.rows, firstRow);
	const to = firstAtLeast(chosen.rows, firstRow + rows);
	return { rows: chosen.rows.slice(from, to), counts: chosen.counts.slice(from, to) };
}

/** The index of the first number that is not below `least`. */
function firstAtLeast(ascending: Uint32Array, least: number): number {
	let low = 0;
	let high = ascending.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((ascending[middle] as number) < least) low = middle + 1;
		else high = middle;
	}
	return low;
}
