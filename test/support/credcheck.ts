/** The real binary, run as a user would run it. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseDocument } from './documents.js';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
export const PROGRAM: string = fileURLToPath(new URL('../../bin/credcheck.js', import.meta.url));

export interface RunOptions {
	readonly stdin?: string | Buffer;
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** Another copy of the program. */
	readonly program?: string;
	/** Called with the process once it runs. */
	readonly onStart?: (child: ChildProcessWithoutNullStreams) => void;
}

export interface RunResult {
	/** Exit code; null when a signal ended it. */
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Nothing of the environment that could change what the program does. */
function plainEnvironment(): Record<string, string> {
	const { PATH = '', HOME = '', TMPDIR, CREDCHECK_TEST_CONFIG = '' } = process.env;
	const temporary = TMPDIR === undefined ? {} : { TMPDIR };
	const own = { XDG_CONFIG_HOME: CREDCHECK_TEST_CONFIG, XDG_CACHE_HOME: CREDCHECK_TEST_CONFIG };
	return { PATH, HOME, ...own, ...temporary };
}

export async function credcheck(
	args: readonly string[],
	options: RunOptions = {},
): Promise<RunResult> {
	const child = spawn(process.execPath, [options.program ?? PROGRAM, ...args], {
		cwd: options.cwd,
		env: { ...plainEnvironment(), ...options.env },
	});
	options.onStart?.(child);
	// A program that has ended does not read what is left.
	child.stdin.on('error', () => {});
	child.stdin.end(options.stdin ?? '');
	const [stdout, stderr, code] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		new Promise<number | null>((resolve) => {
			child.on('close', resolve);
		}),
	]);
	return { code, stdout, stderr };
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
	let all = '';
	stream.setEncoding('utf8');
	for await (const chunk of stream) all += chunk;
	return all;
}

/** The one JSON document on a stream that must hold nothing else; it is what its schema says. */
export function onlyJson(output: string): Record<string, unknown> {
	return parseDocument(output) as Record<string, unknown>;
}
