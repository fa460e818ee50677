import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needsEscape, needsEscapeIn, withoutMark } from '../../src/output/formula-escape.ts';
import { csvOf } from '../support/csv.ts';
import { runs } from '../support/thorough.ts';

describe('formula escapes', () => {
	it.each([
		'=1+1',
		'+49 30 1234',
		'-12.5',
		'@home',
		'\t=1',
		'\r=1',
		'\n=1',
		'\0=1',
		'＝1',
		'＋1',
		'－1',
		'＠a',
		'=1\n=2',
	])('the cell %j is escaped as text', (cell) => {
		expect(needsEscape(cell)).toBe(true);
		expect(csvOf([[cell]], false)).toBe(`"'${cell}"\n`);
		expect(csvOf([[cell]], true)).not.toContain("'");
	});

	it.each(['', 'a=1', ' x', "it's", "'", "O'Neil", '1-2', 'ａ', '，', '1\n=2'])(
		'the cell %j needs no escape',
		(cell) => {
			expect(needsEscape(cell)).toBe(false);
			expect(csvOf([[cell]], false)).toBe(csvOf([[cell]], true));
		},
	);

	it('quotes in an escaped cell are doubled', () => {
		expect(csvOf([['=HYPERLINK("http://a.example";"x")']], false)).toBe(
			`"'=HYPERLINK(""http://a.example"";""x"")"\n`,
		);
	});

	const cell = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.string({ unit: fc.constantFrom("'", '=', '+', '＝', '＠', '\n', 'a', ',', 'é') }),
	);

	it('an escaped cell can be restored, even one that already had the mark', () => {
		fc.assert(
			fc.property(cell, (own) => {
				const written = needsEscape(own) ? `'${own}` : own;
				expect(withoutMark(written)).toBe(own);
				// No program takes the written cell for a formula.
				expect(/^[=+\-@\t\r\n\0＝＋－＠]/.test(written)).toBe(false);
			}),
			{ numRuns: runs(1000) },
		);
	});

	it('a cell in bytes is escaped exactly if its text is', () => {
		fc.assert(
			fc.property(cell, (own) => {
				const around = Buffer.from(`=${own}=`);
				expect(needsEscapeIn(around, 1, around.length - 1)).toBe(
					needsEscape(Buffer.from(own).toString()),
				);
			}),
			{ numRuns: runs(1000) },
		);
	});
});
