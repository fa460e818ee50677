/** Running a command as a user would, with its time and its memory. Linux: memory is read in /proc. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const CREDCHECK = fileURLToPath(new URL('../../bin/credcheck.js', import.meta.url));

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, stdout: string, seconds: number, peakBytes: number }>}
 *   `peakBytes` is the most memory that was resident at a time
 */
export async function measure(command, args) {
	const begun = process.hrtime.bigint();
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	let peakBytes = 0;
	const look = () => {
		try {
			const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
			peakBytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024 || peakBytes;
		} catch {
			// It has ended, or this is no Linux.
		}
	};
	const timer = setInterval(look, 50);
	let stdout = '';
	child.stdout.setEncoding('utf8').on('data', (text) => {
		stdout += text;
	});
	const [code] = await once(child, 'close');
	clearInterval(timer);
	return { code, stdout, seconds: Number(process.hrtime.bigint() - begun) / 1e9, peakBytes };
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
