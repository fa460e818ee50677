/** Finds an installed Chromium: none is downloaded. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path in `$CHROMIUM`, or the first one on `$PATH`; undefined without one. */
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
