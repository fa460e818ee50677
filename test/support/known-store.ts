/** A store with a few known passwords, made once before all tests; most tests copy the file. */

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { credcheck } from './credcheck.ts';
import { rangesWith, writeRangeFolder } from './ranges.ts';

/** The passwords in the store, and how often each was seen. */
export const KNOWN: Readonly<Record<string, number>> = {
	swordfish: 1,
	tulip: 7,
	letmein: 12_000,
	hunter2: 250,
	'': 31_337,
};

/** Writes the ranges of the store to a folder `ranges`; returns its path. */
export function writeKnownRanges(folder: string): string {
	return writeRangeFolder(join(folder, 'ranges'), rangesWith(KNOWN));
}

/** Makes the store with `credcheck sync`. */
export async function makeKnownStore(folder: string): Promise<void> {
	mkdirSync(folder);
	const source = writeKnownRanges(folder);
	const run = await credcheck(['sync', '--source', source, '--store', storeIn(folder)]);
	if (run.code !== 0) throw new Error(run.stderr);
}

export function copyKnownStore(to: string): void {
	copyFileSync(storeIn(knownFolder()), to);
}

export function knownFolder(): string {
	return join(process.env['CREDCHECK_TEST_CONFIG'] as string, 'known');
}

function storeIn(folder: string): string {
	return join(folder, 'store.sqlite');
}
