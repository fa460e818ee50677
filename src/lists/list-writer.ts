/**
 * The second pass over the table, which writes the lists block by block, so that no row is kept. With `--limit`,
 * it only finds the candidates, and a third pass writes those that were chosen.
 */

import { CohortSums } from '../cohorts/cohort-sums.ts';
import type { KeyArena } from '../match/keys/key-arena.ts';
import type { KeyedBlock } from '../match/keys/key-block.ts';
import type { SampledRow } from '../match/sampled-rows.ts';
import type { ListStyle } from '../output/list-encoder.ts';
import { ListFile } from '../output/list-file.ts';
import type { ReportFolder } from '../output/report-folder.ts';
import type { AccountsTable } from '../table/table.ts';
import { TablePass, type TablePassOptions } from '../table/table-pass.ts';
import { addCounts, noCounts } from './candidate-counts.ts';
import { chosenIn, type Limit, Selection } from './limit.ts';
import { type ListedBlock, type ListTask, listBlockTask } from './list-task.ts';
import {
	ACCOUNT_LIST_NAMES,
	type ACCOUNT_LISTS,
	type ListColumns,
	perWrittenList,
} from './report-lists.ts';
import type { RowInterval, RowMatchSource } from './row-matches.ts';

/** Looking one up takes a third of a millisecond. */
const SAMPLED_ROWS = 24;

/** `blockBytes` as in the first pass, so that blocks are the same. */
export interface ListOptions extends TablePassOptions {
	readonly table: AccountsTable;
	readonly task: ListTask;
	/** Names of the columns of `--group-by`. */
	readonly groupBy: readonly string[];
	readonly limit: Limit | undefined;
	/** Called with the rows and table bytes that the phase has processed. */
	readonly onProgress?: (phase: 'choosing' | 'writing', rows: number, bytesRead: number) => void;
}

/** Undefined for a list that this run does not write. */
export type ListFiles = {
	readonly [Name in keyof typeof ACCOUNT_LISTS]: (typeof ACCOUNT_LISTS)[Name] extends {
		readonly isWritten: unknown;
	}
		? ListFile | undefined
		: ListFile;
};

export function openListFiles(
	folder: ReportFolder,
	columns: ListColumns,
	style: ListStyle,
): ListFiles {
	return perWrittenList(
		columns,
		({ file, schema }) => new ListFile(folder, file, schema(columns), style),
	) as ListFiles;
}

export class ListWriter {
	/** Candidates so far, listed or not. */
	readonly counts = noCounts();
	readonly cohorts: CohortSums;
	/** A random sample of the table's rows with a hash, with what the join found for them. */
	readonly sampled: SampledRow[] = [];
	/** The rows of each block so far, in order. */
	readonly intervals: RowInterval[] = [];
	readonly #options: ListOptions;
	readonly #lists: ListFiles;
	readonly #selection: Selection | undefined;
	readonly #pass: TablePass;
	/** How many rows `sampled` was chosen from. */
	#sampledOf = 0;

	constructor(lists: ListFiles, options: ListOptions) {
		this.#lists = lists;
		this.#options = options;
		this.cohorts = new CohortSums(options.groupBy);
		this.#selection = options.limit === undefined ? undefined : new Selection(options.limit);
		this.#pass = new TablePass(options.table, options);
	}

	/** Processes the next blocks of the table, which must be these. */
	async write(matched: readonly KeyedBlock[], { shared }: KeyArena): Promise<void> {
		const matches = matched.map((block) => ({ kind: 'keys', block, memory: shared }) as const);
		const isChoosing = this.#selection !== undefined;
		for await (const listed of this.#list(this.#pass, matches, isChoosing)) {
			addCounts(this.counts, listed.counts);
			this.cohorts.add(listed.cohorts);
			this.#selection?.add(listed.candidates);
			for (const row of listed.sampled) this.#sample(row);
			this.#add(listed);
		}
		this.intervals.push(...matched.map(({ firstRow, rows }) => ({ firstRow, rows })));
	}

	/** Reads the table to its end and, if there is a limit, once more to write the chosen rows. */
	async end(): Promise<void> {
		await this.#pass.end();
		if (this.#selection === undefined) return;
		const chosen = this.#selection.chosen();
		const matches = this.intervals.map(
			(block) => ({ kind: 'chosen', block, chosen: chosenIn(chosen, block) }) as const,
		);
		const pass = new TablePass(this.#options.table, this.#options);
		try {
			for await (const listed of this.#list(pass, matches, false)) this.#add(listed);
			await pass.end();
		} finally {
			await pass.close();
		}
	}

	async close(): Promise<void> {
		await this.#pass.close();
	}

	/** Yields the result of each block in order, which must be used before the next: its memory is reused. */
	async *#list(
		pass: TablePass,
		matches: readonly RowMatchSource[],
		isChoosing: boolean,
	): AsyncGenerator<ListedBlock> {
		const { task, onProgress } = this.#options;
		const inputs = matches.map((own) => ({ ...task, isChoosing, matches: own }));
		const phase = isChoosing ? 'choosing' : 'writing';
		for await (const [listed, input] of pass.map(listBlockTask, inputs)) {
			yield listed;
			const { firstRow, rows } = input.matches.block;
			onProgress?.(phase, firstRow - 1 + rows, pass.bytesRead);
		}
	}

	/** Keeps each row of the table's sample with the same probability. */
	#sample(row: SampledRow): void {
		this.#sampledOf += 1;
		const at = Math.floor(Math.random() * this.#sampledOf);
		if (this.sampled.length < SAMPLED_ROWS) this.sampled.push(row);
		else if (at < SAMPLED_ROWS) this.sampled[at] = row;
	}

	#add({ lists }: ListedBlock): void {
		for (const name of ACCOUNT_LIST_NAMES) {
			const rows = lists[name];
			if (rows !== undefined) this.#lists[name]?.add(rows);
		}
	}
}
