/** When the source says it is overloaded, all ranges pause, not only the one that was told. */

import { type Clock, MACHINE_CLOCK } from './clock.ts';

/** Upper bound on a pause that a source requests. */
export const MAX_BACKOFF_MS = 60_000;
/** Those who waited together do not come back together. */
const SPREAD_MS = 300;

export class Backoff {
	readonly #clock: Clock;
	#until = 0;

	constructor(clock: Clock = MACHINE_CLOCK) {
		this.#clock = clock;
	}

	/** @param ms from now on */
	request(ms: number): void {
		this.#until = Math.max(this.#until, this.#clock.now() + Math.min(ms, MAX_BACKOFF_MS));
	}

	/**
	 * Resolves when nobody has to wait any longer, or has waited so long; rejects when the signal is
	 * aborted.
	 *
	 * @param mostMs since others may be told to wait again and again
	 */
	async wait(signal: AbortSignal, mostMs: number): Promise<void> {
		const end = this.#clock.now() + mostMs;
		for (;;) {
			const left = Math.min(this.remainingMs(), end - this.#clock.now());
			if (left <= 0) return;
			await this.#clock.wait(left + Math.random() * SPREAD_MS, signal);
		}
	}

	/** Milliseconds; 0 when nobody has to wait. */
	remainingMs(): number {
		return Math.max(0, this.#until - this.#clock.now());
	}
}
