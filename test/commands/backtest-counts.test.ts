/** Somebody has a report and the public ranges: which passwords can be told? */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listedIn, possibleHashes, readCorpus } from '../support/attack.ts';
import { credcheck, onlyJson, ROOT } from '../support/credcheck.ts';
import { textOf } from '../support/report.ts';
import { temporaryFolder } from '../support/temporary.ts';

const FIXTURES = join(ROOT, 'fixtures');
const RANGES = join(FIXTURES, 'ranges');
/** As the demo. */
const FLAGS = [
	'--breached-emails',
	join(FIXTURES, 'breached-emails.txt'),
	'--group-by',
	'plan',
	'--names',
	'--keep',
	'name,email',
];

/** A store of the fixtures' ranges, and back-tests with it. */
async function makeWorld() {
	const folder = temporaryFolder();
	const store = ['--store', join(folder, 'store.sqlite')];
	const corpus = readCorpus(RANGES);
	const synced = await credcheck(['sync', '--source', RANGES, ...store]);
	expect(synced.code).toBe(0);
	const backtest = async (name: string, table: string, ...flags: string[]) => {
		const out = join(folder, name);
		const run = await credcheck(['backtest', table, ...store, '--out', out, '--json', ...flags]);
		expect(run.code).toBe(0);
		return { ...run, out };
	};
	const table = join(folder, 'corpus.csv');
	writeFileSync(table, `sha1\n${[...corpus.keys()].join('\n')}\n`);
	return { folder, corpus, backtest, table };
}

describe('with a report and its ranges', () => {
	it('no password of an account can be told', async () => {
		const { corpus, backtest, table } = await makeWorld();
		const own = await backtest('own', table);
		for (const name of ['users.csv', 'users-later.csv']) {
			const { out } = await backtest(name, join(FIXTURES, name), ...FLAGS);
			const possible = possibleHashes(out, own.out, corpus);
			expect(possible.size).toBeGreaterThan(100);
			const told = [...possible].filter(([, { size }]) => size === 1);
			expect(told.map(([row]) => row)).toEqual([]);
			const sizes = [...possible.values()].map(({ size }) => size);
			expect(Math.min(...sizes)).toBeGreaterThanOrEqual(20);
		}
	});

	it('with --exact-counts many can be told, as a warning says', async () => {
		const { corpus, backtest, table } = await makeWorld();
		const own = await backtest('own', table, '--exact-counts');
		const run = await backtest('users', join(FIXTURES, 'users.csv'), '--exact-counts');
		const possible = possibleHashes(run.out, own.out, corpus);
		const told = [...possible].filter(([, { size }]) => size === 1);
		expect([told.length, possible.size]).toEqual([86, 194]);
		expect(run.stderr.match(/exact counts/g)).toHaveLength(1);
		expect(onlyJson(run.stdout)).toMatchObject({
			breachCounts: { exact: true },
			warnings: expect.arrayContaining([
				expect.objectContaining({ code: 'exact_counts', doubt: false }),
			]),
		});
		expect(textOf(run.out, 'report.html')).toContain('--exact-counts');
		expect(listedIn(own.out).map((row) => Number(row['breach_count']))).toEqual([
			...corpus.values(),
		]);
	});
});
