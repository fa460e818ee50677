/** Ends the process when a case does not end: an endless loop would hold the thread that could say so. */

import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const LIMIT_MS = 60_000;

/** @typedef {{ begin(index: number): void, end(): void }} Watchdog */

/**
 * @param {string} command that repeats a case, without its number
 * @returns {Watchdog}
 */
export function startWatchdog(command) {
	const shared = new Float64Array(new SharedArrayBuffer(16));
	const worker = new Worker(new URL(import.meta.url), { workerData: { shared, command } });
	worker.unref();
	return {
		begin(index) {
			shared[1] = index;
			shared[0] = Date.now();
		},
		end() {
			shared[0] = 0;
		},
	};
}

if (!isMainThread && workerData?.shared !== undefined) {
	/** @type {{ shared: Float64Array, command: string }} */
	const { shared, command } = workerData;
	setInterval(() => {
		const [since = 0, index] = shared;
		if (since === 0 || Date.now() - since < LIMIT_MS) return;
		writeSync(2, `FOUND: no end after ${LIMIT_MS / 1000} s\n  ${command} --case ${index}\n`);
		process.kill(process.pid, 'SIGKILL');
	}, 1000);
}
