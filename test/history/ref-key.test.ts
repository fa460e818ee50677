import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRefKey } from '../../src/history/ref-key.ts';
import { temporaryFolder } from '../support/temporary.ts';

const place = () => join(temporaryFolder(), 'config', 'credcheck', 'credential-ref.key');

describe('the key of credential references', () => {
	it('is made at first use, for its owner alone, and is the same from then on', () => {
		const path = place();
		const key = readRefKey(path);
		expect(key).toHaveLength(32);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
		expect(readRefKey(path)).toEqual(key);
		expect(readFileSync(path, 'utf8')).toBe(`${key.toString('hex')}\n`);
	});

	it('is another one each time that one is made', () => {
		expect(readRefKey(place())).not.toEqual(readRefKey(place()));
	});

	it.each([
		['is empty', ''],
		['holds something else', 'secret of another program\n'],
		['holds too much', `${'0'.repeat(64)}00\n`],
	])('is not taken from a file that %s, and nothing of it is shown', (_what, content) => {
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

	it('is not taken from a file that others can read', () => {
		const path = place();
		readRefKey(path);
		chmodSync(path, 0o640);
		expect(() => readRefKey(path)).toThrow('can be read by others');
	});

	it('is not waited for at a pipe that nobody writes to', () => {
		const path = join(temporaryFolder(), 'pipe');
		execFileSync('mkfifo', ['-m', '600', path]);
		expect(() => readRefKey(path)).toThrow('is no key of credential references');
	});

	it('that cannot be made says where another one may go', () => {
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
