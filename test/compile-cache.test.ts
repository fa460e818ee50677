import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileCacheFolder } from '../bin/compile-cache.js';
import { temporaryFolder } from './support/temporary.ts';

const isRoot = process.getuid?.() === 0;

/** A folder that only this user can write to, whatever the umask. */
function ownFolder(...path: string[]): string {
	const folder = join(temporaryFolder(), ...path);
	mkdirSync(folder, { recursive: true });
	chmodSync(folder, 0o755);
	return folder;
}

function cacheWith(caches: string): string | undefined {
	vi.stubEnv('XDG_CACHE_HOME', caches);
	return compileCacheFolder();
}

afterEach(() => {
	vi.unstubAllEnvs();
});

describe.skipIf(process.platform === 'win32')('the folder for compiled code', () => {
	it('compiled code is cached in a folder that only this user can enter', () => {
		const caches = join(ownFolder(), 'caches');
		const folder = cacheWith(caches);
		expect(folder).toBe(join(caches, 'credcheck'));
		expect(statSync(caches).mode & 0o777).toBe(0o700);
		expect(statSync(join(caches, 'credcheck')).mode & 0o777).toBe(0o700);
		expect(cacheWith(caches)).toBe(folder);
	});

	it('the compile cache is in the home folder unless XDG_CACHE_HOME is an absolute path', () => {
		const home = ownFolder();
		vi.stubEnv('HOME', home);
		expect(homedir()).toBe(home);
		expect(cacheWith('caches')).toBe(join(home, '.cache', 'credcheck'));
	});

	it('there is no compile cache where other users could write to it or replace it', () => {
		const itself = ownFolder('credcheck');
		chmodSync(itself, 0o777);
		expect(cacheWith(join(itself, '..'))).toBeUndefined();

		const around = ownFolder();
		chmodSync(around, 0o777);
		expect(cacheWith(around)).toBeUndefined();

		const above = ownFolder();
		mkdirSync(join(above, 'caches'), { mode: 0o700 });
		chmodSync(above, 0o777);
		expect(cacheWith(join(above, 'caches'))).toBeUndefined();
		expect(existsSync(join(above, 'caches', 'credcheck'))).toBe(false);
		// Sticky, like /tmp: nobody can replace a folder of another user there.
		chmodSync(above, 0o1777);
		expect(cacheWith(join(above, 'caches'))).toBe(join(above, 'caches', 'credcheck'));
	});

	it('the compile cache is checked where a link leads', () => {
		const target = ownFolder('target');
		chmodSync(join(target, '..'), 0o755);
		const link = join(ownFolder(), 'link');
		symlinkSync(target, link);
		expect(cacheWith(link)).toBe(join(target, 'credcheck'));
		chmodSync(join(target, '..'), 0o777);
		expect(cacheWith(link)).toBeUndefined();
	});

	it('the compile cache is made only in existing, writable folders', () => {
		const folder = ownFolder();
		expect(cacheWith(join(folder, 'none', 'caches'))).toBeUndefined();
		expect(existsSync(join(folder, 'none'))).toBe(false);
		expect(cacheWith('/proc/caches')).toBeUndefined();
	});

	it.runIf(isRoot)('no compile cache is made in the home of another user', () => {
		const home = ownFolder();
		chownSync(home, 1000, 1000);
		vi.stubEnv('HOME', home);
		expect(cacheWith('')).toBeUndefined();
		expect(existsSync(join(home, '.cache'))).toBe(false);
	});
});
