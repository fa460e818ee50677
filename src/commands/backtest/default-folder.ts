/** The report folder of a run that names none. */

import { mkdirSync } from 'node:fs';
import { systemCode } from '../../errors.ts';
import { writeError } from '../../output/folder/write-error.ts';

/**
 * Makes `credcheck-report-20260131T235959Z` in the working folder, with a number appended if that exists: made at
 * once, since another run may begin in the same second.
 *
 * @param now milliseconds since 1970
 * @throws CredcheckError OUTPUT if it cannot be made
 */
export function makeDefaultFolder(now: number): string {
	const name = `credcheck-report-${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
	let folder = name;
	for (let number = 2; ; number += 1) {
		try {
			mkdirSync(folder, { mode: 0o700 });
			return folder;
		} catch (error) {
			if (systemCode(error) !== 'EEXIST') throw writeError(folder, error);
			folder = `${name}-${number}`;
		}
	}
}
