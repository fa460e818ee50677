/** Writes the man pages that `package.json` lists, as `credcheck help --roff` prints them. Runs in the build. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const { man } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

for (const path of man) {
	const topic = basename(path, '.1').split('-').slice(1);
	const program = fileURLToPath(new URL('bin/credcheck.js', import.meta.url));
	// Without the compile cache, since a build must leave nothing outside the project.
	const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' };
	const page = execFileSync(process.execPath, [program, 'help', '--roff', ...topic], { env });
	const file = fileURLToPath(new URL(path, import.meta.url));
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, page);
}
