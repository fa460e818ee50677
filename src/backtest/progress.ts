/**
 * How far a back-test is, and how long the rest will take. Phases differ in pace. Until a phase has run for a
 * while, its pace is estimated from that of reading.
 */

import type { EvidenceProgress } from '../evidence/evidence.ts';

export type BacktestPhase =
	/** Copying a stream to a temporary file. */
	| 'receiving'
	/** With `names`: trying passwords made from names. */
	| 'naming'
	/**
	 * Comparing account ids: with `changedColumn`, and if some are in several rows; in one or more passes over the
	 * table.
	 */
	| 'comparing'
	/** Reading the hashes of the table. */
	| 'reading'
	/** Looking the hashes up in the store. */
	| 'joining'
	/** With `limit`: finding the candidates and choosing those to list. */
	| 'choosing'
	/** Writing the lists. */
	| 'writing'
	/** Only if suspiciously few accounts match: trying how the hashes were made, in a pass over the table. */
	| 'probing'
	/** Only if not all hashes fit in memory: counting distinct hashes, in several passes over the table. */
	| 'counting'
	/** Only if not all hashes fit in memory: listing accounts that share a password, in two passes. */
	| 'sharing';

export interface BacktestProgress {
	readonly phase: BacktestPhase;
	/**
	 * Rows processed in this phase; in `comparing`, `counting` and `sharing`, rows processed in the current pass. 0
	 * in `receiving` and `naming`.
	 */
	readonly rows: number;
	/** Only in `naming`: distinct name parts found so far, and the share of them that was tried, 0 to 1. */
	readonly names?: { readonly parts: number; readonly tried: number };
	/** Only in `counting` and `sharing`: the number of the current pass over the table, from 1. */
	readonly reading?: number;
	/** Only in `counting` and `sharing`: how many passes the phase takes. */
	readonly readings?: number;
	/** Average over the phase so far; 0 in `receiving`, `naming` and `comparing`. */
	readonly rowsPerSecond: number;
	/**
	 * In `receiving`, bytes received; in `naming` and `comparing`, 0. Otherwise bytes of the stored (perhaps compressed) table
	 * processed in this phase, over all its passes.
	 */
	readonly bytes: number;
	/**
	 * Estimated share of the work from `reading` on that is done, by time, 0 to 1; never decreases. Undefined in
	 * `receiving`, `naming` and `comparing`.
	 */
	readonly done: number | undefined;
	/** Estimate for the rest of the run; undefined in `receiving`, `naming` and `comparing`, and until there is a measurement. */
	readonly secondsLeft: number | undefined;
}

type TrackedPhase = Exclude<BacktestPhase, 'receiving' | 'naming' | 'comparing'>;

const NOT_MEASURED = {
	rows: 0,
	rowsPerSecond: 0,
	bytes: 0,
	done: undefined,
	secondsLeft: undefined,
} as const;

export function receivingProgress(bytes: number): BacktestProgress {
	return { ...NOT_MEASURED, phase: 'receiving', bytes };
}

export function namingProgress(names: EvidenceProgress): BacktestProgress {
	return { ...NOT_MEASURED, phase: 'naming', names };
}

export function comparingProgress(rows: number): BacktestProgress {
	return { ...NOT_MEASURED, phase: 'comparing', rows };
}

/** Passes over the table that `sharing` takes. */
const SHARING_PASSES = 2;

/**
 * What a phase has done so far, all its passes together.
 *
 * @param usualPace time for each byte of the table, as a multiple of that in `reading`; measured
 * @param passes over the table, as far as it is known
 */
function phaseOf(usualPace: number, passes: number) {
	return { usualPace, passes, rows: 0, bytes: 0, seconds: 0 };
}

/** Tracks the phases that process the rows of an open table. */
export class ProgressTracker {
	readonly #size: number;
	readonly #now: () => number;
	readonly #phases = {
		reading: phaseOf(1, 1),
		joining: phaseOf(1.6, 1),
		choosing: phaseOf(0.8, 0),
		writing: phaseOf(0.8, 1),
		probing: phaseOf(0.8, 0),
		counting: phaseOf(1, 0),
		sharing: phaseOf(0.6, 0),
	};
	#phase: TrackedPhase | undefined;
	#updatedAt: number;
	#done = 0;
	/** What had been read when the current batch began. */
	#beforeBatch = { rows: 0, bytes: 0 };

	/**
	 * @param size bytes of the table as stored
	 * @param isLimited whether candidates are chosen before the lists are written
	 * @param now milliseconds since any fixed time
	 */
	constructor(size: number, isLimited: boolean, now: () => number = () => performance.now()) {
		this.#size = size;
		this.#phases.choosing.passes = isLimited ? 1 : 0;
		this.#now = now;
		this.#updatedAt = now();
	}

	read(rows: number, bytes: number): BacktestProgress {
		const { reading } = this.#phases;
		if (this.#phase !== 'reading') this.#beforeBatch = { rows: reading.rows, bytes: reading.bytes };
		return this.#update('reading', rows, bytes);
	}

	/** @param share of the current batch, 0 to 1 */
	joined(share: number): BacktestProgress {
		const { rows, bytes } = this.#phases.reading;
		const before = this.#beforeBatch;
		// A batch that ends before the table does is one of several.
		if (bytes > before.bytes && bytes < this.#size) {
			this.#expectCounting(Math.ceil(this.#size / (bytes - before.bytes)));
		}
		return this.#update(
			'joining',
			before.rows + share * (rows - before.rows),
			before.bytes + share * (bytes - before.bytes),
		);
	}

	listed(phase: 'choosing' | 'writing', rows: number, bytes: number): BacktestProgress {
		return this.#update(phase, rows, bytes);
	}

	/** Rows are not counted: how far it is, `bytes` says. */
	probed(bytes: number): BacktestProgress {
		this.#phases.probing.passes = 1;
		return this.#update('probing', this.#phases.reading.rows, bytes);
	}

	/** @param pass from 0 */
	counted(pass: number, passes: number, rows: number, bytes: number): BacktestProgress {
		this.#expectCounting(passes);
		return this.#updatePass('counting', pass, rows, bytes);
	}

	/** @param pass from 0 */
	shared(pass: number, rows: number, bytes: number): BacktestProgress {
		return this.#updatePass('sharing', pass, rows, bytes);
	}

	/** Only after several batches are there passes to count distinct hashes, and to list shared passwords. */
	#expectCounting(passes: number): void {
		this.#phases.counting.passes = passes;
		this.#phases.sharing.passes = SHARING_PASSES;
	}

	#updatePass(
		phase: 'counting' | 'sharing',
		pass: number,
		rows: number,
		bytes: number,
	): BacktestProgress {
		const rowsBefore = pass * this.#phases.reading.rows;
		const progress = this.#update(phase, rowsBefore + rows, pass * this.#size + bytes);
		return { ...progress, rows, reading: pass + 1, readings: this.#phases[phase].passes };
	}

	#update(phase: TrackedPhase, rows: number, bytes: number): BacktestProgress {
		const now = this.#now();
		const current = this.#phases[phase];
		current.seconds += (now - this.#updatedAt) / 1000;
		current.rows = rows;
		current.bytes = bytes;
		this.#updatedAt = now;
		this.#phase = phase;
		const secondsLeft = this.#secondsLeft();
		if (secondsLeft !== undefined) {
			const seconds = Object.values(this.#phases).reduce((sum, own) => sum + own.seconds, 0);
			// Never less than before: a progress bar must not move backwards.
			this.#done = Math.max(this.#done, seconds / (seconds + secondsLeft));
		}
		return {
			phase,
			rows: Math.round(rows),
			rowsPerSecond: current.seconds === 0 ? 0 : rows / current.seconds,
			bytes,
			done: this.#done,
			secondsLeft,
		};
	}

	#secondsLeft(): number | undefined {
		const { reading } = this.#phases;
		if (reading.bytes === 0 || reading.seconds === 0) return undefined;
		const readingPace = reading.seconds / reading.bytes;
		return Object.values(this.#phases).reduce((sum, { usualPace, passes, bytes, seconds }) => {
			// The first bytes of a phase are not representative of the rest.
			const isMeasured = bytes > this.#size / 50;
			const pace = isMeasured ? seconds / bytes : readingPace * usualPace;
			return sum + Math.max(0, passes * this.#size - bytes) * pace;
		}, 0);
	}
}
