/**
 * Run by npm after it has installed credcheck. better-sqlite3 13 includes its binaries and needs no compiler,
 * but it needs Node-API 10, which Node has from 22.14 and 23.6 on. On an older Node this installs version 12
 * into this folder: npm downloads its binary, or compiles it. On a newer Node it does nothing. Version 12 is
 * not a dependency of credcheck, because npm would then compile it on every Node.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODES_NEEDED, runsOn } from '../node-version.js';

const NEWER_NODE_API = 10;
const FOLDER = fileURLToPath(new URL('.', import.meta.url));

if (!runsOn(process.versions.node)) {
	process.stderr.write(`credcheck: needs ${NODES_NEEDED}, and this is ${process.version}\n`);
	process.exitCode = 1;
} else if (Number(process.versions['napi']) < NEWER_NODE_API && !isInstalled()) install();

/**
 * Whether the right version is installed and was built for this Node. Another process loads it to find out,
 * since on Windows a loaded binary cannot be replaced.
 */
function isInstalled() {
	try {
		const { version } = readJson('node_modules/better-sqlite3/package.json');
		if (version !== readJson('package.json').dependencies['better-sqlite3']) return false;
	} catch {
		return false;
	}
	const script = "new (require('./node_modules/better-sqlite3'))(':memory:').close()";
	const { status } = spawnSync(process.execPath, ['-e', script], { cwd: FOLDER, stdio: 'ignore' });
	return status === 0;
}

/** @param {string} path in this folder */
function readJson(path) {
	return JSON.parse(readFileSync(join(FOLDER, path), 'utf8'));
}

function install() {
	process.stdout.write(
		`credcheck: Node ${process.versions.node} needs better-sqlite3 12; if it must be compiled, this takes two minutes\n`,
	);
	// Explicit, since the npm that runs this passes its own flags, such as --global, in the environment.
	const flags = ['--global=false', '--location=project', '--ignore-scripts=false', '--omit=dev'];
	const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
	const args = ['ci', ...flags, ...quiet];
	const { npm_execpath: npm = '', PATH = '' } = process.env;
	// This Node comes first, since npm compiles for the Node that it runs on.
	const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${PATH}` };
	// A working folder instead of npm's --prefix: on Windows the shell would split a path with spaces.
	/** @type {import('node:child_process').SpawnSyncOptions} */
	const options = { cwd: FOLDER, env, stdio: 'inherit' };
	const run = /npm-cli\.c?js$/.test(npm)
		? spawnSync(process.execPath, [npm, ...args], options)
		: spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
	if (run.status === 0 && isInstalled()) return;
	process.stderr.write(
		'credcheck: better-sqlite3 12, which this Node needs, could not be installed.\n' +
			'Without a binary to download, it is compiled, which needs python3, make and a C++ compiler.\n' +
			'Node 22.14 and later need none of these.\n',
	);
	process.exitCode = 1;
}
