import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvRow } from '../../src/report/csv.ts';

it('a CSV reader gets back the very cells, whatever is in them', () => {
	const cell = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', ';', "'", '\\', '\ufeff', 'a') }),
	);
	const table = fc
		.integer({ min: 1, max: 5 })
		.chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width })));
	fc.assert(
		fc.property(table, (rows) => {
			expect(parse(rows.map(csvRow).join(''))).toEqual(rows);
		}),
		{ numRuns: 500 },
	);
});

it('a row is one line of cells, quoted only where they must be', () => {
	expect(csvRow(['u1', 'HIGH', 42, '', 'a b', "O'Neil; Jr.", 'a,b', 'say "hi"'])).toBe(
		'u1,HIGH,42,,a b,O\'Neil; Jr.,"a,b","say ""hi"""\n',
	);
});
