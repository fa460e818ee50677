#!/usr/bin/env node

/** Before anything is loaded: is this Node new enough, and what makes the start short, or traces readable. */

import { existsSync, mkdirSync, statSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// As package.json has it: what is older lacks what the program is made of.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 2) || (major === 20 && minor >= 19)) start();
else {
	process.stderr.write(
		`error: credcheck needs Node 20.19, 22.2 or later, and this is ${process.version}\n`,
	);
	process.exitCode = 2;
}

function start() {
	keepCompiledCode();
	// Costs a little, and traces are shown under --verbose alone.
	if (process.argv.includes('--verbose')) process.setSourceMapsEnabled(true);
	const program = new URL('../dist/cli.js', import.meta.url);
	if (!existsSync(program)) {
		process.stderr.write('error: credcheck is not built\nhint: run npm ci where it lies\n');
		process.exitCode = 2;
		return;
	}
	import(program.href).then(({ main }) => main(process.argv.slice(2)));
}

/**
 * Node 22.1 and later can keep compiled code for the next start. What lies there is run as it is, so it
 * lies where nobody else can write: Node's own choice would be the temporary folder of all users.
 */
function keepCompiledCode() {
	const { enableCompileCache } = /** @type {{ enableCompileCache?: (folder: string) => void }} */ (
		module
	);
	if (enableCompileCache === undefined || process.env['NODE_DISABLE_COMPILE_CACHE']) return;
	try {
		const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
		const folder = join(caches, 'credcheck');
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		const { uid, mode } = statSync(folder);
		// Windows tells neither; there the folder is in the user's profile.
		const isOurs = process.getuid === undefined || (uid === process.getuid() && !(mode & 0o022));
		if (isOurs) enableCompileCache(folder);
	} catch {
		// Without a folder for it, each start compiles anew.
	}
}
