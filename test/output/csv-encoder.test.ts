import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CsvEncoder } from '../../src/output/csv-encoder.ts';
import { csvOf } from '../support/csv.ts';
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
			expect(parse(csvOf(rows, true))).toEqual(rows);
		}),
		{ numRuns: runs(500) },
	);
});

it('a cell of any type equals its text, also where it comes as bytes', () => {
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
			const list = new CsvEncoder([], plain, false);
			for (const row of table) {
				for (const [written, asBytes] of row) {
					if (typeof written === 'number') list.integer(written);
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
			const texts = table.map((row) =>
				row.map(([written]) => String(typeof written === 'object' ? written.word : written)),
			);
			expect(Buffer.from(list.take().bytes).toString()).toBe(csvOf(texts, plain));
		}),
		{ numRuns: runs(500) },
	);
});

it('a row is one line of cells, quoted only when they must be', () => {
	const row = ['u1', 'HIGH', '42', '', 'a b', "O'Neil; Jr.", 'a,b', 'say "hi"'];
	expect(csvOf([row], false)).toBe('u1,HIGH,42,,a b,O\'Neil; Jr.,"a,b","say ""hi"""\n');
});

it('a share has six decimals', () => {
	const list = new CsvEncoder([], false, false);
	list.share(0);
	list.share(0.1944444);
	list.share(1);
	list.endRow();
	expect(Buffer.from(list.take().bytes).toString()).toBe('0.000000,0.194444,1.000000\n');
});

it('rows that were taken are not there a second time', () => {
	const list = new CsvEncoder([], false, true);
	list.text('=a');
	list.endRow();
	expect(list.take()).toMatchObject({ rows: 1, escaped: 1, ends: Uint32Array.of(6) });
	expect(list.take()).toMatchObject({ rows: 0, escaped: 0, bytes: new Uint8Array() });
});
