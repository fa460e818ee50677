/**
 * Evidence about accounts besides their hash. Each kind is one record in its own folder: how its data is read
 * before the lists are written, how a thread tests a row, and where lists and the summary show the result.
 * `kinds.ts` lists the records; `verdict/matrix.ts` defines how each affects the verdict.
 */

import type { WorkerPool } from '../pool.ts';
import type { BlockRows } from '../table/csv/block-rows.ts';
import type { AccountsTable } from '../table/table.ts';
import type { Answer, Fact } from '../verdict/matrix.ts';
import type { Warning } from '../warning.ts';

export interface EvidenceKind<Options, Shared, Found, Summary> {
	/** Title of its column in lists. */
	readonly column: string;
	/** Whether lists have the column even if this kind was not requested. */
	readonly isAlwaysListed: boolean;
	isRequested(options: Options): boolean;
	/**
	 * The columns that it needs.
	 *
	 * @throws CredcheckError INPUT, USAGE if the table lacks them
	 */
	columnsIn(table: AccountsTable, options: Options): readonly number[];
	/**
	 * Reads the data that rows are compared with. Called only if this kind was requested.
	 *
	 * @returns `shared` for the threads, with large data in shared memory; `found` for the summary
	 * @throws CredcheckError INPUT, USAGE; the signal's reason if it is aborted
	 */
	collect(
		context: EvidenceContext,
		options: Options,
	): Promise<{ readonly shared: Shared; readonly found: Found }>;
	/** Called on a thread. */
	openTest(shared: Shared): RowTest;
	/** The kind's section of the report's summary. */
	summarize(found: Found, counts: EvidenceCounts): Summary;
}

/** What a kind's summary may depend on. */
export interface EvidenceCounts {
	/** Rows by the answer of each test; only tests of every row are counted. */
	readonly answers: Readonly<Record<Fact, Record<Answer, number>>>;
	/** Candidates whose password did not match, so that a fact alone decided. */
	unmatched: number;
	/** Of these, candidates whose range is missing. */
	unmatchedUnknown: number;
}

export interface EvidenceContext {
	readonly table: AccountsTable;
	readonly pool: WorkerPool;
	readonly onProgress?: ((progress: EvidenceProgress) => void) | undefined;
	readonly onWarning?: ((warning: Warning) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** Progress of the search for names. */
export interface EvidenceProgress {
	/** Distinct name parts found so far. */
	readonly parts: number;
	/** The share of them that was tried, 0 to 1. */
	readonly tried: number;
}

/**
 * @param rows positioned at a row that counts; cells of evidence may be unreadable
 * @param hash the row's hash, as words
 */
export type RowTest = (rows: BlockRows, hash: Uint32Array) => Answer;
