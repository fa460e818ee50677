import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFixtures } from '../fixtures/make.js';
import { credcheck, onlyJson, ROOT } from './support/credcheck.ts';
import { temporaryFolder } from './support/temporary.ts';

const FIXTURES = join(ROOT, 'fixtures');

describe('the fixtures', () => {
	it('the fixtures are exactly the files that their script makes', () => {
		const made = makeFixtures();
		for (const [path, content] of made) {
			expect(existsSync(join(FIXTURES, path)), path).toBe(true);
			expect(readFileSync(join(FIXTURES, path), 'utf8') === content, path).toBe(true);
		}
		const committed = readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && !/\.(js|md)$/.test(entry.name))
			.map((entry) => join(entry.parentPath, entry.name).slice(FIXTURES.length + 1));
		expect(committed.toSorted()).toEqual([...made.keys()].toSorted());
		const bytes = committed.reduce((sum, path) => sum + statSync(join(FIXTURES, path)).size, 0);
		expect(bytes).toBeLessThan(2_000_000);
	});

	it('the fixtures have a thousand usable accounts, of which 19.4 % are breached', async () => {
		const folder = temporaryFolder();
		const store = ['--store', join(folder, 'store.sqlite')];
		await credcheck(['sync', '--source', join(FIXTURES, 'ranges'), ...store]);
		const run = await credcheck([
			'backtest',
			join(FIXTURES, 'users.csv'),
			'--breached-emails',
			join(FIXTURES, 'breached-emails.txt'),
			...store,
			'--out',
			join(folder, 'report'),
			'--json',
		]);
		expect(run.code).toBe(0);
		expect(onlyJson(run.stdout)).toMatchObject({
			input: { rows: 1011, checked: 1000, rejected: 11 },
			matched: 194,
			matchRate: 0.194,
			verdicts: { CRITICAL: 41, HIGH: 153, CLEAN: 806, UNKNOWN: 0 },
			store: { coverage: 1 },
		});
	});
});
