import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runsOn } from '../bin/node-version.js';
import { ROOT } from './support/credcheck.ts';

function readJson(...path: string[]) {
	return JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));
}

describe('the package', () => {
	/**
	 * `npm ci` reads only the lock file, and compiles any package with a binding.gyp. npm drops the line
	 * `"gypfile": false` when it writes the lock file: restore it after the engines of better-sqlite3.
	 */
	it('the lock file makes npm ci use the prebuilt binary of better-sqlite3', () => {
		const { packages } = readJson('package-lock.json');
		expect(packages['node_modules/better-sqlite3']).toMatchObject({ gypfile: false });
	});

	it('no other dependency runs an install script', () => {
		const { packages } = readJson('package-lock.json');
		const scripts = Object.entries<{ hasInstallScript?: boolean }>(packages).filter(
			([path, { hasInstallScript }]) => path !== '' && hasInstallScript,
		);
		expect(scripts).toEqual([]);
	});

	it('install scripts are allowed by name, and the only one of its own is for older Nodes', () => {
		const { allowScripts, scripts } = readJson('package.json');
		expect(allowScripts).toEqual({ 'better-sqlite3': false });
		const onInstall = ['preinstall', 'install', 'postinstall'].filter((name) => name in scripts);
		expect(onInstall).toEqual(['postinstall']);
		expect(scripts.postinstall).toBe('node bin/older-node/install.js');
	});

	it.each(['.', 'bin/older-node'])(
		'every package of the lock file in %s has its SHA-512',
		(folder) => {
			const { packages } = readJson(folder, 'package-lock.json');
			const without = Object.entries<{ integrity?: string }>(packages)
				.filter(([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'))
				.map(([path]) => path);
			expect(without).toEqual([]);
		},
	);

	it('every dependency has an exact version', () => {
		const { dependencies, optionalDependencies, devDependencies } = readJson('package.json');
		const all = { ...dependencies, ...optionalDependencies, ...devDependencies };
		for (const version of Object.values(all)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
	});

	it.each([
		['18.20.8', false],
		['20.18.3', false],
		['20.19.0', true],
		['20.20.2', true],
		['21.7.3', false],
		['22.1.0', false],
		['22.2.0', true],
		['22.13.1', true],
		['24.0.0', true],
		['26.12.1', true],
	])('the package starts on Node %s, as its engines say: %s', (version, starts) => {
		expect(runsOn(version)).toBe(starts);
		expect(readJson('package.json').engines.node).toBe('^20.19.0 || >=22.2.0');
	});
});
