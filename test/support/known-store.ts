/** The store of the passwords that most tests know, made once before all of them; each copies the file. */

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { credcheck } from './credcheck.ts';
import { rangesWith, writeRangeFolder } from './ranges.ts';

/** Passwords that the store knows, and how often each was seen. */
export const KNOWN: Readonly<Record<string, number>> = {
	swordfish: 1,
	tulip: 7,
	letmein: 12_000,
	hunter2: 250,
	'': 31_337,
};

/** What the range folder of the store would be called, beside a copy. */
export function writeKnownRanges(folder: string): string {
	return writeRangeFolder(join(folder, 'ranges'), rangesWith(KNOWN));
}

/** By a sync, as a user makes one. */
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
