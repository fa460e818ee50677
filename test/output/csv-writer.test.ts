import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CsvBytes, csvRow } from '../../src/output/csv-writer.ts';
import { runs } from '../support/thorough.ts';

it('a CSV reader gets exactly the cells of a plain file, whatever they contain', () => {
	const cell = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', ';', "'", '\\', '\ufeff', 'a') }),
	);
	const table = fc
		.integer({ min: 1, max: 5 })
		.chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width })));
	fc.assert(
		fc.property(table, (rows) => {
			expect(parse(rows.map((row) => csvRow(row, true)).join(''))).toEqual(rows);
		}),
		{ numRuns: runs(500) },
	);
});

it('rows written as bytes equal rows written as text', () => {
	const cell = fc.oneof(
		fc.string({ unit: 'grapheme' }),
		fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', 'é', 'a', '=', "'", '＋', '，') }),
		fc.maxSafeNat(),
		fc.nat({ max: 20 }),
		fc.constantFrom({ word: 'HIGH' }, { word: 'breached_password+name_in_password' }, { word: '' }),
	);
	const rows = fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 5 }));
	fc.assert(
		fc.property(rows, fc.boolean(), (table, plain) => {
			const list = new CsvBytes(plain);
			for (const row of table) {
				for (const [written, asBytes] of row) {
					if (typeof written === 'number') list.number(written);
					else if (typeof written !== 'string') {
						if (written.word === '') list.empty();
						else list.word(written.word);
					} else if (!asBytes) list.text(written);
					else {
						const around = Buffer.from(`before${written}after`);
						list.bytes(around, 6, around.length - 5);
					}
				}
				list.endRow();
			}
			const cellText = (written: string | number | { word: string }) =>
				typeof written === 'object' ? written.word : csvRow([written], plain).slice(0, -1);
			const text = table.map((row) => row.map(([written]) => cellText(written)).join(','));
			expect(Buffer.from(list.copy()).toString()).toBe(text.map((row) => `${row}\n`).join(''));
		}),
		{ numRuns: runs(500) },
	);
});

it('a row is one line of cells, quoted only when they must be', () => {
	expect(csvRow(['u1', 'HIGH', 42, '', 'a b', "O'Neil; Jr.", 'a,b', 'say "hi"'], false)).toBe(
		'u1,HIGH,42,,a b,O\'Neil; Jr.,"a,b","say ""hi"""\n',
	);
});
