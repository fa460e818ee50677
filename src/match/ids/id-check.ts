/**
 * Checks the ids of a block while its keys are read: which are unusable, and whether one repeats. The ids of most
 * exports are in ascending order, and then nothing needs to be remembered: if each is greater than the one before,
 * none repeats. Otherwise they go into the table of `SeenIds`.
 */

import type { RowIndex } from '../../kernels/row-index.ts';
import { hasLostDigits, IdCell, type IdFault } from '../../table/columns/id-cell.ts';
import type { BlockRows } from '../../table/csv/block-rows.ts';
import { type FingerprintSeed, IdFingerprint } from './id-fingerprint.ts';
import { compareIds, type IdOrder } from './id-order.ts';
import { ALL_IDS, SeenIds } from './seen-ids.ts';

/** How a pass finds repeated ids; undefined if it does not look for them. */
export type RepeatTest =
	| { readonly kind: 'order'; readonly order: IdOrder }
	| { readonly kind: 'seen'; readonly slots: Int32Array; readonly seed: FingerprintSeed };

export interface IdCheckInput {
	/** The column of ids. */
	readonly column: number;
	readonly test: RepeatTest | undefined;
}

export interface CheckedIds {
	/** Rows with an unusable id, by why. */
	readonly faults: Readonly<Record<IdFault, number>>;
	/** Rows whose id is a number with lost digits. */
	readonly lostDigits: number;
	/** The first and the last id, if there is a test of the order and this block passes it; undefined without ids. */
	readonly ends: { readonly first: Uint8Array; readonly last: Uint8Array } | undefined;
	/** False if there is a test of the order and this block does not pass it. */
	readonly isAscending: boolean;
	/** As in `SeenIds`; 0 without it. */
	readonly again: number;
	readonly repeated: number;
	readonly isFull: boolean;
}

export class IdCheck {
	readonly #column: number;
	readonly #cell = new IdCell();
	readonly #faults = { empty: 0, no_value: 0, rounded_number: 0 };
	#lostDigits = 0;
	/** The table, if the test needs one. */
	readonly #seen: SeenIds | undefined;
	readonly #print: IdFingerprint | undefined;
	/** The order to test; undefined without such a test, and once it has failed. */
	#order: IdOrder | undefined;
	#isAscending = true;
	#first: Uint8Array | undefined;
	/** The id before: its bytes may be those of the block. */
	#before: Uint8Array | undefined;
	#beforeFrom = 0;
	#beforeTo = 0;

	constructor({ column, test }: IdCheckInput) {
		this.#column = column;
		if (test?.kind === 'order') this.#order = test.order;
		if (test?.kind !== 'seen') return;
		this.#seen = new SeenIds(test.slots, ALL_IDS);
		this.#print = new IdFingerprint(test.seed);
	}

	/** Checks the id of the current row. */
	row(rows: BlockRows): void {
		this.#cell.locate(rows, this.#column);
		this.#check();
	}

	/** Checks the ids of rows of the block `bytes`, from index `first` up to `end`. */
	indexed(bytes: Buffer, index: RowIndex, first: number, end: number): void {
		const column = this.#column;
		for (let row = first; row < end; row += 1) {
			this.#cell.set(bytes, index.cellBegin(row, column), index.cellEnd(row, column));
			this.#check();
			// All that follow in order need no look of their own, but the last is compared with the next.
			if (this.#order === undefined || !this.#isBefore(bytes, index, row)) continue;
			const next = index.ascendingUntil(row + 1, end, column, this.#order === 'number');
			row = next - 1;
			this.#beforeFrom = index.cellBegin(row, column);
			this.#beforeTo = index.cellEnd(row, column);
		}
	}

	/** Whether the id before is that of the row, as its cell has it. */
	#isBefore(bytes: Buffer, index: RowIndex, row: number): boolean {
		return (
			this.#before === bytes &&
			this.#beforeFrom === index.cellBegin(row, this.#column) &&
			this.#beforeTo === index.cellEnd(row, this.#column)
		);
	}

	#check(): void {
		const cell = this.#cell;
		const { bytes, from, to } = cell;
		const { fault } = cell;
		if (fault !== undefined) {
			this.#faults[fault] += 1;
			return;
		}
		if (hasLostDigits(bytes, from, to)) this.#lostDigits += 1;
		if (this.#order !== undefined) {
			this.#compare(this.#order, bytes, from, to);
		} else if (this.#seen !== undefined) {
			const print = this.#print as IdFingerprint;
			print.ofId(bytes, from, to);
			this.#seen.add(print.low, print.high);
		}
	}

	result(): CheckedIds {
		this.#seen?.flush();
		return {
			faults: this.#faults,
			lostDigits: this.#lostDigits,
			ends: this.#ends(),
			isAscending: this.#isAscending,
			again: this.#seen?.again ?? 0,
			repeated: this.#seen?.repeated ?? 0,
			isFull: this.#seen?.isFull ?? false,
		};
	}

	#ends(): CheckedIds['ends'] {
		const [first, before] = [this.#first, this.#before];
		if (!this.#isAscending || first === undefined || before === undefined) return undefined;
		return { first, last: Uint8Array.from(before.subarray(this.#beforeFrom, this.#beforeTo)) };
	}

	/** Compares the id with the one before. */
	#compare(order: IdOrder, bytes: Uint8Array, from: number, to: number): void {
		const before = this.#before;
		this.#before = bytes;
		if (before === undefined) {
			this.#first = Uint8Array.from(bytes.subarray(from, to));
		} else if (compareIds(order, before, this.#beforeFrom, this.#beforeTo, bytes, from, to) >= 0) {
			this.#isAscending = false;
			this.#order = undefined;
		}
		this.#beforeFrom = from;
		this.#beforeTo = to;
	}
}
