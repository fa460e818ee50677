/** A folder for the configuration and caches of the programs that tests run: none of theirs is left in the user's. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder: string = mkdtempSync(join(tmpdir(), 'credcheck-test-config-'));

/** Called by vitest before all tests. */
export function setup(): void {
	process.env['CREDCHECK_TEST_CONFIG'] = folder;
}

/** And after them. */
export function teardown(): void {
	rmSync(folder, { recursive: true, force: true });
}
