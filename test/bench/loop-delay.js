/**
 * Loaded before the program by `node --import`: writes to the file that LOOP_DELAY names how long its event loop stalled
 * at the longest, in milliseconds, from the first connection to the last response. Time in which it would have run, but
 * other threads and programs had the cores, does not count. Linux only.
 */

import { subscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Between two looks, if nothing stalls. */
const EVERY_MS = 1;

const file = process.env['LOOP_DELAY'];
// Threads load it, too.
if (isMainThread && file !== undefined) {
	let longest = 0;
	/** @type {{ at: number, waited: number } | undefined} */
	let last;
	/** Of stalls since the last response. */
	let open = 0;
	const look = () => {
		const now = { at: performance.now(), waited: waitedForCore() };
		if (last !== undefined) {
			open = Math.max(open, now.at - last.at - (now.waited - last.waited) - EVERY_MS);
		}
		last = now;
	};
	subscribe('undici:client:connected', () => {
		if (last !== undefined) return;
		look();
		setInterval(look, EVERY_MS).unref();
	});
	subscribe('undici:request:headers', () => {
		longest = Math.max(longest, open);
	});
	process.on('exit', () => writeFileSync(file, longest.toFixed(1)));
}

/** Milliseconds that this thread has been ready to run without a core. */
function waitedForCore() {
	const path = `/proc/self/task/${process.pid}/schedstat`;
	return Number(readFileSync(path, 'latin1').split(' ')[1]) / 1e6;
}
