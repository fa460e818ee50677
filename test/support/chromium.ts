/** A Chromium that is there already: none is fetched. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of the program that `$CHROMIUM` names, or of the first on `$PATH`; undefined without one. */
export function findChromium(): string | undefined {
	const named = process.env['CHROMIUM'];
	if (named !== undefined && named !== '') return named;
	const folders = (process.env['PATH'] ?? '').split(delimiter);
	return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
