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
