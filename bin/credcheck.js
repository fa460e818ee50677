#!/usr/bin/env node

/** Before anything is loaded: is this Node new enough, and what makes the start short, or traces readable. */

import { existsSync, mkdirSync, statSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runsOn } from './node-version.js';

if (runsOn(process.versions.node)) start();
else {
	fail(
		`credcheck needs Node 20.19 or later of 20, or 22.2 or later, and this is ${process.version}`,
	);
}

function start() {
	keepCompiledCode();
	// Costs a little, and traces are shown under --verbose alone.
	if (process.argv.includes('--verbose')) process.setSourceMapsEnabled(true);
	const program = new URL('../dist/cli.js', import.meta.url);
	const home = fileURLToPath(new URL('..', import.meta.url));
	if (!existsSync(program)) {
		fail('credcheck is not built', `run npm ci in ${home}`);
		return;
	}
	import(program.href).then(
		({ main }) => main(process.argv.slice(2)),
		(error) => fail(`credcheck cannot be loaded: ${error.message}`, `install it again: ${home}`),
	);
}

/**
 * What cannot start is as what was called wrongly.
 *
 * @param {string} message
 * @param {string} [hint]
 */
function fail(message, hint) {
	process.stderr.write(`error: ${message}\n${hint === undefined ? '' : `hint: ${hint}\n`}`);
	process.exitCode = 2;
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
		// The standard for these folders has a relative one ignored.
		const { XDG_CACHE_HOME: named = '' } = process.env;
		const caches = isAbsolute(named) ? named : join(homedir(), '.cache');
		const folder = join(caches, 'credcheck');
		// Whoever can write to the folder around it could put another in its place; and nothing is made
		// in the home of another, who is only called so, as by sudo.
		const mayBeMade = existsSync(caches) || isOurs(dirname(caches));
		if (mayBeMade && isOurs(caches) && isOurs(folder)) enableCompileCache(folder);
	} catch {
		// Without a folder for it, each start compiles anew.
	}
}

/**
 * Whether a folder, made where there is none, belongs to this user, and nobody else can write to it.
 *
 * @param {string} folder
 */
function isOurs(folder) {
	if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
	const { uid, mode } = statSync(folder);
	// Windows tells neither; there the folder is in the user's profile.
	return process.getuid === undefined || (uid === process.getuid() && !(mode & 0o022));
}
