import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRefKey } from '../../src/history/ref-key.ts';
import { temporaryFolder } from '../support/temporary.ts';

const place = () => join(temporaryFolder(), 'config', 'credcheck', 'credential-ref.key');

describe('the key of credential references', () => {
	it('the reference key is made at first use, for its owner alone, and then stays the same', () => {
		const path = place();
		const key = readRefKey(path);
		expect(key).toHaveLength(32);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
		expect(readRefKey(path)).toEqual(key);
		expect(readFileSync(path, 'utf8')).toBe(`${key.toString('hex')}\n`);
	});

	it('each new reference key is different', () => {
		expect(readRefKey(place())).not.toEqual(readRefKey(place()));
	});

	it('a key of references is not made where only an existing one is of use', () => {
		const path = place();
		expect(() => readRefKey(path, false)).toThrow('there is no key');
		expect(existsSync(path)).toBe(false);
		const key = readRefKey(path);
		expect(readRefKey(path, false)).toEqual(key);
	});

	it.each([
		['is empty', ''],
		['holds something else', 'secret of another program\n'],
		['holds too much', `${'0'.repeat(64)}00\n`],
	])('a reference key file that %s is refused, and not quoted', (_what, content) => {
		const path = join(temporaryFolder(), 'key');
		writeFileSync(path, content, { mode: 0o600 });
		expect(() => readRefKey(path)).toThrow(
			expect.objectContaining({
				code: 'OUTPUT',
				message: `${path} is no key of credential references`,
			}),
		);
		expect(readFileSync(path, 'utf8')).toBe(content);
	});

	it('a reference key that others can read is refused', () => {
		const path = place();
		readRefKey(path);
		chmodSync(path, 0o640);
		expect(() => readRefKey(path)).toThrow('can be read by others');
	});

	it('a pipe in place of the reference key is refused without waiting', () => {
		const path = join(temporaryFolder(), 'pipe');
		execFileSync('mkfifo', ['-m', '600', path]);
		expect(() => readRefKey(path)).toThrow('is no key of credential references');
	});

	it('the error about a reference key that cannot be made names --ref-key', () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, 'file'), '');
		mkdirSync(join(folder, 'folder'));
		symlinkSync(join(folder, 'nowhere', 'key'), join(folder, 'link'));
		for (const path of ['file/key', 'folder', 'link']) {
			expect(() => readRefKey(join(folder, path)), path).toThrow(
				expect.objectContaining({ code: 'OUTPUT', hint: 'name another place with --ref-key' }),
			);
		}
	});
});
