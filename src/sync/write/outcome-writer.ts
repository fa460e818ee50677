/**
 * Writes what a sync finds, batch by batch: on a thread of its own if there is much, so that neither the disk nor SQLite
 * keeps requests waiting.
 */

import type { PoolOptions, WorkerPool } from '../../pool.ts';
import type { CheckOutcome } from '../../store/tables/check-outcome.ts';
import type { StoreWriter } from '../../store/writer.ts';
import { recordTask } from './record-task.ts';

/** Of what waits to be written, which a killed run would lose; each outcome counts as `OUTCOME_BYTES` besides its blob. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const OUTCOME_BYTES = 16 * 1024;

export class OutcomeWriter {
	readonly #store: StoreWriter;
	readonly #source: string;
	#thread: WorkerPool | undefined;
	/** The batches to be written, in order: each ends when it is written, and never rejects. */
	readonly #waiting: Promise<void>[] = [];
	#waitingBytes = 0;
	/** Of the first batch that could not be written. None behind it is: the store has what came before, and nothing else. */
	#failure: { readonly error: unknown } | undefined;

	/** @param source the name under which the checks are recorded */
	constructor(store: StoreWriter, source: string) {
		this.#store = store;
		this.#source = source;
	}

	/** Writes on a thread from now on, a batch at a time. */
	async useThread(options: PoolOptions = {}): Promise<void> {
		const { openPool } = await import('../../pool.ts');
		this.#thread ??= openPool({ ...options, threads: 1 });
	}

	/**
	 * Takes a batch, which is written in one transaction, and waits until few bytes are left to be written. The blobs of
	 * the batch may be gone from then on.
	 *
	 * @param onWritten called when the batch was written; may not throw
	 * @throws as `RangeRecorder.record`, of this batch or an earlier one
	 */
	async write(outcomes: readonly CheckOutcome[], onWritten: () => void): Promise<void> {
		const thread = this.#thread;
		const checkedAt = Date.now();
		if (thread === undefined) {
			this.#store.record(outcomes, this.#source, checkedAt);
			onWritten();
			return;
		}
		const transfer = outcomes.flatMap((outcome) =>
			outcome.kind === 'changed' ? [outcome.packed.buffer as ArrayBuffer] : [],
		);
		const blobBytes = transfer.reduce((sum, blob) => sum + blob.byteLength, 0);
		const bytes = blobBytes + OUTCOME_BYTES * outcomes.length;
		const { recorderInput: store } = this.#store;
		const task = { store, outcomes, source: this.#source, checkedAt };
		const writeInTurn = async () => {
			try {
				this.#throwFailure();
				await thread.run(recordTask, task, { transfer });
				onWritten();
			} catch (error) {
				this.#failure ??= { error };
			}
			this.#waitingBytes -= bytes;
			this.#waiting.shift();
		};
		this.#waitingBytes += bytes;
		this.#waiting.push((this.#waiting.at(-1) ?? Promise.resolve()).then(writeInTurn));
		while (this.#waitingBytes > MAX_WAITING_BYTES) await this.#waiting[0];
		this.#throwFailure();
	}

	/**
	 * Waits until all batches are written.
	 *
	 * @throws as `write`
	 */
	async flush(): Promise<void> {
		await this.#waiting.at(-1);
		this.#throwFailure();
	}

	#throwFailure(): void {
		if (this.#failure !== undefined) throw this.#failure.error;
	}

	async close(): Promise<void> {
		await this.#thread?.close();
	}
}
