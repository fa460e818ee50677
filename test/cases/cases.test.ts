/**
 * Tables as people have them. Each file beside this one holds cases of a kind, as records: the bytes of a table
 * and what a back-test makes of them. To add a case, add a record to one of these files; to add a file, list it in
 * `CASES`. Whatever happens, no output may contain a hash or a line of the table.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowsOf, summaryOf } from '../support/report.ts';
import { makeSetup } from '../support/setup.ts';
import type { Case } from './case.ts';
import { CELLS } from './cells.ts';
import { DOMAIN } from './domain.ts';
import { DOUBTS } from './doubts.ts';
import { FORMATS } from './formats.ts';
import { IDS } from './ids.ts';
import { NAMED_FILES } from './named-files.ts';
import { NT_HASHES } from './nt-hashes.ts';
import { PEOPLE } from './people.ts';
import { PLAIN } from './plain.ts';

const CASES: Readonly<Record<string, readonly Case[]>> = {
	cells: CELLS,
	domain: DOMAIN,
	doubts: DOUBTS,
	formats: FORMATS,
	ids: IDS,
	'named files': NAMED_FILES,
	'nt-hashes': NT_HASHES,
	plain: PLAIN,
};

/** That rows were rejected, and why. */
const REJECTED =
	/^warning: .* rows? \(.*%\) (?:was|were) rejected and not checked\n(?:hint: .*\n)*/m;

describe.each(Object.entries(CASES))('%s', (_, cases) => {
	it.each(cases)(
		'a table $name',
		async ({ content, file, kind, flags = [], others = {}, expected }) => {
			const setup = makeSetup(kind);
			const accounts = setup.write(file ?? 'users.csv', content);
			for (const [name, other] of Object.entries(others)) setup.write(name, other);
			const own = flags.map((flag) => flag.replace('FOLDER', dirname(accounts)));
			const { code = 0, candidates, rejected = {}, says = [] } = expected;
			// In tables of a few rows, one rejected row is too many.
			const isAllowed = expected.code === undefined && Object.keys(rejected).length > 0;
			const allowed = isAllowed && !own.includes('--max-rejected') ? ['--max-rejected', '100'] : [];
			const run = await setup.backtest(accounts, '--allow-partial', ...own, ...allowed);

			const said = run.stderr;
			for (const words of says) expect(said).toMatch(words);
			if (says.length === 0)
				expect(allowed.length === 0 ? said : said.replace(REJECTED, '')).toBe('');
			expect(run.code).toBe(code);
			expectNoSecrets(run.stdout + run.stderr);
			if (candidates === undefined) return;

			const lists = ['critical.csv', 'nudge-candidates.csv'].flatMap((name) =>
				rowsOf(run.out, name),
			);
			expect(lists.map((row) => row['account_id'])).toEqual(candidates);
			const { input } = summaryOf(run.out) as { input: { rejectedByReason: unknown } };
			expect(input.rejectedByReason).toEqual(rejected);
			for (const name of readdirSync(run.out)) {
				expectNoSecrets(readFileSync(join(run.out, name), 'latin1'));
			}
		},
	);
});

/** Whatever is printed or written, it has neither a hash of the table nor a password. */
function expectNoSecrets(text: string): void {
	const lower = text.toLowerCase();
	for (const hash of PEOPLE.flatMap((person) => [person.hash, person.ntHash])) {
		expect(lower).not.toContain(hash);
		expect(text).not.toContain(Buffer.from(hash, 'hex').toString('base64').slice(0, 20));
	}
	expect(text).not.toMatch(/swordfish|hunter2|letmein/);
}
