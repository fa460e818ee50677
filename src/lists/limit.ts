/** The candidates that `--limit` leaves in the lists. */

import type { ChosenRows, RowInterval } from './row-matches.ts';
import type { SurveyedRows } from './row-observers.ts';

export interface Limit {
	/** Candidates to be listed, 1 or more. */
	readonly most: number;
	/** Of those of one verdict: the ones whose password was seen most often first, or those in input order. */
	readonly order: 'count' | 'input';
}

interface Candidate {
	readonly row: number;
	readonly count: number;
	readonly critical: boolean;
}

/** Candidates held beyond those that may still be listed, before the others are let go. */
const SPARE = 100_000;

export class Selection {
	readonly #limit: Limit;
	#held: Candidate[] = [];

	constructor(limit: Limit) {
		this.#limit = limit;
	}

	add({ rows, counts, critical }: SurveyedRows): void {
		rows.forEach((row, index) => {
			this.#held.push({
				row,
				count: counts[index] as number,
				critical: critical[index] === 1,
			});
		});
		if (this.#held.length > 2 * this.#limit.most + SPARE) this.#letGo();
	}

	/** What there is to be listed; to be called once all were seen. */
	chosen(): ChosenRows {
		this.#letGo();
		const ascending = this.#held.toSorted((a, b) => a.row - b.row);
		return {
			rows: Uint32Array.from(ascending, ({ row }) => row),
			counts: Float64Array.from(ascending, ({ count }) => count),
		};
	}

	#letGo(): void {
		const byCount = this.#limit.order === 'count';
		this.#held.sort(
			(a, b) =>
				Number(b.critical) - Number(a.critical) ||
				(byCount ? b.count - a.count : 0) ||
				a.row - b.row,
		);
		this.#held = this.#held.slice(0, this.#limit.most);
	}
}

/** Those of the chosen rows that lie in an interval. */
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
