/**
 * Evidence about accounts beside their hash. A kind of evidence is one record, in a room of its own: how it
 * is gathered before the lists are written, how a thread answers it for a row, and where lists show it.
 * `kinds.ts` lists the records; `verdict/matrix.ts` says what each is worth.
 */

import type { WorkerPool } from '../pool.ts';
import type { HashKind } from '../range/kind.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';
import type { AccountsTable } from '../table/table.ts';
import type { Answer } from '../verdict/matrix.ts';

export interface EvidenceKind<Options, Shared, Found> {
	/** The column of lists. */
	readonly column: string;
	/** Whether lists include the column even when this kind was not requested. */
	readonly isAlwaysListed: boolean;
	/** @throws CredcheckError INPUT, USAGE when the table lacks the columns that were asked for */
	assertPossible(table: AccountsTable, options: Options): void;
	/**
	 * Reads the data that rows are compared with; undefined if this kind was not requested.
	 *
	 * @throws CredcheckError INPUT, USAGE; the signal's reason when it is aborted
	 */
	gather(context: EvidenceContext, options: Options): Promise<Gathered<Shared, Found> | undefined>;
	/** On a thread. */
	openTest(shared: Shared): RowTest;
}

export interface Gathered<Shared, Found> {
	/** Data that threads are handed: what is large lies in memory that they share. */
	readonly shared: Shared;
	/** For the summary. */
	readonly found: Found;
}

export interface EvidenceContext {
	readonly table: AccountsTable;
	readonly kind: HashKind;
	readonly pool: WorkerPool;
	/** Told of what takes long, which is the search for names. */
	readonly onProgress?: ((progress: GatherProgress) => void) | undefined;
	readonly onWarning?: ((message: string) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** How far the search for names is. */
export interface GatherProgress {
	/** Distinct parts of names so far. */
	readonly parts: number;
	/** How many of them were tried, 0 to 1. */
	readonly tried: number;
}

export interface RowTest {
	/**
	 * @param rows stand at a row without a fault that has all its cells
	 * @param hash its words
	 */
	answer(rows: BlockRows, hash: Uint32Array): Answer;
}
