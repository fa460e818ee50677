import { type Options, parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockRows, type Row } from '../../../src/table/csv/block-rows.ts';
import { cutBlocks } from '../../../src/table/csv/blocks.ts';
import { DELIMITERS, type Delimiter } from '../../../src/table/csv/dialect.ts';
import type { RowDialect } from '../../../src/table/csv/row-scanner.ts';
import { readChunks } from '../../../src/table/input/table-reader.ts';
import { runs } from '../../support/thorough.ts';

const MEBIBYTE = 1024 * 1024;
const COMMA: RowDialect = { delimiter: ',', emptyLinesAreRows: false };

/** Yields the rows of each block. */
async function* readBlocks(
	chunks: AsyncIterable<Buffer>,
	dialect: RowDialect,
	blockBytes = 256 * 1024,
): AsyncGenerator<Row[]> {
	for await (const { bytes, release } of cutBlocks(readChunks(chunks), dialect, { blockBytes })) {
		const rows = new BlockRows(bytes, dialect);
		const all: Row[] = [];
		while (rows.next()) all.push(rows.fault ?? rows.cells());
		release();
		yield all;
	}
}

async function rowsOf(
	pieces: readonly Buffer[],
	dialect: RowDialect = COMMA,
	blockBytes?: number,
): Promise<Row[]> {
	async function* chunks() {
		yield* pieces;
	}
	const all: Row[] = [];
	for await (const rows of readBlocks(chunks(), dialect, blockBytes)) {
		for (const row of rows) all.push(row);
	}
	return all;
}

/** The bytes, cut at these offsets (modulo their length); some pieces may be empty. */
function cut(bytes: Buffer, offsets: readonly number[]): Buffer[] {
	const ends = offsets.map((offset) => offset % (bytes.length + 1)).toSorted((a, b) => a - b);
	return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function inPiecesOf(size: number, bytes: Buffer): Buffer[] {
	return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
		bytes.subarray(index * size, (index + 1) * size),
	);
}

/** What csv-parse makes of a whole table. */
function reference(bytes: Buffer, { delimiter, emptyLinesAreRows }: RowDialect): string[][] {
	const options: Options = {
		bom: true,
		delimiter,
		record_delimiter: ['\r\n', '\n'],
		relax_column_count: true,
		relax_quotes: true,
		skip_empty_lines: !emptyLinesAreRows,
	};
	return parse(bytes, options) as unknown as string[][];
}

const cuts = fc.array(fc.nat(), { maxLength: 20 });
/** From less than one row to more than the table. */
const blockSizes = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(64, 4096, 100_000));
const anyCell = fc.oneof(
	fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '|', '\r', '\n', ' ', 'a', 'é', '𐀀') }),
	fc.string({ unit: 'binary' }),
);

interface Table {
	readonly cells: string[][];
	readonly bytes: Buffer;
	readonly options: RowDialect;
}

/** A well-formed table of any cells, quoted where necessary and sometimes where not. */
const anyTable: fc.Arbitrary<Table> = fc
	.record({
		delimiter: fc.constantFrom(...DELIMITERS),
		lineEnd: fc.constantFrom('\n', '\r\n'),
		bom: fc.boolean(),
		lastLineEnds: fc.boolean(),
		emptyLinesAreRows: fc.boolean(),
		rows: fc.array(fc.array(fc.tuple(anyCell, fc.boolean()), { minLength: 1, maxLength: 5 })),
	})
	.map(({ delimiter, lineEnd, bom, lastLineEnds, emptyLinesAreRows, rows }) => {
		const written = rows.map((row) =>
			row
				.map(([cell, quoted]) => {
					const needsQuotes = /["\r\n\uFEFF]/.test(cell) || cell.includes(delimiter);
					// Unquoted, it would be an empty line, which is not a row unless `emptyLinesAreRows`.
					const isWholeLine = cell === '' && row.length === 1;
					return quoted || needsQuotes || isWholeLine ? `"${cell.replaceAll('"', '""')}"` : cell;
				})
				.join(delimiter),
		);
		const end = lastLineEnds && rows.length > 0 ? lineEnd : '';
		return {
			cells: rows.map((row) => row.map(([cell]) => cell)),
			bytes: Buffer.from((bom ? '\uFEFF' : '') + written.join(lineEnd) + end),
			options: { delimiter, emptyLinesAreRows },
		};
	});

describe('a well-formed table', () => {
	it('a well-formed table is read as written, and as by csv-parse, wherever it is cut', async () => {
		await fc.assert(
			fc.asyncProperty(anyTable, cuts, blockSizes, async (table, offsets, blockBytes) => {
				const { cells, bytes, options } = table;
				const rows = await rowsOf(cut(bytes, offsets), options, blockBytes);
				expect(rows).toEqual(cells);
				expect(rows).toEqual(reference(bytes, options));
			}),
			{ numRuns: runs(1000) },
		);
	});

	it('a well-formed table that arrives byte by byte is read as written', async () => {
		await fc.assert(
			fc.asyncProperty(anyTable, async ({ cells, bytes, options }) => {
				expect(await rowsOf(inPiecesOf(1, bytes), options)).toEqual(cells);
			}),
		);
	});

	it('an empty line is not a row in a table of several columns', async () => {
		const bytes = Buffer.from('\n\na,b\r\n\r\n\n1,2\n\n');
		expect(await rowsOf([bytes])).toEqual([
			['a', 'b'],
			['1', '2'],
		]);
	});

	it('an empty line is a row with one empty cell in a table of a single column', async () => {
		const bytes = Buffer.from('a\r\n\r\nb\n\n');
		expect(await rowsOf([bytes], { ...COMMA, emptyLinesAreRows: true })).toEqual([
			['a'],
			[''],
			['b'],
			[''],
		]);
	});
});

/** Bytes that are seldom a well-formed table. */
const anyBytes = fc.oneof(
	fc
		.array(fc.constantFrom('"', '""', ',', ';', '\n', '\r\n', '\r', 'a', ' ', 'é', '\uFEFF'), {
			maxLength: 60,
		})
		.map((tokens) => Buffer.from(tokens.join(''))),
	fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
);

/** A line of two cells: its text, and the row it must result in. Quotes that no cell begins with are text. */
type Line = readonly [written: string, row: Row];

const anyLine: fc.Arbitrary<Line> = fc
	.record({
		first: fc.stringMatching(/^[a-z0-9 ]{1,8}$/),
		second: fc.stringMatching(/^[a-z0-9 ]{1,8}$/),
		kind: fc.constantFrom('plain', 'quoted', 'inch', 'after', 'unclosed', 'unclosed first'),
	})
	.map(({ first, second, kind }): Line => {
		switch (kind) {
			case 'quoted':
				return [`"${first}","${second}"`, [first, second]];
			case 'inch':
				return [`${first}" ${first},${second}`, [`${first}" ${first}`, second]];
			case 'after':
				return [`"${first}"${second},x`, [`"${first}"${second}`, 'x']];
			case 'unclosed':
				return [`${first},"${second}`, 'broken_quote'];
			case 'unclosed first':
				return [`"${first},${second}`, 'broken_quote'];
			default:
				return [`${first},${second}`, [first, second]];
		}
	});

/** What csv-parse makes of each line on its own. */
function lineByLine(lines: readonly string[], dialect: RowDialect): Row[] {
	return lines.flatMap((line): Row[] => reference(Buffer.from(`${line}\n`), dialect));
}

function isClosed(line: string, dialect: RowDialect): boolean {
	try {
		reference(Buffer.from(`${line}\n`), dialect);
		return true;
	} catch {
		return false;
	}
}

describe('the row scanner', () => {
	it('the row scanner agrees with csv-parse on every line, whatever its quotes and delimiters', async () => {
		const line = fc
			.array(fc.constantFrom('"', '""', ',', ';', '\r', 'a', ' ', 'é', '\t', '|'), {
				maxLength: 12,
			})
			.map((tokens) => tokens.join(''));
		const dialects = fc.record({
			delimiter: fc.constantFrom(...DELIMITERS),
			emptyLinesAreRows: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(line), dialects, blockSizes, async (all, dialect, blockBytes) => {
				// An unclosed quoted cell continues on the next line.
				const lines = all.filter((text) => isClosed(text, dialect));
				const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
				const rows = await rowsOf([bytes], dialect, blockBytes);
				expect(rows).toEqual(lineByLine(lines, dialect));
			}),
			{ numRuns: runs(2000) },
		);
	});
});

describe('a malformed table', () => {
	it('a malformed table results in the same rows wherever it is cut', async () => {
		const options = fc.record({
			delimiter: fc.constantFrom<Delimiter>(',', ';'),
			emptyLinesAreRows: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(
				anyBytes,
				cuts,
				options,
				blockSizes,
				async (bytes, offsets, dialect, blockBytes) => {
					const whole = await rowsOf([bytes], dialect);
					expect(await rowsOf(cut(bytes, offsets), dialect)).toEqual(whole);
					expect(await rowsOf(cut(bytes, offsets), dialect, blockBytes)).toEqual(whole);
					expect(await rowsOf(inPiecesOf(1, bytes), dialect, blockBytes)).toEqual(whole);
				},
			),
			{ numRuns: runs(1000) },
		);
	});

	it('a quote that is not closed costs only its own line, and the other rows keep their numbers', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(anyLine),
				fc.constantFrom('\n', '\r\n'),
				cuts,
				blockSizes,
				async (lines, lineEnd, offsets, blockBytes) => {
					const bytes = Buffer.from(lines.map(([written]) => written + lineEnd).join(''));
					const rows = lines.map(([, row]) => row);
					expect(await rowsOf(cut(bytes, offsets), COMMA, blockBytes)).toEqual(rows);
				},
			),
			{ numRuns: runs(500) },
		);
	});

	it.each([
		['in one piece', 8 * MEBIBYTE],
		['in small pieces', 64 * 1024],
	])('a quote that is never closed costs only its own line in a table read %s', async (_, size) => {
		const rows = Array.from({ length: 300_000 }, (_, index) => [`user${index}`, 'x']);
		const lines = rows.map((row) => row.join(',')).join('\n');
		const bytes = Buffer.from(`id,note\n0,"never closed\n${lines}\n`);
		expect(bytes.length).toBeGreaterThan(2 * MEBIBYTE);
		const read = await rowsOf(inPiecesOf(size, bytes));
		expect(read.slice(0, 2)).toEqual([['id', 'note'], 'broken_quote']);
		expect(read.length).toBe(2 + rows.length);
		expect(read.at(-1)).toEqual(rows.at(-1));
	});

	it.each([
		['many lines', '1,row\n'.repeat(10_000)],
		['an endless line', 'x'.repeat(64 * 1024)],
	])('an open quote before %s is rejected within 3 MiB, not at the end', async (_, text) => {
		const more = Buffer.from(text);
		let yielded = 0;
		async function* chunks() {
			yield Buffer.from('id,note\n0,"never closed\n');
			for (; yielded < 10 * MEBIBYTE; yielded += more.length) yield more;
		}
		for await (const rows of readBlocks(chunks(), COMMA)) {
			if (rows.includes('broken_quote')) break;
		}
		expect(yielded).toBeLessThan(3 * MEBIBYTE);
	});
});

describe('a row over 1 MiB', () => {
	const pieces = [16 * 1024, 256 * 1024, 16 * MEBIBYTE];
	const lengths = [MEBIBYTE + 1, 1.1 * MEBIBYTE, 1.5 * MEBIBYTE, 3 * MEBIBYTE];
	it.each(lengths.flatMap((length) => pieces.map((piece) => [length, piece] as const)))(
		'a row of %i bytes, read in pieces of %i, is rejected as too long, and the next is read',
		async (length, piece) => {
			const bytes = Buffer.from(`id,note\n1,${'x'.repeat(length)}\n2,next\n`);
			expect(await rowsOf(inPiecesOf(piece, bytes))).toEqual([
				['id', 'note'],
				'row_too_long',
				['2', 'next'],
			]);
		},
	);

	it('a row over 1 MiB is rejected at the end of a table without a last line end', async () => {
		const bytes = Buffer.from(`id,note\n1,${'x'.repeat(2 * MEBIBYTE)}`);
		expect(await rowsOf(inPiecesOf(256 * 1024, bytes))).toEqual([['id', 'note'], 'row_too_long']);
	});

	it('a row just under 1 MiB is read', async () => {
		const long = 'x'.repeat(MEBIBYTE - 16);
		for (const cell of [long, long.replaceAll('xxxx', 'xx\nx')]) {
			const bytes = Buffer.from(`id,note\n1,"${cell}"\n2,next\n`);
			for (const piece of pieces) {
				const rows = await rowsOf(inPiecesOf(piece, bytes));
				expect(rows.length).toBe(3);
				expect(rows[1]?.[1] === cell).toBe(true);
				expect(rows[2]).toEqual(['2', 'next']);
			}
		}
	});
});

it.each([
	['a row of many lines and over 1 MiB', `1,"${'line of a long note\n'.repeat(70_000)}"`],
	['over 1 MiB of empty lines', '\n'.repeat(1.5 * MEBIBYTE)],
])('a table with %s results in the same rows wherever it is cut', async (_, middle) => {
	const bytes = Buffer.from(`id,note\n${middle}\n2,next\n`);
	const small = await rowsOf(inPiecesOf(64 * 1024, bytes));
	expect(small.at(-1)).toEqual(['2', 'next']);
	for (const piece of [256 * 1024, 16 * MEBIBYTE]) {
		const rows = await rowsOf(inPiecesOf(piece, bytes));
		expect(rows.length).toBe(small.length);
		expect(rows.slice(0, 10)).toEqual(small.slice(0, 10));
		expect(rows.at(-1)).toEqual(small.at(-1));
	}
});
