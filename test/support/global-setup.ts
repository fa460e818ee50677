/**
 * Before all tests, makes a folder for the configuration and caches of the programs that they run, so that
 * nothing is left in the user's own, and the stores that most tests copy.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownFolder, makeKnownStores } from './known-store.ts';

/** Called by vitest before all tests. */
export async function setup(): Promise<void> {
	process.env['CREDCHECK_TEST_CONFIG'] = mkdtempSync(join(tmpdir(), 'credcheck-test-config-'));
	await makeKnownStores(knownFolder());
}

/** Called by vitest after all tests. */
export function teardown(): void {
	rmSync(process.env['CREDCHECK_TEST_CONFIG'] as string, { recursive: true, force: true });
}
