import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RowIndex } from '../../src/kernels/row-index.ts';
import { RowScanner } from '../../src/table/csv/row-scanner.ts';

/** Pieces of tables; also ones that are as long as a vector, or a little less. */
const pieces = fc.constantFrom(
	...[
		'a',
		'ß',
		',',
		';',
		'\n',
		'\r',
		'\r\n',
		'"',
		'""',
		',"',
		'",',
		'","',
		'"\n"',
		'"\r\n"',
		'\0',
		' ',
		'x'.repeat(15),
		'y'.repeat(16),
	],
	...['z'.repeat(17), ',,,', '\n\n', 'q'.repeat(70_000), '\n'.repeat(5000), ','.repeat(20_000)],
);
const tables = fc.array(pieces, { maxLength: 60 }).map((all) => Buffer.from(all.join('')));

/** Rows as begin, end and the bounds of the cells. */
type Found = readonly (readonly number[])[];

/** The same by the scanner, up to a row that it alone can read. */
function scanned(bytes: Buffer, emptyLinesAreRows: boolean, maxRowBytes: number): Found {
	const scanner = new RowScanner({ delimiter: ',', emptyLinesAreRows, maxRowBytes });
	const rows: number[][] = [];
	for (let at = 0; ; at = scanner.next) {
		const begin = scanner.skipEmpty(bytes, at);
		if (begin >= bytes.length) return rows;
		const shape = scanner.scan(bytes, begin, true);
		if (shape !== 'plain' || scanner.doubtful) return rows;
		const cells = Array.from({ length: scanner.cells }, (_, cell) => [
			scanner.starts[cell] as number,
			scanner.ends[cell] as number,
		]);
		// Quotes are text in a cell without quotes around it.
		if (cells.some(([start, end]) => bytes.subarray(start, end).includes('"'))) return rows;
		rows.push([begin, scanner.next, ...cells.flat()]);
	}
}

function indexed(bytes: Buffer, emptyLinesAreRows: boolean, maxRowBytes: number): Found {
	const index = new RowIndex({ delimiter: ',', emptyLinesAreRows, maxRowBytes });
	const rows: number[][] = [];
	for (let from = 0; from < bytes.length; from = index.next) {
		index.fill(bytes, from, true);
		if (index.size === 0 && index.next === from) return rows;
		for (let row = 0; row < index.size; row += 1) {
			const cells = Array.from({ length: index.cellsOf(row) }, (_, cell) => [
				index.cellBegin(row, cell),
				index.cellEnd(row, cell),
			]);
			rows.push([index.beginOf(row), index.endOf(row), ...cells.flat()]);
		}
	}
	return rows;
}

it('the kernel finds the rows and cells that the scanner finds, up to one with escapes or one that is too large', () => {
	fc.assert(
		fc.property(tables, fc.boolean(), fc.constantFrom(10, 100, 1 << 20), (bytes, ...rest) => {
			const expected = scanned(bytes, ...rest);
			const found = indexed(bytes, ...rest);
			expect(found).toEqual(expected.slice(0, found.length));
			const left = expected[found.length];
			if (left === undefined) return;
			const [begin = 0, end = 0] = left;
			expect(end - begin > 64 * 1024 || left.length > 2 * 16_000).toBe(true);
		}),
		{ numRuns: 300 },
	);
});
