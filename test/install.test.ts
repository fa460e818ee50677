import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/credcheck.ts';

function readJson(...path: string[]) {
	return JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));
}

describe('the package', () => {
	/**
	 * `npm ci` knows a package by the lock alone, and compiles whatever holds a binding.gyp. npm leaves
	 * this line out when it writes the lock: put it back behind the engines of better-sqlite3.
	 */
	it('has a lock by which npm ci takes the binary that better-sqlite3 brings', () => {
		const { packages } = readJson('package-lock.json');
		expect(packages['node_modules/better-sqlite3']).toMatchObject({ gypfile: false });
	});

	it('installs nothing else that runs a script', () => {
		const { packages } = readJson('package-lock.json');
		const scripts = Object.entries<{ hasInstallScript?: boolean }>(packages).filter(
			([path, { hasInstallScript }]) => path !== '' && hasInstallScript,
		);
		expect(scripts).toEqual([]);
	});

	it('starts on the Nodes that it says it needs, and on no other', () => {
		const { engines } = readJson('package.json');
		expect(engines.node).toBe('^20.19.0 || >=22.2.0');
		const starter = readFileSync(join(ROOT, 'bin', 'credcheck.js'), 'utf8');
		expect(starter).toContain('needs Node 20.19, 22.2 or later');
	});
});
