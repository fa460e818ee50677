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

const newPath = () => join(temporaryFolder(), 'config', 'credcheck', 'credential-ref.key');

describe('the credential_ref key', () => {
	it('the credential_ref key is made at first use, readable only by its owner, and then stays the same', () => {
		const path = newPath();
		const key = readRefKey(path);
		expect(key).toHaveLength(32);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
		expect(readRefKey(path)).toEqual(key);
		expect(readFileSync(path, 'utf8')).toBe(`${key.toString('hex')}\n`);
	});

	it('each new credential_ref key is different', () => {
		expect(readRefKey(newPath())).not.toEqual(readRefKey(newPath()));
	});

	it('a credential_ref key is not made when only an existing one is of use', () => {
		const path = newPath();
		expect(() => readRefKey(path, false)).toThrow('there is no credential_ref key');
		expect(existsSync(path)).toBe(false);
		const key = readRefKey(path);
		expect(readRefKey(path, false)).toEqual(key);
	});

	it.each([
		['is empty', ''],
		['contains something else', 'secret of another program\n'],
		['has 32 bytes as they are', 'K'.repeat(32)],
		['is too long', `${'0'.repeat(64)}00\n`],
	])('a credential_ref key file that %s is refused, and not quoted', (_what, content) => {
		const path = join(temporaryFolder(), 'key');
		writeFileSync(path, content, { mode: 0o600 });
		expect(() => readRefKey(path)).toThrow(
			expect.objectContaining({
				code: 'OUTPUT',
				message: `${path} is not a credential_ref key`,
				hint: expect.stringContaining('64 lower-case hex digits'),
			}),
		);
		expect(readFileSync(path, 'utf8')).toBe(content);
	});

	it('a credential_ref key that others can read is refused', () => {
		const path = newPath();
		readRefKey(path);
		chmodSync(path, 0o640);
		expect(() => readRefKey(path)).toThrow('can be read by others');
	});

	it('a pipe instead of a credential_ref key is refused without waiting', () => {
		const path = join(temporaryFolder(), 'pipe');
		execFileSync('mkfifo', ['-m', '600', path]);
		expect(() => readRefKey(path)).toThrow('is not a credential_ref key');
	});

	it('the error for a credential_ref key that cannot be made suggests --ref-key', () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, 'file'), '');
		mkdirSync(join(folder, 'folder'));
		symlinkSync(join(folder, 'nowhere', 'key'), join(folder, 'link'));
		for (const path of ['file/key', 'folder', 'link']) {
			expect(() => readRefKey(join(folder, path)), path).toThrow(
				expect.objectContaining({
					code: 'OUTPUT',
					hint: expect.stringContaining('name another path with --ref-key'),
				}),
			);
		}
	});
});
