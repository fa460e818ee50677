/**
 * Before all tests: a folder for the configuration and caches of the programs that they run, so that
 * none of theirs is left in the user's, and the store that most of them copy.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownFolder, makeKnownStore } from './known-store.ts';

/** Called by vitest. */
export async function setup(): Promise<void> {
	process.env['CREDCHECK_TEST_CONFIG'] = mkdtempSync(join(tmpdir(), 'credcheck-test-config-'));
	await makeKnownStore(knownFolder());
}

/** And after all tests. */
export function teardown(): void {
	rmSync(process.env['CREDCHECK_TEST_CONFIG'] as string, { recursive: true, force: true });
}
