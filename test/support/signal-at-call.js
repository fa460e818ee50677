/**
 * Preloaded into the program (`node --import`): sends it a signal before one of its calls that change a folder or
 * flush it to disk, or slows these calls down.
 *
 *     FAULT_UNDER   paths below this one count, and all flushes
 *     FAULT_CALL    before which call, from 1
 *     FAULT_SIGNAL  such as SIGKILL
 *     FAULT_SLOW    milliseconds before each call
 *     FAULT_COUNT   a file to write the number of calls to
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const {
	FAULT_UNDER = '',
	FAULT_CALL,
	FAULT_SIGNAL = 'SIGKILL',
	FAULT_SLOW,
	FAULT_COUNT,
} = process.env;
const CHANGES = [
	...['mkdirSync', 'openSync', 'linkSync', 'symlinkSync', 'renameSync', 'unlinkSync'],
	...['rmSync', 'rmdirSync', 'fsyncSync', 'fsync'],
];

const { writeFileSync } = fs;
const clock = new Int32Array(new SharedArrayBuffer(4));
let calls = 0;

/** @type {Record<string, Function>} */
const functions = /** @type {any} */ (fs);
for (const name of CHANGES) {
	const original = /** @type {Function} */ (functions[name]);
	functions[name] = (/** @type {unknown[]} */ ...args) => {
		const isFlush = name.startsWith('fsync');
		if (isFlush || args.some((path) => typeof path === 'string' && path.startsWith(FAULT_UNDER))) {
			calls += 1;
			if (FAULT_SLOW !== undefined) Atomics.wait(clock, 0, 0, Number(FAULT_SLOW));
			if (calls === Number(FAULT_CALL)) process.kill(process.pid, FAULT_SIGNAL);
		}
		return original(...args);
	};
}
syncBuiltinESMExports();

if (FAULT_COUNT !== undefined) {
	process.on('exit', () => writeFileSync(FAULT_COUNT, String(calls)));
}
