/**
 * Loaded before the program by `node --import`: writes to the file that LOOP_DELAY names how long its event loop stalled
 * at the longest, in milliseconds, from the first connection to the last response.
 */

import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const file = process.env['LOOP_DELAY'];
// Threads load it, too.
if (isMainThread && file !== undefined) {
	const delay = monitorEventLoopDelay({ resolution: 1 });
	let longest = 0;
	subscribe('undici:client:connected', () => delay.enable());
	subscribe('undici:request:headers', () => {
		longest = delay.max / 1e6;
	});
	process.on('exit', () => writeFileSync(file, longest.toFixed(1)));
}
