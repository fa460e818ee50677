/** A clock for retries that skips their waits: no test has to sit through the patience of a sync. */

import type { Clock } from '../../src/sync/fetch/clock.ts';

/** What else is under way may happen first, as it would while one really waits. */
const QUIET_MS = 20;

/** Those who wait for nearly the same moment need not be woken one by one. */
const STEP_MS = 500;

/** As soon as nothing new waits, it is somewhat later than the first who waits has asked for. */
export function skippingClock(): Clock {
	const waiting = new Set<{ readonly until: number; wake(): void }>();
	let skippedMs = 0;
	let timer: NodeJS.Timeout | undefined;
	const now = () => performance.now() + skippedMs;
	const skip = () => {
		// All were aborted meanwhile.
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
