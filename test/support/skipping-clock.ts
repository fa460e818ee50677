/** A clock for retries that skips the waits: no test waits as long as a sync does. */

import type { Clock } from '../../src/sync/fetch/clock.ts';

/** Other work in progress may run first, as during a real wait. */
const QUIET_MS = 20;

/** Waits that end within this time of each other end together. */
const STEP_MS = 500;

/** When no wait begins for a while, the clock jumps to somewhat after the end of the shortest wait. */
export function skippingClock(): Clock {
	const waiting = new Set<{ readonly until: number; wake(): void }>();
	let skippedMs = 0;
	let timer: NodeJS.Timeout | undefined;
	const now = () => performance.now() + skippedMs;
	const skip = () => {
		// All waits were aborted meanwhile.
		if (waiting.size === 0) return;
		const first = Math.min(...[...waiting].map(({ until }) => until));
		const late = Math.max(now(), first + STEP_MS);
		skippedMs += late - now();
		for (const one of waiting) if (one.until <= late) one.wake();
		if (waiting.size > 0) timer = setTimeout(skip, QUIET_MS);
	};
	return {
		now,
		wait: (ms, signal) =>
			new Promise((resolve, reject) => {
				signal.throwIfAborted();
				const end = (settle: () => void) => {
					waiting.delete(one);
					signal.removeEventListener('abort', onAbort);
					settle();
				};
				const one = { until: now() + ms, wake: () => end(resolve) };
				const onAbort = () => end(() => reject(signal.reason));
				signal.addEventListener('abort', onAbort);
				waiting.add(one);
				clearTimeout(timer);
				timer = setTimeout(skip, QUIET_MS);
			}),
	};
}
