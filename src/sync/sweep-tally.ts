/** Counts the outcomes of a sweep. Of several outcomes for one range, the last counts. */

import { PREFIX_COUNT, type Prefix } from '../range/prefix.ts';
import type { CheckOutcome } from '../store/tables/check-outcome.ts';

/** A range's state is stored as an index in this. */
const STATES = ['none', 'added', 'replaced', 'unchanged'] as const;
type State = (typeof STATES)[number];

export interface TallyCounts {
	readonly changed: number;
	/** The changed ranges that were stored before. */
	readonly replaced: number;
	readonly unchanged: number;
	/** Hashes in the changed ranges. */
	readonly hashes: number;
}

export class SweepTally {
	readonly #states = new Uint8Array(PREFIX_COUNT);
	/** Hashes of each changed range. */
	readonly #hashes = new Uint32Array(PREFIX_COUNT);
	readonly #ranges: Record<State, number> = {
		none: PREFIX_COUNT,
		added: 0,
		replaced: 0,
		unchanged: 0,
	};
	#changedHashes = 0;

	get counts(): TallyCounts {
		const { added, replaced, unchanged } = this.#ranges;
		return { changed: added + replaced, replaced, unchanged, hashes: this.#changedHashes };
	}

	/** @param wasStored whether the range was stored before this sweep */
	count(outcome: CheckOutcome, wasStored: boolean): void {
		const { kind, prefix } = outcome;
		if (kind === 'failed') return;
		if (kind === 'changed') this.#set(prefix, wasStored ? 'replaced' : 'added', outcome.hashes);
		else this.#set(prefix, kind === 'withdrawn' ? 'none' : 'unchanged', 0);
	}

	#set(prefix: Prefix, state: State, hashes: number): void {
		const before = STATES[this.#states[prefix] as number] as State;
		this.#ranges[before] -= 1;
		this.#ranges[state] += 1;
		this.#changedHashes += hashes - (this.#hashes[prefix] as number);
		this.#states[prefix] = STATES.indexOf(state);
		this.#hashes[prefix] = hashes;
	}
}
