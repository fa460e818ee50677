#!/usr/bin/env node

/** Before anything is loaded, checks that this Node is new enough, and sets up the compile cache and source maps. */

import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileCacheFolder } from './compile-cache.js';
import { NODES_NEEDED, runsOn } from './node-version.js';

const args = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));

if (runsOn(process.versions.node)) start();
else fail('USAGE', 2, `credcheck needs ${NODES_NEEDED}, and this is ${process.version}`);

function start() {
	keepCompiledCode();
	// Only under --verbose, which alone shows traces: source maps cost time.
	if (args.includes('--verbose')) process.setSourceMapsEnabled(true);
	const program = new URL('../dist/cli.js', import.meta.url);
	if (!existsSync(program)) {
		const hint = `run npm ci in ${root}, or npm run build if scripts are disabled`;
		return fail('INTERNAL', 70, 'credcheck is not built', hint);
	}
	import(program.href).then(
		({ main }) => main(args),
		(error) => {
			const hint = `install credcheck again; for a checkout: npm ci in ${root}`;
			fail('INTERNAL', 70, `credcheck cannot be loaded: ${error.message}`, hint);
			if (args.includes('--verbose')) process.stderr.write(`${error.stack}\n`);
		},
	);
}

/**
 * Prints an error as the program itself would.
 *
 * @param {string} code
 * @param {number} exitCode
 * @param {string} message
 * @param {string} [hint]
 */
function fail(code, exitCode, message, hint) {
	const line = args.includes('--json')
		? JSON.stringify({ type: 'error', code, exitCode, message, hint })
		: `error: ${message}${hint === undefined ? '' : `\nhint: ${hint}`}`;
	process.stderr.write(`${line}\n`);
	process.exitCode = exitCode;
}

/** Enables the compile cache, which Node has from 22.1 on, if there is a safe folder for it. */
function keepCompiledCode() {
	const { enableCompileCache } = /** @type {{ enableCompileCache?: (folder: string) => void }} */ (
		module
	);
	if (enableCompileCache === undefined || process.env['NODE_DISABLE_COMPILE_CACHE']) return;
	const folder = compileCacheFolder();
	if (folder !== undefined) enableCompileCache(folder);
}
