/**
 * The second reading of the table: each candidate is written in its place, and no row is kept. With a
 * limit it only says who the candidates are, and those that were chosen are written in a third.
 */

import { CohortSums } from '../cohorts/cohort-sums.ts';
import type { GroupCount } from '../cohorts/cohorts.ts';
import type { KeyArena } from '../match/keys/key-arena.ts';
import type { MatchedBlock } from '../match/keys/key-block.ts';
import type { ListStyle } from '../output/list-encoder.ts';
import { ListFile } from '../output/list-file.ts';
import type { ReportFolder } from '../output/report-folder.ts';
import type { WorkerPool } from '../pool.ts';
import type { AccountsTable } from '../table/table.ts';
import { TablePass } from '../table/table-pass.ts';
import { addCounts, noCounts } from './candidate-counts.ts';
import { chosenIn, type Limit, Selection } from './limit.ts';
import type { ListedBlock, ListInput } from './list-task.ts';
import { listBlockTask } from './list-task.ts';
import { type ACCOUNT_LISTS, type ListColumns, perList } from './report-lists.ts';
import type { MatchedRowsSource, RowInterval } from './row-matches.ts';

export interface ListOptions {
	readonly table: AccountsTable;
	readonly pool: WorkerPool;
	/** As in the first reading. */
	readonly blockBytes: number;
	/** What is the same for every block. */
	readonly task: Omit<ListInput, 'bytes' | 'matches' | 'survey'>;
	/** Names of the columns grouped by. */
	readonly groupBy: readonly string[];
	readonly limit: Limit | undefined;
	/** Called with rows and table bytes read so far: while candidates are chosen, and while they are written. */
	readonly onChosen?: (rows: number, bytesRead: number) => void;
	readonly onWritten?: (rows: number, bytesRead: number) => void;
	readonly signal?: AbortSignal | undefined;
}

/** Undefined for a list that this run does not write. */
export type ListFiles = {
	readonly [Name in keyof typeof ACCOUNT_LISTS]: (typeof ACCOUNT_LISTS)[Name] extends {
		isWritten: unknown;
	}
		? ListFile | undefined
		: ListFile;
};

export function openListFiles(
	folder: ReportFolder,
	columns: ListColumns,
	style: ListStyle,
): ListFiles {
	return perList((_, { file, schema, isWritten }) =>
		isWritten?.(columns) === false ? undefined : new ListFile(folder, file, schema(columns), style),
	) as ListFiles;
}

export class ListWriter {
	/** Candidates so far, listed or not. */
	readonly counts = noCounts();
	readonly #options: ListOptions;
	readonly #lists: ListFiles;
	readonly #cohorts: CohortSums;
	readonly #selection: Selection | undefined;
	/** The table, block by block, as it was met. */
	readonly #intervals: RowInterval[] = [];
	readonly #reading: TablePass;

	constructor(lists: ListFiles, options: ListOptions) {
		this.#lists = lists;
		this.#options = options;
		this.#cohorts = new CohortSums(options.groupBy);
		this.#selection = options.limit === undefined ? undefined : new Selection(options.limit);
		this.#reading = new TablePass(options.table, options);
	}

	/** Takes the next blocks of the table: these, in order. */
	async write(matched: readonly MatchedBlock[], { shared }: KeyArena): Promise<void> {
		const survey = this.#selection !== undefined;
		const matches = matched.map((block) => ({ kind: 'keys', block, memory: shared }) as const);
		for await (const listed of this.#list(this.#reading, matches, survey)) {
			addCounts(this.counts, listed.counts);
			this.#cohorts.add(listed.cohorts);
			this.#selection?.add(listed.surveyed);
			this.#add(listed);
		}
		this.#intervals.push(...matched.map(({ firstRow, rows }) => ({ firstRow, rows })));
	}

	/** Reads to the end, and writes what was chosen, if there is a limit. */
	async end(): Promise<void> {
		await this.#reading.end();
		if (this.#selection === undefined) return;
		const chosen = this.#selection.chosen();
		const matches = this.#intervals.map(
			(block) => ({ kind: 'chosen', block, chosen: chosenIn(chosen, block) }) as const,
		);
		const reading = new TablePass(this.#options.table, this.#options);
		try {
			for await (const listed of this.#list(reading, matches, false)) this.#add(listed);
			await reading.end();
		} finally {
			await reading.close();
		}
	}

	/** The groups, as far as they were asked for. */
	groups(): GroupCount[] {
		return this.#cohorts.groups();
	}

	/** The table, block by block. */
	get intervals(): readonly RowInterval[] {
		return this.#intervals;
	}

	async close(): Promise<void> {
		await this.#reading.close();
	}

	/** What the next blocks give, in order; to be used before the next is asked for. */
	async *#list(
		reading: TablePass,
		matches: readonly MatchedRowsSource[],
		survey: boolean,
	): AsyncGenerator<ListedBlock> {
		const { pool, task, signal, onChosen, onWritten } = this.#options;
		const tell = survey ? onChosen : onWritten;
		const listed = reading.map(matches, (bytes, own) =>
			pool.run(listBlockTask, { ...task, survey, bytes, matches: own }, { signal }),
		);
		for await (const [block, { block: rows }] of listed) {
			yield block;
			tell?.(rows.firstRow - 1 + rows.rows, reading.bytesRead);
		}
	}

	#add({ lists }: ListedBlock): void {
		perList((name) => this.#lists[name]?.add(lists[name]));
	}
}
