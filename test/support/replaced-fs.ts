/**
 * Replaces functions of node:fs for whoever imports them, in this process. Modules cannot be replaced, since test files
 * share them.
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';

// Node loads what removes folders at its first use, and it keeps the functions that it finds then.
fs.rmSync(fileURLToPath(new URL('none', import.meta.url)), { recursive: true, force: true });

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * @param replace makes a function from the original one
 * @returns restores the functions
 */
export function replaceInFs(
	names: readonly (keyof typeof fs & string)[],
	replace: (original: AnyFunction, name: string) => AnyFunction,
): () => void {
	const functions = fs as unknown as Record<string, AnyFunction>;
	const originals = names.map((name) => [name, functions[name] as AnyFunction] as const);
	for (const [name, original] of originals) functions[name] = replace(original, name);
	syncBuiltinESMExports();
	return () => {
		for (const [name, original] of originals) functions[name] = original;
		syncBuiltinESMExports();
	};
}

/** For tests in which no power fails: waiting for the disk would take most of their time. */
export function withoutFsync(): () => void {
	return replaceInFs(['fsyncSync'], () => () => {});
}
