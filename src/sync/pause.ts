/** A source that says it is asked too much is left alone by every range, not only by the one it told. */

import { setTimeout as delay } from 'node:timers/promises';

/** However long a source asks to be left alone, it is asked again after this. */
export const LONGEST_PAUSE_MS = 60_000;
/** Those who waited together do not come back together. */
const SPREAD_MS = 300;

export class Pause {
	#until = 0;

	/** @param ms from now on */
	ask(ms: number): void {
		this.#until = Math.max(this.#until, performance.now() + Math.min(ms, LONGEST_PAUSE_MS));
	}

	/** Resolves when nobody has to wait any longer; rejects when the signal is aborted. */
	async over(signal: AbortSignal): Promise<void> {
		for (let left = this.left(); left > 0; left = this.left()) {
			await delay(left + Math.random() * SPREAD_MS, undefined, { signal });
		}
	}

	/** Milliseconds; 0 when nobody has to wait. */
	left(): number {
		return Math.max(0, this.#until - performance.now());
	}
}
