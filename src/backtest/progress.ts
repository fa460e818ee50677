/**
 * How far a back-test is, and how long it will take. Its phases differ in speed, and how they do is
 * known only once each has run: until then it is guessed from how long reading took.
 */

import type { GatherProgress } from '../evidence/evidence.ts';

export type BacktestPhase =
	| 'receiving'
	| 'naming'
	| 'reading'
	| 'joining'
	| 'choosing'
	| 'writing'
	| 'counting'
	| 'sharing';

export interface BacktestProgress {
	/**
	 * `receiving` a stream that is to be laid down; `naming`, which is trying passwords made of names;
	 * `reading` hashes; `joining` them with the store; `choosing` the candidates that a limit leaves;
	 * `writing` the lists; and where not all hashes fit in memory, `counting` what is distinct, and
	 * `sharing`, which is listing who shares a password.
	 */
	readonly phase: BacktestPhase;
	/** Rows that have been through the phase; of `counting` and `sharing`, through this reading; 0 before `reading`. */
	readonly rows: number;
	/** In `naming`, the distinct parts of names so far, and how many of them were tried, 0 to 1. */
	readonly names?: { readonly parts: number; readonly tried: number };
	/** In `counting` and `sharing`, which reading of the table it is, from 1, and of how many. */
	readonly reading?: number;
	readonly readings?: number;
	/** Of the time spent in the phase. */
	readonly rowsPerSecond: number;
	/** Bytes received, in `receiving`; else of the table as stored, as far as it has been through the phase. */
	readonly bytes: number;
	/** The share of the run that lies behind, 0 to 1; undefined before `reading`: nobody knows what is to come. */
	readonly done: number | undefined;
	/** The time the rest will take; undefined where `done` is, or where nothing was measured so far. */
	readonly secondsLeft: number | undefined;
}

/** Time that each byte of the table takes in a phase, as a multiple of reading it; as measured. */
const USUAL: Readonly<Record<Exclude<BacktestPhase, 'receiving' | 'naming'>, number>> = {
	reading: 1,
	joining: 1.6,
	choosing: 0.8,
	writing: 0.8,
	counting: 1,
	sharing: 0.6,
};

/** What a phase has done so far. */
class Work {
	rows = 0;
	bytes = 0;
	seconds = 0;
}

export class ProgressTracker {
	readonly #now: () => number;
	readonly #work = {
		receiving: new Work(),
		reading: new Work(),
		joining: new Work(),
		choosing: new Work(),
		writing: new Work(),
		counting: new Work(),
		sharing: new Work(),
	};
	/** Bytes of the table as stored. */
	#size = 0;
	/** How often it will be read for what is distinct; a guess until it is known. */
	#countings = 0;
	/** How often for who is chosen. */
	#choosings = 0;
	#at: number;
	#done = 0;
	#phase: BacktestPhase = 'receiving';
	/** What had been read when the batch was begun. */
	#batch = { rows: 0, bytes: 0 };

	/** @param now milliseconds, from whenever */
	constructor(now: () => number = () => performance.now()) {
		this.#now = now;
		this.#at = now();
	}

	/**
	 * @param size of the table as stored
	 * @param isLimited whether candidates are chosen before lists are written
	 */
	begin(size: number, isLimited = false): void {
		this.#size = size;
		this.#choosings = isLimited ? 1 : 0;
		this.#at = this.#now();
	}

	named(names: GatherProgress): BacktestProgress {
		return {
			phase: 'naming',
			rows: 0,
			rowsPerSecond: 0,
			bytes: 0,
			done: undefined,
			secondsLeft: undefined,
			names,
		};
	}

	received(bytes: number): BacktestProgress {
		return this.#note('receiving', 0, bytes);
	}

	read(rows: number, bytes: number): BacktestProgress {
		const { reading } = this.#work;
		if (this.#phase !== 'reading') this.#batch = { rows: reading.rows, bytes: reading.bytes };
		return this.#note('reading', rows, bytes);
	}

	/** @param share of the batch, which is the rows read and not joined before */
	joined(share: number): BacktestProgress {
		const { rows, bytes } = this.#work.reading;
		const before = this.#batch;
		// A batch that does not reach the end is one of several.
		if (bytes > before.bytes && bytes < this.#size) {
			this.#countings = Math.ceil(this.#size / (bytes - before.bytes));
		}
		return this.#note(
			'joining',
			before.rows + share * (rows - before.rows),
			before.bytes + share * (bytes - before.bytes),
		);
	}

	written(rows: number, bytes: number): BacktestProgress {
		return this.#note('writing', rows, bytes);
	}

	chosen(rows: number, bytes: number): BacktestProgress {
		return this.#note('choosing', rows, bytes);
	}

	/** @param reading which of two it is, from 0 */
	shared(reading: number, rows: number, bytes: number): BacktestProgress {
		const { rows: all } = this.#work.reading;
		const progress = this.#note('sharing', reading * all + rows, reading * this.#size + bytes);
		return { ...progress, rows, reading: reading + 1, readings: 2 };
	}

	/** @param reading which it is, from 0, of how many */
	counted(reading: number, readings: number, rows: number, bytes: number): BacktestProgress {
		this.#countings = readings;
		const { rows: all } = this.#work.reading;
		const progress = this.#note('counting', reading * all + rows, reading * this.#size + bytes);
		return { ...progress, rows, reading: reading + 1, readings };
	}

	#note(phase: Exclude<BacktestPhase, 'naming'>, rows: number, bytes: number): BacktestProgress {
		const now = this.#now();
		const work = this.#work[phase];
		work.seconds += (now - this.#at) / 1000;
		work.rows = rows;
		work.bytes = bytes;
		this.#at = now;
		this.#phase = phase;
		const secondsLeft = phase === 'receiving' ? undefined : this.#secondsLeft();
		return {
			phase,
			rows: Math.round(rows),
			rowsPerSecond: work.seconds === 0 ? 0 : rows / work.seconds,
			bytes,
			done: phase === 'receiving' ? undefined : this.#share(secondsLeft),
			secondsLeft,
		};
	}

	/** Never less than before: a bar that goes back tells nobody anything. */
	#share(secondsLeft: number | undefined): number {
		if (secondsLeft === undefined) return this.#done;
		const { receiving: _, ...phases } = this.#work;
		const behind = Object.values(phases).reduce((sum, { seconds }) => sum + seconds, 0);
		const share = behind === 0 ? 0 : behind / (behind + secondsLeft);
		this.#done = Math.max(this.#done, share);
		return this.#done;
	}

	#secondsLeft(): number | undefined {
		const { reading } = this.#work;
		if (reading.bytes === 0 || reading.seconds === 0) return undefined;
		const perByte = reading.seconds / reading.bytes;
		const left = (phase: keyof typeof USUAL, bytes: number) => {
			const work = this.#work[phase];
			// The first bytes say little about the rest.
			const known = work.bytes > this.#size / 50;
			const pace = known ? work.seconds / work.bytes : perByte * USUAL[phase];
			return Math.max(0, bytes - work.bytes) * pace;
		};
		return (
			left('reading', this.#size) +
			left('joining', this.#size) +
			left('choosing', this.#choosings * this.#size) +
			left('writing', this.#size) +
			left('counting', this.#countings * this.#size) +
			left('sharing', this.#countings === 0 ? 0 : 2 * this.#size)
		);
	}
}
