/**
 * Runs the program in this process: what its binary runs, without the 200 ms that a process takes to start.
 * What only a process has (signals, pipes, the exit) is tested with the binary.
 */

import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
// Compiled, since its threads need the compiled worker beside it.
import { runCredcheck } from '../../dist/cli.js';
import type { Clock } from '../../src/sync/fetch/clock.ts';
import { parseDocument } from './documents.js';
import { plainEnvironment } from './environment.ts';
import { skippingClock } from './skipping-clock.ts';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

export interface RunOptions {
	/** For `check` only: a table on stdin is read from the stdin of the process. */
	readonly stdin?: string | Buffer;
	/** Added to the plain environment. */
	readonly env?: Readonly<Record<string, string>>;
	/** How retries wait; by default not at all. */
	readonly clock?: Clock;
}

export interface RunResult {
	/** Exit code; null when a signal ended it. */
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export async function credcheck(
	args: readonly string[],
	{ stdin = '', env = {}, clock = skippingClock() }: RunOptions = {},
): Promise<RunResult> {
	const [stdout, stderr] = [new Recorder(), new Recorder()];
	const input = Readable.from(stdin.length === 0 ? [] : [Buffer.from(stdin)]);
	const io = { stdin: input, stdout, stderr, clock, env: { ...plainEnvironment(), ...env } };
	const never = new AbortController().signal;
	const code = await runCredcheck(args, never, io);
	return { code, stdout: stdout.text, stderr: stderr.text };
}

/** A stream that keeps what is written. */
class Recorder extends Writable {
	readonly #chunks: Buffer[] = [];

	override _write(chunk: Buffer, _encoding: string, done: () => void): void {
		this.#chunks.push(chunk);
		done();
	}

	get text(): string {
		return Buffer.concat(this.#chunks).toString('utf8');
	}
}

/** Parses output that must be a single JSON document, and validates it against its schema. */
export function onlyJson(output: string): Record<string, unknown> {
	return parseDocument(output) as Record<string, unknown>;
}
