/** The second reading of the table: each candidate is written in its place, and no row is kept. */

import type { Block } from '../accounts/blocks.ts';
import type { BreachedEmails } from '../accounts/breached-emails.ts';
import type { AccountsTable } from '../accounts/table.ts';
import { inOrder } from '../in-order.ts';
import { BLOCKS_PER_THREAD } from '../match/collect.ts';
import type { MatchedBlock } from '../match/key-block.ts';
import type { KeyMemory } from '../match/key-memory.ts';
import type { WorkerPool } from '../pool.ts';
import type { HashKind } from '../range/kind.ts';
import { type CandidateLists, openLists } from '../report/candidate-lists.ts';
import type { ReportFolder } from '../report/report-folder.ts';

export interface ListSetting {
	readonly table: AccountsTable;
	readonly kind: HashKind;
	readonly pool: WorkerPool;
	/** As in the first reading. */
	readonly blockBytes: number;
	readonly minCount: number;
	/** Addresses known from breaches. */
	readonly emails: BreachedEmails | undefined;
	/** Told of rows, and of bytes of the table read. */
	readonly onProgress?: (rows: number, bytesRead: number) => void;
	readonly signal?: AbortSignal | undefined;
}

export class ListWriter {
	/** Candidates so far. */
	readonly accounts = { CRITICAL: 0, HIGH: 0 };
	readonly #setting: ListSetting;
	readonly #lists: CandidateLists;
	readonly #blocks: AsyncGenerator<Block>;
	#bytesRead = 0;

	constructor(folder: ReportFolder, setting: ListSetting) {
		const { table } = setting;
		this.#setting = setting;
		this.#lists = openLists(
			folder,
			table.columns.keep.map((index) => (table.header[index] as string).trim()),
		);
		this.#blocks = table.blocks(setting.blockBytes, (bytes) => {
			this.#bytesRead = bytes;
		});
	}

	/** Writes the candidates of the next blocks of the table: these, in order. */
	async write(matched: readonly MatchedBlock[], { shared }: KeyMemory): Promise<void> {
		const { table, kind, pool, minCount, emails, onProgress, signal } = this.#setting;
		const { dialect, columns, header } = table;
		const task = {
			memory: shared,
			dialect,
			columns,
			size: header.length,
			kind,
			minCount,
			emailSlots: emails?.slots,
		};
		const atOnce = pool.threads * BLOCKS_PER_THREAD;
		const listed = inOrder(this.#withBlocks(matched), atOnce, async ([own, block]) => {
			const whole = { ...task, bytes: block.bytes, matched: own };
			const parts = await pool.run('listBlock', whole, { signal });
			return { parts, rows: own.firstRow - 1 + own.rows, release: block.release };
		});
		for await (const { parts, rows, release } of listed) {
			signal?.throwIfAborted();
			for (const verdict of ['CRITICAL', 'HIGH'] as const) {
				this.accounts[verdict] += parts[verdict].accounts;
				this.#lists[verdict].writeBytes(parts[verdict].text);
			}
			release();
			onProgress?.(rows, this.#bytesRead);
		}
	}

	/** Reads to the end, where it shows whether the table was changed meanwhile. */
	async end(): Promise<void> {
		for await (const { release } of this.#blocks) release();
	}

	async close(): Promise<void> {
		await this.#blocks.return(undefined);
	}

	async *#withBlocks(matched: readonly MatchedBlock[]): AsyncGenerator<[MatchedBlock, Block]> {
		for (const own of matched) {
			const { value } = await this.#blocks.next();
			// A table that has become shorter says so at its end.
			if (value !== undefined) yield [own, value];
		}
	}
}
