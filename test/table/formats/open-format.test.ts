import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { DELIMITERS } from '../../../src/table/csv/dialect.ts';
import { openFormat } from '../../../src/table/formats/open-format.ts';
import { openTableFile } from '../../../src/table/input/table-file.ts';
import { inPieces, rowsOf } from '../../support/converted-rows.ts';
import { sha1 } from '../../support/ranges.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { runs } from '../../support/thorough.ts';

/** What people have in cells, and marks of dialects that they could be mistaken for. */
const anyCell = fc.oneof(
	fc.constantFrom(
		'',
		'NULL',
		'\\N',
		"O'Hara",
		"'t Hooft",
		"'x'",
		'5" disk',
		'DOM\\nina',
		'C:\\x\\',
		'a:b',
		'# 1',
		' x ',
	),
	fc.constantFrom(
		'say "x"',
		'\\"',
		'a, "b"',
		'{"a":1}',
		'two\nlines',
		'two\r\nlines',
		'é',
		'1;2|3\t4',
		'<b>',
		'--',
	),
	fc.string({ unit: fc.constantFrom('"', "'", '\\', ' ', 'n', ',', ';', ':', 'a'), maxLength: 5 }),
);

it('a table in plain CSV has the same rows however much its cells look like another dialect', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(anyCell, anyCell), { minLength: 1, maxLength: 8 }),
			fc.constantFrom(...DELIMITERS),
			fc.constantFrom('\n', '\r\n'),
			fc.boolean(),
			async (cells, delimiter, lineEnd, isAllQuoted) => {
				const rows = cells.map(([a, b], index) => [`${index}`, a, sha1(`${index}`), b]);
				const table = [['id', 'name', 'sha1', 'note'], ...rows];
				const lines = table.map((row) =>
					row
						.map((cell) => {
							const isQuoted = isAllQuoted || cell.includes(delimiter) || /["\r\n]/.test(cell);
							return isQuoted ? `"${cell.replaceAll('"', '""')}"` : cell;
						})
						.join(delimiter),
				);
				const bytes = Buffer.from(`${lines.join(lineEnd)}${lineEnd}`);
				// With tabs and doubled backslashes it may be what PostgreSQL's COPY writes.
				fc.pre(delimiter !== '\t' || !bytes.includes('\\\\'));
				const opened = await openFormat(inPieces(bytes, []), {});
				expect(await rowsOf(opened.file, opened.delimiter)).toEqual(table);
			},
		),
		{ numRuns: runs(2000) },
	);
});

it('a file that is plain CSV already is read as it is', async () => {
	const path = join(temporaryFolder(), 'users.csv');
	writeFileSync(path, `\uFEFFid,name,sha1\r\n1,"O'Hara, ""A""",${sha1('x')}\r\n2,DOM\\ann,\r\n`);
	const file = await openTableFile(path);
	onTestFinished(() => file.close());
	const opened = await openFormat(file, {});
	expect(opened.file).toBe(file);
	expect(opened.guesses).toEqual([]);
});

it('a stream of any format can be read twice', async () => {
	const text = `\uFEFF'id'^'sha1'\r${[1, 2].map((id) => `'${id}'^'${sha1(`${id}`)}'\r`).join('')}`;
	const stored = gzipSync(Buffer.from(text, 'utf16le'));
	const stdin = Readable.from([stored.subarray(0, 20), stored.subarray(20)]);
	const file = await openTableFile('-', { stdin });
	onTestFinished(() => file.close());
	const opened = await openFormat(file, { delimiter: '^' });
	const rows = [['id', 'sha1'], ...[1, 2].map((id) => [`${id}`, sha1(`${id}`)])];
	expect(await rowsOf(opened.file, opened.delimiter)).toEqual(rows);
	expect(await rowsOf(opened.file, opened.delimiter)).toEqual(rows);
});
