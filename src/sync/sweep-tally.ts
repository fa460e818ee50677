/** What became of each range of a sweep: of several outcomes of one, the last counts. */

import { PREFIX_COUNT } from '../range/prefix.ts';
import type { CheckOutcome } from '../store/writer.ts';

/** Index by which a range's state is kept. */
const STATES = ['none', 'added', 'replaced', 'unchanged'] as const;
type State = (typeof STATES)[number];

export class SweepTally {
	readonly #states = new Uint8Array(PREFIX_COUNT);
	/** Hashes of those that changed. */
	readonly #hashes = new Uint32Array(PREFIX_COUNT);
	readonly #ranges: Record<State, number> = {
		none: PREFIX_COUNT,
		added: 0,
		replaced: 0,
		unchanged: 0,
	};
	#changedHashes = 0;

	/** @param wasHeld whether the range was held before this sweep */
	count(outcome: CheckOutcome, wasHeld: boolean): void {
		const { kind, prefix } = outcome;
		if (kind === 'failed') return;
		if (kind === 'changed') this.#set(prefix, wasHeld ? 'replaced' : 'added', outcome.hashes);
		else this.#set(prefix, kind === 'withdrawn' ? 'none' : 'unchanged', 0);
	}

	/** Ranges that are other than before. */
	get changed(): number {
		return this.#ranges.added + this.#ranges.replaced;
	}

	/** Of those, the ones that were held before. */
	get replaced(): number {
		return this.#ranges.replaced;
	}

	get unchanged(): number {
		return this.#ranges.unchanged;
	}

	/** In the ranges that changed. */
	get hashes(): number {
		return this.#changedHashes;
	}

	#set(prefix: number, state: State, hashes: number): void {
		const before = STATES[this.#states[prefix] as number] as State;
		this.#ranges[before] -= 1;
		this.#ranges[state] += 1;
		this.#changedHashes += hashes - (this.#hashes[prefix] as number);
		this.#states[prefix] = STATES.indexOf(state);
		this.#hashes[prefix] = hashes;
	}
}
