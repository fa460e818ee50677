/** What the first pass found out about the ids of the table, added up over its blocks. */

import type { IdFault } from '../../table/columns/id-cell.ts';
import type { CheckedIds, RepeatTest } from './id-check.ts';
import { compareIds } from './id-order.ts';

/** Whether an id is in several rows: with `unknown` another pass has to find out. */
export type Repetition = 'none' | 'some' | 'unknown';

export class IdTotals {
	readonly faults: Record<IdFault, number> = { empty: 0, no_value: 0, rounded_number: 0 };
	lostDigits = 0;
	/** As in `SeenIds`. */
	again = 0;
	repeated = 0;
	readonly #test: RepeatTest | undefined;
	/** Whether the test is conclusive so far. */
	#holds = true;
	#last: Uint8Array | undefined;

	/** @param test undefined if the first pass does not look for ids in several rows */
	constructor(test: RepeatTest | undefined) {
		this.#test = test;
	}

	/** Adds the next block, in order. */
	add(block: CheckedIds): void {
		for (const [fault, rows] of Object.entries(block.faults)) this.faults[fault as IdFault] += rows;
		this.lostDigits += block.lostDigits;
		this.again += block.again;
		this.repeated += block.repeated;
		if (block.isFull || !block.isAscending) this.#holds = false;
		if (this.#test?.kind !== 'order' || block.ends === undefined) return;
		const { first, last } = block.ends;
		if (this.#last !== undefined) {
			const before = this.#last;
			const { order } = this.#test;
			const difference = compareIds(order, before, 0, before.length, first, 0, first.length);
			if (difference >= 0) this.#holds = false;
		}
		this.#last = last;
	}

	get repetition(): Repetition {
		if (this.#test === undefined || !this.#holds) return 'unknown';
		return this.again > 0 ? 'some' : 'none';
	}
}
