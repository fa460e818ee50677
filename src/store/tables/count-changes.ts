/** Keeps the counts of a store's hashes up to date, in the transaction that changes its ranges. */

import {
	addChange,
	addTally,
	COUNT_BINS,
	type CountTally,
	tallyCounts,
} from '../../range/count-bins.ts';
import { viewPacked } from '../../range/packed.ts';
import type { Prefix } from '../../range/prefix.ts';
import type { StoreReader } from '../reader.ts';
import type { NewBody } from './check-outcome.ts';
import { COUNTS_ROW, formatTally, parseTally, tallyOf } from './counts.ts';
import type { ProvedTable } from './proved-table.ts';

export class CountChanges {
	readonly #store: StoreReader;
	readonly #table: ProvedTable;
	readonly #change: CountTally = new Float64Array(COUNT_BINS);
	#hasChanged = false;
	/** False once the counts of a replaced range cannot be read. */
	#isKnown = true;

	/** @param store of the connection that writes, so that it reads what was written */
	constructor(store: StoreReader, table: ProvedTable) {
		this.#store = store;
		this.#table = table;
	}

	/**
	 * Before a range is written.
	 *
	 * @param stored the checksum of the range that it replaces; undefined if there is none
	 * @param hasCheck whether the store has a check of it. Without a range that is damage
	 */
	replace(prefix: Prefix, body: NewBody, stored: unknown, hasCheck: boolean): void {
		this.#hasChanged = true;
		const { replaces } = body;
		const isCompared =
			replaces === undefined ? stored === undefined && !hasCheck : isSame(replaces, stored);
		if (isCompared) {
			addChange(this.#change, body.change);
			return;
		}
		this.remove(prefix);
		const range = viewPacked(this.#store.kind, prefix, body.packed);
		if (range === undefined) throw new Error('what was packed cannot be read');
		tallyCounts(range, this.#change, 1);
	}

	/** Before a range is removed. */
	remove(prefix: Prefix): void {
		this.#hasChanged = true;
		const stored = this.#store.range(prefix);
		if (stored.kind === 'range') tallyCounts(stored.range, this.#change, -1);
		else if (stored.kind === 'damaged') this.#isKnown = false;
	}

	/** After all ranges of the transaction. Counts that are unknown stay so until they are counted anew. */
	write(): void {
		if (!this.#hasChanged) return;
		const row = this.#table.row(COUNTS_ROW);
		if (row === undefined) return;
		const tally = tallyOf(parseTally(row[1] as string));
		addTally(tally, this.#change);
		if (this.#isKnown) this.#table.put([COUNTS_ROW, formatTally(tally)]);
		else this.#table.delete(COUNTS_ROW);
	}
}

function isSame(checksum: Uint8Array, stored: unknown): boolean {
	return Buffer.isBuffer(stored) && stored.equals(checksum);
}
