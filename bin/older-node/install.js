/**
 * Run by npm once credcheck is installed. better-sqlite3 13 brings its binaries along and needs no
 * compiler, but only works from Node-API 10 on (Node 22.14). Where Node has less, this folder gets
 * version 12, which npm downloads or compiles for the Node at hand. On any newer Node this does nothing:
 * as a dependency of its own, version 12 would be compiled there too.
 */

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const NEWER_NODE_API = 10;

if (Number(process.versions['napi']) < NEWER_NODE_API && !isInstalled()) install();

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
	const args = ['ci', '--prefix', fileURLToPath(new URL('.', import.meta.url)), ...flags, ...quiet];
	const { npm_execpath: npm = '' } = process.env;
	const run = /npm-cli\.c?js$/.test(npm)
		? spawnSync(process.execPath, [npm, ...args], { stdio: 'inherit' })
		: spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
	if (run.status === 0 && isInstalled()) return;
	process.stderr.write(
		'credcheck: better-sqlite3 12, which this Node needs, could not be installed.\n' +
			'Where no binary can be downloaded it is compiled: that takes python3, make and a C++ compiler.\n' +
			'Node 22.14 and later need none of them.\n',
	);
	process.exitCode = 1;
}
