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

/** Candidates that may accumulate, besides twice the limit, before surplus ones are discarded. */
const MAX_SURPLUS = 100_000;

/** Candidates in input order, as parallel arrays: an object for each would take five times the memory. */
export class Selection {
	readonly #limit: Limit;
	#rows = new Uint32Array();
	#counts = new Float64Array();
	#critical = new Uint8Array();
	#size = 0;

	constructor(limit: Limit) {
		this.#limit = limit;
	}

	/** @param candidates of the next block, ascending */
	add({ rows, counts, critical }: CandidateRows): void {
		this.#makeRoom(this.#size + rows.length);
		this.#rows.set(rows, this.#size);
		this.#counts.set(counts, this.#size);
		this.#critical.set(critical, this.#size);
		this.#size += rows.length;
		if (this.#size > this.#mostKept()) this.#discardSurplus();
	}

	/** The candidates to list; call it after the last `add`. */
	chosen(): ChosenRows {
		this.#discardSurplus();
		return { rows: this.#rows.slice(0, this.#size), counts: this.#counts.slice(0, this.#size) };
	}

	#mostKept(): number {
		return 2 * this.#limit.most + MAX_SURPLUS;
	}

	#makeRoom(size: number): void {
		if (size <= this.#rows.length) return;
		const room = Math.max(size, Math.min(2 * this.#rows.length, this.#mostKept()));
		const [rows, counts, critical] = [this.#rows, this.#counts, this.#critical];
		this.#rows = new Uint32Array(room);
		this.#counts = new Float64Array(room);
		this.#critical = new Uint8Array(room);
		this.#rows.set(rows);
		this.#counts.set(counts);
		this.#critical.set(critical);
	}

	#discardSurplus(): void {
		const { most, order } = this.#limit;
		if (this.#size <= most) return;
		const [rows, counts, critical] = [this.#rows, this.#counts, this.#critical];
		const ranks = new Float64Array(this.#size);
		if (order === 'count')
			for (let at = 0; at < ranks.length; at += 1) ranks[at] = this.#rankOf(at);
		const best = new Uint32Array(this.#size)
			.map((_, at) => at)
			.sort(
				(a, b) =>
					(critical[b] as number) - (critical[a] as number) ||
					(ranks[b] as number) - (ranks[a] as number) ||
					a - b,
			);
		this.#size = most;
		// In input order again. None moves beyond one that has not moved yet.
		best
			.subarray(0, most)
			.sort()
			.forEach((from, to) => {
				rows[to] = rows[from] as number;
				counts[to] = counts[from] as number;
				critical[to] = critical[from] as number;
			});
	}

	#rankOf(at: number): number {
		const { shownCounts } = this.#limit;
		const count = this.#counts[at] as number;
		const seen = count === RANGE_MISSING ? 0 : count;
		return shownCounts === undefined ? seen : shownRank(shownCounts, seen);
	}
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
