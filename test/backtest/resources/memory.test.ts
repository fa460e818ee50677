import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
	bytesIn,
	defaultMemory,
	MIN_MEMORY,
	planMemory,
	wordsForKeys,
} from '../../../src/backtest/resources/memory.ts';
import { MIN_BLOCKS, maxWords, wordsWithin } from '../../../src/match/keys/key-block.ts';
import { SHA1 } from '../../../src/range/kind.ts';
import { PROGRAM } from '../../support/binary.ts';
import { plainEnvironment } from '../../support/environment.ts';
import { copyKnownStore } from '../../support/known-store.ts';
import { sha1 } from '../../support/ranges.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const MIB = 1024 ** 2;
const memories = fc.nat({ max: 2 ** 33 });
const numbers = fc.integer({ min: 0, max: 256 });
const OF_UNKNOWN_SIZE = { bytes: 1000, gzipped: true };

it('keys take no more memory than allowed, and there is always room for some blocks', () => {
	fc.assert(
		fc.property(memories, numbers, (memory, threads) => {
			const plan = planMemory({ memory }, SHA1, threads);
			const words = wordsForKeys(plan, SHA1, OF_UNKNOWN_SIZE);
			const least = MIN_BLOCKS * maxWords(SHA1, plan.blockBytes);
			expect(words).toBeGreaterThanOrEqual(least);
			if (words > least) expect(words * 4).toBeLessThanOrEqual(Math.max(memory, MIN_MEMORY));
		}),
	);
});

it('more memory never means fewer threads or, for as many, smaller blocks', () => {
	fc.assert(
		fc.property(memories, memories, numbers, (one, other, threads) => {
			const less = planMemory({ memory: Math.min(one, other) }, SHA1, threads);
			const more = planMemory({ memory: Math.max(one, other) }, SHA1, threads);
			expect(more.threads).toBeGreaterThanOrEqual(less.threads);
			expect(more.threads).toBeLessThanOrEqual(threads);
			if (more.threads > less.threads) return;
			expect(more.blockBytes).toBeGreaterThanOrEqual(less.blockBytes);
		}),
	);
});

it('little memory means smaller blocks, then fewer threads, but always one', () => {
	const planned = (mebibytes: number, threads: number) => {
		const plan = planMemory({ memory: mebibytes * MIB }, SHA1, threads);
		return [plan.threads, plan.blockBytes < MIB ? 'small' : 'large'];
	};
	expect(planned(1024, 8)).toEqual([8, 'large']);
	expect(planned(256, 8)).toEqual([8, 'small']);
	expect(planned(64, 8)).toEqual([2, 'small']);
	expect(planned(1, 8)).toEqual([1, 'small']);
	expect(planned(64, 0)).toEqual([0, 'large']);
});

it('lists given besides the table are part of the memory, and refused if they leave no room', () => {
	const shared = new Uint8Array(new SharedArrayBuffer(1000));
	const data = { lists: [shared, { again: shared.subarray(10) }], none: undefined, size: 5 };
	expect(bytesIn(data)).toBe(1000);
	const plan = planMemory({ memory: 64 * MIB }, SHA1, 2);
	const wordsBeside = (held: number) => wordsForKeys(plan, SHA1, OF_UNKNOWN_SIZE, held);
	expect(wordsBeside(4 * MIB)).toBeLessThan(wordsBeside(0));
	expect(() => wordsBeside(50 * MIB)).toThrow(/--memory has no room/);
});

it('a small table reserves no more memory than it can need', () => {
	const plan = planMemory({ memory: 1024 * MIB }, SHA1, 2);
	const table = { bytes: 10 * MIB, gzipped: false };
	const words = wordsForKeys(plan, SHA1, table);
	expect(words * 4).toBeLessThan(64 * MIB);
	expect(words).toBeGreaterThan(wordsWithin(SHA1, table.bytes));
});

it('the default memory is a share of the machine, 1.5 GiB at most', () => {
	expect(defaultMemory()).toBeGreaterThan(0);
	expect(defaultMemory()).toBeLessThanOrEqual(1.5 * 2 ** 30);
});

/** What the program takes besides `--memory`, as its manual says, in bytes. */
const PROGRAM_BYTES = 150e6;

/**
 * Prints the peak of the resident memory in KiB when the process ends. That of `resourceUsage` would begin with the
 * memory of the process that started this one.
 */
const PEAK = `data:text/javascript,${encodeURIComponent(
	`import { readFileSync } from 'node:fs';
	import { isMainThread } from 'node:worker_threads';
	const peak = () => /VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
	if (isMainThread) process.on('exit', () => process.stdout.write('PEAK ' + peak()));`,
)}`;

/** The peak of a back-test of the table, in bytes, and what it says under `--verbose`. */
async function peakOf(table: string, ...flags: string[]) {
	const folder = temporaryFolder();
	const accounts = join(folder, 'accounts.csv');
	const store = join(folder, 'store.sqlite');
	writeFileSync(accounts, table);
	copyKnownStore(store);
	const child = spawn(
		process.execPath,
		[
			...['--import', PEAK, PROGRAM, 'backtest', accounts, '--store', store, '--allow-partial'],
			...['--out', join(folder, 'report'), '--ref-key', join(folder, 'key')],
			...['--max-rejected', '100', '--quiet', '--verbose', ...flags],
		],
		{ env: plainEnvironment() },
	);
	const [stdout, stderr] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		once(child, 'close'),
	]);
	return { peak: Number(/PEAK (\d+)/.exec(stdout)?.[1]) * 1024, stderr };
}

const isLinux = process.platform === 'linux';

it.runIf(isLinux).each([
	// All in one partition, and more of them than fit.
	['hashes that begin alike', `id,sha1${linesOf(250_000, alike)}\n`],
	['rows without a hash', `id,sha1\n1,${sha1('tulip')}\n${',\n'.repeat(1_500_000)}`],
])('memory is a bound for many %s, and for more threads than it has room for', async (_, table) => {
	const { peak, stderr } = await peakOf(table, '--memory', '32M', '--workers', '8');
	expect(stderr).toContain('memory has room for 1 thread of 8');
	expect(peak).toBeGreaterThan(50e6);
	expect(peak).toBeLessThan(32 * MIB + PROGRAM_BYTES);
});

function linesOf(rows: number, line: (row: number) => string): string {
	return Array.from({ length: rows }, (_, row) => `\n${line(row)}`).join('');
}

function alike(row: number): string {
	return `${row},ABCDE${String(row * 7919).padStart(35, '0123456789')}`;
}
