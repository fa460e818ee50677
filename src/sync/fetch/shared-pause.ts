/** A pause of all requests, for when the source reports that it is overloaded. */

import type { Clock } from './clock.ts';

/** Maximum pause, whatever a source requests. */
export const MAX_PAUSE_MS = 60_000;
/** Random extra wait, so that requests which waited together do not all resume at once. */
const SPREAD_MS = 300;

export class SharedPause {
	readonly #clock: Clock;
	#until = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** @param ms from now on */
	request(ms: number): void {
		this.#until = Math.max(this.#until, this.#clock.now() + Math.min(ms, MAX_PAUSE_MS));
	}

	/**
	 * Resolves at the end of the pause; rejects when the signal is aborted.
	 *
	 * @param limitMs resolves after this time at the latest, since pauses may be requested again and again
	 */
	async wait(signal: AbortSignal, limitMs: number): Promise<void> {
		const end = this.#clock.now() + limitMs;
		for (;;) {
			const left = Math.min(this.remainingMs(), end - this.#clock.now());
			if (left <= 0) return;
			await this.#clock.wait(left + Math.random() * SPREAD_MS, signal);
		}
	}

	/** 0 when there is no pause. */
	remainingMs(): number {
		return Math.max(0, this.#until - this.#clock.now());
	}
}
