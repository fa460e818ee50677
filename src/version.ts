/** The version of this program, from its package.json, and how it identifies itself. */

import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
	version: string;
};

export const VERSION: string = manifest.version;
export const USER_AGENT: string = `credcheck/${VERSION}`;
