import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../src/table/formats/dialect.ts';
import { rewrite, scanTable } from '../../../src/table/formats/rewriter.ts';
import { convertedRows } from '../../support/converted-rows.ts';
import { runs } from '../../support/thorough.ts';

const CSV: Dialect = {
	delimiter: ',',
	quote: '"',
	backslash: false,
	blanks: false,
	equals: false,
};

const anyCell = fc.string({
	unit: fc.constantFrom(
		'"',
		"'",
		',',
		':',
		'\t',
		'\\',
		'\r',
		'\n',
		' ',
		'=',
		'N',
		't',
		'a',
		'é',
		'𐀀',
	),
	maxLength: 6,
});
/** Rows of one empty cell are lines that no row is on. */
const anyRows = fc
	.array(fc.array(anyCell, { minLength: 1, maxLength: 4 }), { maxLength: 8 })
	.map((rows) => rows.filter((row) => row.length > 1 || row[0] !== ''));
const cuts = fc.array(fc.nat(), { maxLength: 10 });

/** How each dialect writes a cell. */
const DIALECTS: readonly (readonly [string, Dialect, (cell: string) => string])[] = [
	['with another delimiter', { ...CSV, delimiter: ':' }, (cell) => quoted(cell, '"', /["\r\n:]/)],
	['in single quotes', { ...CSV, quote: "'" }, (cell) => quoted(cell, "'", /./s)],
	[
		'with blanks around quotes',
		{ ...CSV, blanks: true },
		(cell) => ` \t${quoted(cell, '"', /./s, true)} `,
	],
	['with equals signs', { ...CSV, equals: true }, (cell) => `=${quoted(cell, '"', /./s, true)}`],
	[
		'with quotes and backslashes',
		{ ...CSV, backslash: true },
		(cell) => `"${cell.replaceAll(/["\\\n]/g, '\\$&')}"`,
	],
	[
		'with backslashes and no quotes',
		{ ...CSV, delimiter: '\t', quote: undefined, backslash: true },
		(cell) =>
			cell === ''
				? '\\N'
				: cell
						.replaceAll('\\', '\\\\')
						.replaceAll('\n', '\\n')
						.replaceAll('\r', '\\r')
						.replaceAll('\t', '\\t'),
	],
];

function quoted(cell: string, quote: string, needed: RegExp, always = false): string {
	if (!always && !needed.test(cell)) return cell;
	return quote + cell.replaceAll(quote, quote + quote) + quote;
}

describe('a table of another dialect', () => {
	it.each(DIALECTS)(
		'a table %s has the rows that it was written from, wherever it is cut',
		async (_, dialect, write) => {
			await fc.assert(
				fc.asyncProperty(
					anyRows,
					fc.constantFrom('\n', '\r\n'),
					fc.boolean(),
					cuts,
					async (rows, lineEnd, endsLast, offsets) => {
						const lines = rows.map((row) => row.map(write).join(dialect.delimiter));
						const text = lines.join(lineEnd) + (endsLast && lines.length > 0 ? lineEnd : '');
						expect(await convertedRows(text, rewrite(dialect), offsets)).toEqual(rows);
					},
				),
				{ numRuns: runs(1000) },
			);
		},
	);

	it('plain CSV stays as it is, whatever else a cell might mean', async () => {
		const dialect = { ...CSV, blanks: true, equals: true };
		await fc.assert(
			fc.asyncProperty(anyRows, cuts, async (rows, offsets) => {
				// `="…"` as the whole content is what `equals` takes off.
				fc.pre(!rows.flat().some((cell) => /^\s*="/.test(cell)));
				const text = rows.map(
					(row) => `${row.map((cell) => quoted(cell, '"', /["\r\n,]/)).join(',')}\n`,
				);
				expect(await convertedRows(text.join(''), rewrite(dialect), offsets)).toEqual(rows);
			}),
			{ numRuns: runs(1000) },
		);
	});

	it.each([
		[
			'a quote that is never closed costs its line only',
			'a,b\n"x,1\ny,2\n',
			['a', 'b'],
			'broken_quote',
			['y', '2'],
		],
		[
			'text after a quote costs its line only',
			'a,b\n"x"z,1\ny,2\n',
			['a', 'b'],
			'broken_quote',
			['y', '2'],
		],
		['an equals sign before other text is text', 'a,b\n="x"z,1\n', ['a', 'b'], ['="x"z', '1']],
		['the last line may end in a backslash', 'a\\', ['a\\']],
	])('%s', async (_, text, ...rows) => {
		const dialect = { ...CSV, equals: true, backslash: text.endsWith('\\') };
		for (const offsets of [[], [1, 3, 5, 7, 9]]) {
			expect(await convertedRows(text, rewrite(dialect), offsets)).toEqual(rows);
		}
	});

	it('a line that is too long costs one row, and the rest of it is not read as others', async () => {
		const text = `a:b\n${'x:'.repeat(1024 * 1024)}\n"${'y\n'.repeat(600 * 1024)}1:2\n`;
		const rows = await convertedRows(text.slice(0, -4), rewrite({ ...CSV, delimiter: ':' }));
		expect(rows.slice(0, 3)).toEqual([['a', 'b'], 'row_too_long', 'broken_quote']);
		expect(rows[3]).toEqual(['y']);
	});

	it('the cells of each row are counted, until the text ends within one', () => {
		expect(scanTable(Buffer.from('a,b\n"x"y,1\nc\n"d'), CSV).sizes).toEqual([2, -1, 1]);
	});
});
