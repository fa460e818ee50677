/** Runs the real binary, as a user would: for what only a process has, such as signals and pipes. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT, type RunResult } from './credcheck.ts';
import { plainEnvironment } from './environment.ts';

export const PROGRAM: string = join(ROOT, 'bin', 'credcheck.js');

export interface BinaryOptions {
	readonly stdin?: string | Buffer;
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** Another copy of the program. */
	readonly program?: string;
	/** Called with the process when it has started. */
	readonly onStart?: (child: ChildProcessWithoutNullStreams) => void;
}

export async function credcheckBinary(
	args: readonly string[],
	options: BinaryOptions = {},
): Promise<RunResult> {
	const child = spawn(process.execPath, [options.program ?? PROGRAM, ...args], {
		cwd: options.cwd,
		env: { ...plainEnvironment(), ...options.env },
	});
	options.onStart?.(child);
	// The program may end before it has read all of stdin.
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
