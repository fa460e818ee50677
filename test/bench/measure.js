/** Runs a command as a user would, and measures its time and memory. Linux only: memory is read from /proc. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const CREDCHECK = fileURLToPath(new URL('../../bin/credcheck.js', import.meta.url));

/** The time between two samples of the memory; a sample reads a few small files. */
const SAMPLE_MS = 20;

/**
 * Runs a command to its end.
 *
 * `peakBytes` is the peak of resident memory: the kernel's high-water mark (VmHWM) of the process itself,
 * or, if greater, the largest sum over it and its descendants (VmRSS) in any sample. Pages shared by
 * several processes count once for each. Growth after the last sample is missed.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {number | 'ignore'} [stdin] an open file
 * @returns {Promise<{ code: number | null, stdout: string, seconds: number, peakBytes: number }>}
 */
export async function measure(command, args, stdin = 'ignore') {
	const begun = process.hrtime.bigint();
	const child = spawn(command, args, { stdio: [stdin, 'pipe', 'inherit'] });
	let peakBytes = 0;
	const timer = setInterval(() => {
		peakBytes = Math.max(peakBytes, peakOf(child.pid), residentOf(child.pid));
	}, SAMPLE_MS);
	let stdout = '';
	child.stdout?.setEncoding('utf8').on('data', (text) => {
		stdout += text;
	});
	const [code] = await once(child, 'close');
	clearInterval(timer);
	return { code, stdout, seconds: Number(process.hrtime.bigint() - begun) / 1e9, peakBytes };
}

/** The high-water mark of one process. */
function peakOf(/** @type {number | undefined} */ pid) {
	return bytesOf(read(`/proc/${pid}/status`), 'VmHWM');
}

/**
 * The resident memory of a process and its descendants, not including children started by other threads
 * than the main thread, which the kernel lists separately.
 *
 * @param {string | number | undefined} pid
 * @returns {number}
 */
function residentOf(pid) {
	const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
	return children.reduce(
		(sum, child) => sum + residentOf(child),
		bytesOf(read(`/proc/${pid}/status`), 'VmRSS'),
	);
}

function bytesOf(/** @type {string} */ status, /** @type {string} */ field) {
	return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
}

/** The text of a file; empty if the process has ended, or this is not Linux. */
function read(/** @type {string} */ path) {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

/** @param {number[]} values */
export function median(values) {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * Prints rows in columns.
 *
 * @param {(string | number)[][]} rows
 */
export function printTable(rows) {
	const texts = rows.map((row) => row.map(String));
	const widths = (texts[0] ?? []).map((_, column) =>
		Math.max(...texts.map((row) => row[column]?.length ?? 0)),
	);
	for (const row of texts) {
		const [first = '', ...others] = row.map((cell, column) =>
			column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
		);
		process.stdout.write(`${[first, ...others].join('  ')}\n`);
	}
}
