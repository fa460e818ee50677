/**
 * The ids of a table that is being matched: checked in its first pass, and compared in further ones only if some
 * repeat, or the first pass could not tell.
 */

import { leaveOut, leftOutRows } from '../../table/left-out.ts';
import type { AccountsTable } from '../../table/table.ts';
import type { KeyArena } from '../keys/key-arena.ts';
import type { ReadKeysOptions } from '../keys/read-keys.ts';
import type { ReadBlock } from '../keys/read-keys-task.ts';
import { chooseRepeatTest } from './choose-test.ts';
import type { SeenShare } from './find-repeated.ts';
import type { IdCheckInput } from './id-check.ts';
import { IdTotals } from './id-totals.ts';
import { findSameAgain, type RepeatedIds } from './same-again.ts';
import { ALL_IDS } from './seen-ids.ts';

export interface IdsOptions extends ReadKeysOptions {
	/** Words of memory for keys and ids: a quarter may go to ids. */
	readonly words: number;
}

export class IdsOfTable {
	readonly input: IdCheckInput;
	readonly totals: IdTotals;
	readonly #table: AccountsTable;
	readonly #options: IdsOptions;
	readonly #onProgress: ((rows: number) => void) | undefined;
	readonly #blockRows: number[] = [];
	#rows = 0;
	#checked = 0;
	#repeated: Promise<RepeatedIds | undefined> | undefined;

	private constructor(
		table: AccountsTable,
		input: IdCheckInput,
		options: IdsOptions,
		onProgress: ((rows: number) => void) | undefined,
	) {
		this.#table = table;
		this.input = input;
		this.totals = new IdTotals(input.test);
		this.#options = options;
		this.#onProgress = onProgress;
	}

	/**
	 * Undefined if the table has no ids.
	 *
	 * @param onProgress called with the rows that a further pass has read
	 */
	static async open(
		table: AccountsTable,
		options: IdsOptions,
		onProgress?: (rows: number) => void,
	): Promise<IdsOfTable | undefined> {
		const { id } = table.columns;
		if (id === undefined) return undefined;
		const test = mayRepeat(table)
			? await chooseRepeatTest(table, id, options.blockBytes, mostBytes(options))
			: undefined;
		return new IdsOfTable(table, { column: id, test }, options, onProgress);
	}

	/** Words of memory that the first pass takes for ids. */
	get words(): number {
		const { test } = this.input;
		return test?.kind === 'seen' ? test.slots.length : 0;
	}

	/** Adds the next block of the first pass. */
	add({ rows, checked, ids }: ReadBlock): void {
		this.#blockRows.push(rows);
		this.#rows += rows;
		this.#checked += checked;
		if (ids !== undefined) this.totals.add(ids);
	}

	/**
	 * Finds the ids that are in several rows, once all blocks are added; undefined if there are none.
	 *
	 * @param memory of which the free part is used meanwhile, if it is larger than what else there is
	 */
	async repeated(memory: KeyArena): Promise<RepeatedIds | undefined> {
		this.#repeated ??= this.#find(memory);
		return await this.#repeated;
	}

	/** The table without rows that repeat an account. */
	withoutRepeated(repeated: RepeatedIds | undefined): AccountsTable {
		if (repeated === undefined) return this.#table;
		const { blockBytes } = this.#options;
		return leaveOut(this.#table, leftOutRows(repeated.sameAgain, this.#blockRows, blockBytes));
	}

	async #find(memory: KeyArena): Promise<RepeatedIds | undefined> {
		const { repetition } = this.totals;
		if (!mayRepeat(this.#table) || repetition === 'none') return undefined;
		const options = {
			...this.#options,
			id: this.input.column,
			// What the keys have taken is not free for ids.
			mostBytes: mostBytes(this.#options) / 2,
			onProgress: this.#onProgress,
		};
		const spare = memory.spare();
		return await findSameAgain(
			this.#table,
			{ all: this.#rows, checked: this.#checked },
			repetition === 'some' ? this.#seen() : undefined,
			options,
			spare.byteLength < options.mostBytes ? undefined : spare,
		);
	}

	/** What the first pass has seen. */
	#seen(): SeenShare | undefined {
		const { test } = this.input;
		if (test?.kind !== 'seen') return undefined;
		const { again, repeated } = this.totals;
		return { ...test, share: ALL_IDS, again, repeated, blockRows: this.#blockRows };
	}
}

/** Once `--changed-column` has left out rows, none repeats an id. */
function mayRepeat({ columns, leftOut }: AccountsTable): boolean {
	return leftOut === undefined || columns.changed === undefined;
}

function mostBytes({ words }: IdsOptions): number {
	// A quarter of the words, which have four bytes each.
	return words;
}
