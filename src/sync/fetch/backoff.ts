/** A source that says it is asked too much is left alone by every range, not only by the one it told. */

import { setTimeout as delay } from 'node:timers/promises';

/** However long a source asks to be left alone, it is asked again after this. */
export const MAX_BACKOFF_MS = 60_000;
/** Those who waited together do not come back together. */
const SPREAD_MS = 300;

export class Backoff {
	#until = 0;

	/** @param ms from now on */
	request(ms: number): void {
		this.#until = Math.max(this.#until, performance.now() + Math.min(ms, MAX_BACKOFF_MS));
	}

	/**
	 * Resolves when nobody has to wait any longer, or has waited so long; rejects when the signal is
	 * aborted.
	 *
	 * @param mostMs since others may be told to wait again and again
	 */
	async wait(signal: AbortSignal, mostMs: number): Promise<void> {
		const end = performance.now() + mostMs;
		for (;;) {
			const left = Math.min(this.remainingMs(), end - performance.now());
			if (left <= 0) return;
			await delay(left + Math.random() * SPREAD_MS, undefined, { signal });
		}
	}

	/** Milliseconds; 0 when nobody has to wait. */
	remainingMs(): number {
		return Math.max(0, this.#until - performance.now());
	}
}
