/** A store of each kind with a few known passwords, made once before all tests; most tests copy the file. */

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HASH_KINDS, SHA1 } from '../../src/range/kind.ts';
import { credcheck } from './credcheck.ts';
import { rangesWith, writeRangeFolder } from './ranges.ts';

/** The passwords in the stores, and how often each was seen. */
export const KNOWN: Readonly<Record<string, number>> = {
	swordfish: 1,
	tulip: 7,
	letmein: 12_000,
	hunter2: 250,
	'': 31_337,
};

/** Writes the ranges of the store to a folder `ranges`; returns its path. */
export function writeKnownRanges(folder: string, kind = SHA1): string {
	return writeRangeFolder(join(folder, 'ranges'), rangesWith(KNOWN, kind));
}

/** Makes a store of each kind with `credcheck sync`. */
export async function makeKnownStores(folder: string): Promise<void> {
	for (const kind of HASH_KINDS) {
		const own = join(folder, kind.name);
		mkdirSync(own, { recursive: true });
		const source = writeKnownRanges(own, kind);
		const args = ['sync', '--kind', kind.name, '--source', source, '--store', storeIn(own)];
		const run = await credcheck(args);
		if (run.code !== 0) throw new Error(run.stderr);
	}
}

export function copyKnownStore(to: string, kind = SHA1): void {
	copyFileSync(storeIn(join(knownFolder(), kind.name)), to);
}

export function knownFolder(): string {
	return join(process.env['CREDCHECK_TEST_CONFIG'] as string, 'known');
}

function storeIn(folder: string): string {
	return join(folder, 'store.sqlite');
}
