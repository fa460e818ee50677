/**
 * Run by npm after it has installed credcheck. better-sqlite3 13 brings its binaries and needs no compiler,
 * but it needs Node-API 10, which begins with Node 22.14. On an older Node this installs version 12 into
 * this folder; npm downloads its binary, or compiles it. On a newer Node it does nothing. Version 12 is not
 * a dependency of credcheck because npm would then compile it on every Node.
 */

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { runsOn } from '../node-version.js';

const NEWER_NODE_API = 10;

if (!runsOn(process.versions.node)) {
	process.stderr.write(
		`credcheck: needs Node 20.19 or later of 20, or 22.2 or later, and this is ${process.version}\n`,
	);
	process.exitCode = 1;
} else if (Number(process.versions['napi']) < NEWER_NODE_API && !isInstalled()) install();

/** Whether the version wanted is there and was built for this Node. */
function isInstalled() {
	const require = createRequire(import.meta.url);
	try {
		const { version } = require('./node_modules/better-sqlite3/package.json');
		const { dependencies } = require('./package.json');
		new (require('./node_modules/better-sqlite3'))(':memory:').close();
		return version === dependencies['better-sqlite3'];
	} catch {
		return false;
	}
}

function install() {
	process.stdout.write(
		`credcheck: Node ${process.versions.node} needs better-sqlite3 12; where it has to be compiled, this takes two minutes\n`,
	);
	// Flags, since npm hands what it was called with itself, such as --global, on in the environment.
	const flags = ['--global=false', '--location=project', '--ignore-scripts=false', '--omit=dev'];
	const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
	const args = ['ci', ...flags, ...quiet];
	// Not npm's --prefix: on Windows the shell would split a path with a space in it.
	const cwd = fileURLToPath(new URL('.', import.meta.url));
	const { npm_execpath: npm = '' } = process.env;
	const run = /npm-cli\.c?js$/.test(npm)
		? spawnSync(process.execPath, [npm, ...args], { cwd, stdio: 'inherit' })
		: spawnSync('npm', args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
	if (run.status === 0 && isInstalled()) return;
	process.stderr.write(
		'credcheck: better-sqlite3 12, which this Node needs, could not be installed.\n' +
			'Where no binary can be downloaded it is compiled: that takes python3, make and a C++ compiler.\n' +
			'Node 22.14 and later need none of them.\n',
	);
	process.exitCode = 1;
}
