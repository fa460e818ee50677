/** What a back-test writes, a later one reads: whatever ids and kept cells a table has, if it is accepted. */

import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha1 } from '../support/ranges.ts';
import { summaryOf } from '../support/report.ts';
import { makeSetup, type Setup } from '../support/setup.ts';
import { THOROUGH } from '../support/thorough.ts';

/** What lists escape, and what files of other formats, encodings and dialects are recognized by. */
const text = fc
	.array(
		fc.constantFrom(
			...['"', '""', "'", ',', ';', '\t', '|', ':', '=', '+', '@', '\\', '\\"', '{', '#', ' ', 'a'],
			...['\r', '\n', '\r\n', '\0', '\x01', '\x1b', '\u00e9', '\ufeff', '\u2028', '\ufffd'],
			`\r${'ab'.repeat(16)}\r${'cd'.repeat(16)}`,
		),
		{ maxLength: 6 },
	)
	.map((units) => units.join(''));

const account = fc.record({ id: text, kept: fc.tuple(text, text) });

function cell(content: string): string {
	return /[",\r\n\t']/.test(content) ? `"${content.replaceAll('"', '""')}"` : content;
}

function csv(rows: readonly (readonly string[])[]): string {
	return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

/** Reads a report of the table back in all ways; the same accounts must be found. */
async function readBack(setup: Setup, users: string, ...flags: string[]): Promise<number> {
	const run = (...more: string[]) =>
		setup.backtest(users, '--max-rejected', '100', ...flags, ...more);
	const first = await run();
	expect([0, 4]).toContain(first.code);
	// A table that is refused, as when every row has a NUL, is no case.
	fc.pre(first.code === 0);
	const { HIGH } = summaryOf(first.out)['verdicts'] as { HIGH: number };
	const second = await run('--previous', first.out, '--exclude', first.out);
	expect(second).toMatchObject({ code: 0 });
	const since = { new: 0, still: HIGH, rotatedToBreached: 0, resolved: 0, gone: 0 };
	expect(summaryOf(second.out)).toMatchObject({ since, excluded: HIGH });
	const third = await run('--exclude', join(first.out, 'nudge-candidates.csv'));
	expect(third).toMatchObject({ code: 0 });
	expect(summaryOf(third.out)).toMatchObject({ excluded: HIGH });
	return HIGH;
}

it('any accepted table with any kept columns gives a report that is read back with the same ids', async () => {
	const setup = makeSetup();
	let read = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(account, { minLength: 1, maxLength: 20, size: 'max' }),
			fc.tuple(text, text),
			fc.boolean(),
			async (accounts, names, hasTitle) => {
				const header = ['user_id', 'sha1', ...names.map((name, index) => `x${name}x${index}`)];
				const rows = accounts.map(({ id, kept }, index) => [
					`u${index}${id}`,
					sha1('tulip'),
					...kept,
				]);
				const title = hasTitle ? 'Users of the shop\n' : '';
				const users = setup.write('users.csv', title + csv([header, ...rows]));
				read += await readBack(setup, users, '--keep', '3,4');
			},
		),
		{ numRuns: THOROUGH ? 200 : 5 },
	);
	expect(read).toBeGreaterThan(0);
});

it('the longest rows of a table, which grow in a list, are read back', async () => {
	const setup = makeSetup();
	const longest = (before: string) => {
		const left = 1024 * 1024 - Buffer.byteLength(`${before},${sha1('tulip')},,\n`);
		return 'a"'.repeat(left / 2);
	};
	const lines = [
		`${longest('1')}1,${sha1('tulip')},,`,
		`2,${sha1('tulip')},${longest('2')},`,
		`3,${sha1('tulip')},,${'='.repeat(1000)}`,
	];
	const users = setup.write('users.csv', ['user_id,sha1,note,more', ...lines, ''].join('\n'));
	expect(await readBack(setup, users, '--keep', 'user_id,note,more')).toBe(3);
});
