/** How retries wait, as an interface, so that tests need not wait. */

import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
	/** Milliseconds since an arbitrary moment; never goes back. */
	now(): number;
	/** Resolves after `ms` milliseconds; rejects when the signal is aborted. */
	wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const MACHINE_CLOCK: Clock = {
	now: () => performance.now(),
	wait: (ms, signal) => delay(ms, undefined, { signal }),
};
