import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { describeBacktest } from '../../src/commands/backtest/text.ts';
import { makeWarning } from '../../src/warning.ts';
import { sha1 } from '../support/ranges.ts';
import { makeSetup } from '../support/setup.ts';
import { MINIMAL, NOW } from '../support/summaries.ts';

/** The files that a printed summary names below `report:`, in alphabetical order. */
function namedFiles(stdout: string): string[] {
	const [, rest = ''] = stdout.split(/^report:$/m);
	const lines = rest.match(/^ {2}\S+/gm) ?? [];
	return lines.map((line) => basename(line.trim())).toSorted();
}

it('the printed summary of a back-test names every file of its report, with any options', async () => {
	const setup = makeSetup();
	const hashes = [sha1('tulip'), sha1('tulip'), setup.unknownHash('a')];
	const rows = hashes.map((hash, id) => `${id},free,${hash}`);
	const accounts = setup.write('users.csv', ['id,plan,sha1', ...rows].join('\n'));
	const notified = setup.write('notified.txt', '0\n');
	for (const flags of [
		['--limit', '1'],
		['--exclude', notified, '--group-by', 'plan'],
		['--min-count', '1'],
	]) {
		const run = await setup.backtest(accounts, ...flags);
		expect(run).toMatchObject({ code: 0, stderr: '' });
		// summary.csv shares the line of summary.json.
		const written = readdirSync(run.out).filter((name) => name !== 'summary.csv');
		expect(namedFiles(run.stdout)).toEqual(written.toSorted());
	}
});

it('the printed summary of a back-test with --limit gives the number of all candidates', async () => {
	const setup = makeSetup();
	const accounts = setup.write('users.csv', `id,sha1\n1,${sha1('tulip')}\n2,${sha1('tulip')}\n`);
	const { stdout } = await setup.backtest(accounts, '--limit', '1');
	expect(stdout).toMatch(/nudge-candidates\.csv +1 account$/m);
	expect(stdout).toMatch(/all-candidates\.csv +2 candidates, listed or not$/m);
	expect(stdout).toContain('not listed: 1 left out by --limit 1');
});

it('the printed summary begins with the warnings, unless they are above it on the same terminal', () => {
	const summary = {
		...MINIMAL,
		warnings: [makeWarning('no_match', 'nothing matched', ['is it salted?'])],
	};
	const style = { bold: (text: string) => text, yellow: (text: string) => text };
	const print = (showsWarnings: boolean) =>
		describeBacktest(summary, 'report', NOW, { style, interactive: false, showsWarnings });
	expect(print(false)).toMatch(
		/^Before you read the match rate\n {2}nothing matched\n {4}is it salted\?\n\nno account was checked\n/,
	);
	expect(print(true)).toMatch(/^no account was checked\n/);
});
