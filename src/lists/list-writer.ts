/**
 * The second reading of the table: each candidate is written in its place, and no row is kept. With a
 * limit it only says who the candidates are, and those that were chosen are written in a third.
 */

import { CohortSums } from '../cohorts/cohort-sums.ts';
import type { GroupCount } from '../cohorts/cohorts.ts';
import { mapInOrder } from '../concurrency.ts';
import type { KeyArena } from '../match/keys/key-arena.ts';
import type { MatchedBlock } from '../match/keys/key-block.ts';
import { BLOCKS_PER_THREAD } from '../match/keys/read-keys.ts';
import type { ListFile } from '../output/list-file.ts';
import type { WorkerPool } from '../pool.ts';
import type { Block } from '../table/csv/blocks.ts';
import type { AccountsTable } from '../table/table.ts';
import { addCounts, noCounts } from './candidate-counts.ts';
import { chosenIn, type Limit, Selection } from './limit.ts';
import type { ListedBlock, ListInput } from './list-task.ts';
import { listBlockTask } from './list-task.ts';
import type { MatchedRowsSource, RowInterval } from './row-matches.ts';

export interface ListOptions {
	readonly table: AccountsTable;
	readonly pool: WorkerPool;
	/** As in the first reading. */
	readonly blockBytes: number;
	/** What is the same for every block. */
	readonly task: Omit<ListInput, 'bytes' | 'joined' | 'survey'>;
	/** Names of the columns grouped by. */
	readonly groupBy: readonly string[];
	readonly limit: Limit | undefined;
	/** Told of rows, and of bytes of the table read: while candidates are chosen, and while they are written. */
	readonly onChosen?: (rows: number, bytesRead: number) => void;
	readonly onWritten?: (rows: number, bytesRead: number) => void;
	readonly signal?: AbortSignal | undefined;
}

/** The files that blocks are written to. */
export interface WrittenLists {
	readonly CRITICAL: ListFile;
	readonly HIGH: ListFile;
	/** Undefined when the lists above hold all candidates. */
	readonly all: ListFile | undefined;
	readonly shared: ListFile;
}

export class ListWriter {
	/** Candidates so far, listed or not. */
	readonly counts = noCounts();
	readonly #setting: ListOptions;
	readonly #lists: WrittenLists;
	readonly #cohorts: CohortSums;
	readonly #selection: Selection | undefined;
	/** The table, block by block, as it was met. */
	readonly #stretches: RowInterval[] = [];
	readonly #reading: BlockReading;

	constructor(lists: WrittenLists, setting: ListOptions) {
		this.#lists = lists;
		this.#setting = setting;
		this.#cohorts = new CohortSums(setting.groupBy);
		this.#selection = setting.limit === undefined ? undefined : new Selection(setting.limit);
		this.#reading = new BlockReading(setting);
	}

	/** Takes the next blocks of the table: these, in order. */
	async write(matched: readonly MatchedBlock[], { shared }: KeyArena): Promise<void> {
		const survey = this.#selection !== undefined;
		const joined = matched.map((block) => ({ kind: 'keys', block, memory: shared }) as const);
		for await (const listed of this.#reading.run(joined, survey)) {
			addCounts(this.counts, listed.counts);
			this.#cohorts.add(listed.cohorts);
			this.#selection?.add(listed.surveyed);
			this.#add(listed);
		}
		this.#stretches.push(...matched.map(({ firstRow, rows }) => ({ firstRow, rows })));
	}

	/**
	 * Reads to the end, where it shows whether the table was changed meanwhile, and writes what was
	 * chosen, if there is a limit.
	 */
	async end(): Promise<void> {
		await this.#reading.end();
		if (this.#selection === undefined) return;
		const chosen = this.#selection.chosen();
		const joined = this.#stretches.map(
			(block) => ({ kind: 'chosen', block, chosen: chosenIn(chosen, block) }) as const,
		);
		const reading = new BlockReading(this.#setting);
		try {
			for await (const listed of reading.run(joined, false)) this.#add(listed);
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
	get stretches(): readonly RowInterval[] {
		return this.#stretches;
	}

	async close(): Promise<void> {
		await this.#reading.close();
	}

	#add({ lists }: ListedBlock): void {
		for (const list of ['CRITICAL', 'HIGH', 'all', 'shared'] as const) {
			this.#lists[list]?.add(lists[list]);
		}
	}
}

/** A reading of the table whose blocks go to the pool to be listed. */
class BlockReading {
	readonly #setting: ListOptions;
	readonly #blocks: AsyncGenerator<Block>;
	#bytesRead = 0;

	constructor(setting: ListOptions) {
		this.#setting = setting;
		this.#blocks = setting.table.blocks(setting.blockBytes, (bytes) => {
			this.#bytesRead = bytes;
		});
	}

	/** What the next blocks give, in order; to be used before the next is asked for. */
	async *run(joined: readonly MatchedRowsSource[], survey: boolean): AsyncGenerator<ListedBlock> {
		const { pool, task, signal } = this.#setting;
		const tell = survey ? this.#setting.onChosen : this.#setting.onWritten;
		const atOnce = pool.threads * BLOCKS_PER_THREAD;
		const listed = mapInOrder(this.#withBlocks(joined), atOnce, async ([own, block]) => {
			const whole = { ...task, survey, bytes: block.bytes, joined: own };
			const given = await pool.run(listBlockTask, whole, { signal });
			return { given, rows: own.block.firstRow - 1 + own.block.rows, release: block.release };
		});
		for await (const { given, rows, release } of listed) {
			signal?.throwIfAborted();
			yield given;
			release();
			tell?.(rows, this.#bytesRead);
		}
	}

	async end(): Promise<void> {
		for await (const { release } of this.#blocks) release();
	}

	async close(): Promise<void> {
		await this.#blocks.return(undefined);
	}

	async *#withBlocks(
		joined: readonly MatchedRowsSource[],
	): AsyncGenerator<[MatchedRowsSource, Block]> {
		for (const own of joined) {
			const { value } = await this.#blocks.next();
			// A table that has become shorter says so at its end.
			if (value !== undefined) yield [own, value];
		}
	}
}
