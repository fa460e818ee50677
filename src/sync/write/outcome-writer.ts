/**
 * Writes what a sync finds, batch by batch: on a thread of its own if there is much, so that neither the disk nor SQLite
 * keeps requests waiting.
 */

import { type LazyPool, lazyPool } from '../../main-thread.ts';
import type { CheckOutcome } from '../../store/tables/check-outcome.ts';
import type { StoreWriter } from '../../store/writer.ts';
import { MAX_WITHOUT_THREADS } from '../fetch/packers.ts';
import { recordTask } from './record-task.ts';

/** Of what waits to be written, which a killed run would lose; each outcome counts as `OUTCOME_BYTES` besides its blob. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const OUTCOME_BYTES = 16 * 1024;

export class OutcomeWriter {
	readonly #store: StoreWriter;
	readonly #source: string;
	readonly #ranges: () => number;
	/** One thread, with a task at a time: batches are written in order. */
	readonly #thread: LazyPool = lazyPool(async () =>
		(await import('../../pool.ts')).openPool({ threads: 1 }),
	);
	#usesThread = false;
	/** Settle in order, and never reject. */
	readonly #waiting: Promise<void>[] = [];
	#waitingBytes = 0;
	/** Of a batch, while nobody was told. */
	#failure: { readonly error: unknown } | undefined;

	/**
	 * @param source the name under which the checks are recorded
	 * @param ranges how many ranges will be requested; called by `prepare`; by default so few that no thread is needed
	 */
	constructor(store: StoreWriter, source: string, ranges: () => number = () => 0) {
		this.#store = store;
		this.#source = source;
		this.#ranges = ranges;
	}

	/** Starts the thread, if one will be needed. */
	async prepare(): Promise<void> {
		this.#usesThread ||= this.#ranges() > MAX_WITHOUT_THREADS;
		// A failure is that of the first batch.
		if (this.#usesThread) await this.#thread.open().catch(() => undefined);
	}

	/**
	 * Takes a batch, which is written in one transaction, and waits until few bytes are left to be written. The blobs of
	 * the batch may be gone from then on.
	 *
	 * @param onWritten called when the batch was written
	 * @throws as `RangeRecorder.record`, of this batch or an earlier one
	 */
	async write(outcomes: readonly CheckOutcome[], onWritten: () => void): Promise<void> {
		const checkedAt = Date.now();
		if (!this.#usesThread) {
			this.#store.record(outcomes, this.#source, checkedAt);
			onWritten();
			return;
		}
		const blobs = outcomes.flatMap((outcome) =>
			outcome.kind === 'changed' ? [outcome.packed.buffer as ArrayBuffer] : [],
		);
		const bytes = blobs.reduce((sum, blob) => sum + blob.byteLength, 0);
		const weight = bytes + OUTCOME_BYTES * outcomes.length;
		this.#waitingBytes += weight;
		const written = this.#send(outcomes, checkedAt, blobs)
			.then(onWritten, (error: unknown) => {
				this.#failure ??= { error };
			})
			.finally(() => {
				this.#waitingBytes -= weight;
				this.#waiting.shift();
			});
		this.#waiting.push(written);
		while (this.#waitingBytes > MAX_WAITING_BYTES) await this.#waiting[0];
		this.#throwFailure();
	}

	async #send(
		outcomes: readonly CheckOutcome[],
		checkedAt: number,
		transfer: ArrayBuffer[],
	): Promise<void> {
		const thread = await this.#thread.open();
		const store = this.#store.recorderInput;
		const task = { store, outcomes, source: this.#source, checkedAt };
		await thread.run(recordTask, task, { transfer });
	}

	/**
	 * Waits until all batches are written.
	 *
	 * @throws as `write`
	 */
	async flush(): Promise<void> {
		await Promise.all(this.#waiting);
		this.#throwFailure();
	}

	#throwFailure(): void {
		const failure = this.#failure;
		this.#failure = undefined;
		if (failure !== undefined) throw failure.error;
	}

	async close(): Promise<void> {
		await this.#thread.close();
	}
}
