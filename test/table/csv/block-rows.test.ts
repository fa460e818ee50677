import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHash } from '../../../src/range/hash.ts';
import { SHA1 } from '../../../src/range/kind.ts';
import { hashIn } from '../../../src/table/columns/hash-cell.ts';
import { BlockRows, type RowNeeds } from '../../../src/table/csv/block-rows.ts';
import type { RowDialect } from '../../../src/table/csv/row-scanner.ts';
import { sha1 } from '../../support/ranges.ts';
import { runs } from '../../support/thorough.ts';

const anyHash = fc.nat({ max: 1000 }).map((seed) => sha1(`${seed}`));
const anyCell = fc.oneof(
	anyHash,
	anyHash.map((hash) => hash.toLowerCase()),
	anyHash.map((hash) => ` ${hash} `),
	anyHash.map((hash) => `"${hash}"`),
	anyHash.map((hash) => `"${hash.slice(1)}"""`),
	anyHash.map((hash) => `${hash}0`),
	anyHash.map((hash) => hash.slice(1)),
	anyHash.map((hash) => `${hash.slice(1)}G`),
	anyHash.map((hash) => `0x${hash}`),
	anyHash.map((hash) => `\\x${hash}`),
	anyHash.map((hash) => `\\\\x${hash.toLowerCase()}`),
	anyHash.map((hash) => `\\0x${hash}`),
	anyHash.map((hash) => `00${hash}`),
	anyHash.map((hash) => `"=""${hash}"""`),
	anyHash.map((hash) => Buffer.from(hash, 'hex').toString('base64')),
	anyHash.map((hash) => `"${hash}"x`),
	fc.constant('0'.repeat(40)),
	anyHash.map((hash) => `${hash}\r`),
	anyHash.map((hash) => `${hash}\rX`),
	fc.constantFrom('', 'user@example.com', '"quoted, once"', '"in ""quotes"""', '"two\nlines"', 'é'),
);
const anyBlock = fc
	.record({
		delimiter: fc.constantFrom<RowDialect['delimiter']>(',', ';', '\t'),
		lineEnd: fc.constantFrom('\n', '\r\n'),
		lastLineEnds: fc.boolean(),
		emptyLinesAreRows: fc.boolean(),
		rows: fc.array(fc.array(anyCell, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
	})
	.map(({ delimiter, lineEnd, lastLineEnds, emptyLinesAreRows, rows }) => ({
		dialect: { delimiter, emptyLinesAreRows },
		bytes: Buffer.from(
			rows.map((row) => row.join(delimiter)).join(lineEnd) + (lastLineEnds ? lineEnd : ''),
		),
	}));

it('a hash read from the bytes of a cell equals the one read from its text', () => {
	fc.assert(
		fc.property(anyBlock, fc.nat({ max: 3 }), ({ bytes, dialect }, column) => {
			const hash = { column, kind: SHA1 };
			const rows = new BlockRows(bytes, dialect, hash);
			const plain = new BlockRows(bytes, dialect);
			const read = new Uint32Array(6);
			const parsed = new Uint32Array(6);
			while (plain.next()) {
				expect(rows.next()).toBe(true);
				expect(rows.fault).toBe(plain.fault);
				if (plain.fault !== undefined) continue;
				expect(rows.cells()).toEqual(plain.cells());
				if (column >= plain.size) continue;
				const text = hashIn(plain.cell(column), SHA1)?.hex ?? '';
				const isHash = parseHash(text, SHA1, parsed, 1);
				expect(rows.readHash(hash, read, 1)).toBe(isHash);
				if (isHash) expect(read).toEqual(parsed);
			}
			expect(rows.next()).toBe(false);
		}),
		{ numRuns: runs(1000) },
	);
});

it('a reader that skips rows continues at the right row', () => {
	fc.assert(
		fc.property(anyBlock, fc.array(fc.nat({ max: 5 })), ({ bytes, dialect }, skips) => {
			const all: unknown[] = [];
			const each = new BlockRows(bytes, dialect);
			while (each.next()) all.push(each.fault ?? each.cells());
			const rows = new BlockRows(bytes, dialect);
			let at = 0;
			for (const skipped of skips) {
				rows.skip(skipped);
				at += skipped;
				if (!rows.next()) break;
				expect(rows.fault ?? rows.cells()).toEqual(all[at]);
				at += 1;
			}
			if (rows.next()) expect(at).toBeLessThan(all.length);
			else expect(at).toBeGreaterThanOrEqual(all.length);
		}),
		{ numRuns: runs(1000) },
	);
});

it('readers of one thread that take turns, or begin again, find what each alone finds', () => {
	const textsOf = (rows: BlockRows) => rows.fault ?? rows.cells();
	fc.assert(
		fc.property(anyBlock, anyBlock, fc.nat({ max: 12 }), (one, other, again) => {
			const alone = [one, other].map(({ bytes, dialect }) => {
				const rows = new BlockRows(bytes, dialect);
				const all: unknown[] = [];
				while (rows.next()) all.push(textsOf(rows));
				return all;
			});
			const readers = [one, other].map(({ bytes, dialect }) => new BlockRows(bytes, dialect));
			for (let row = 0; row < again; row += 1) readers[0]?.next();
			readers[0]?.rewind();
			for (let row = 0; row < 13; row += 1) {
				for (const [index, rows] of readers.entries()) {
					const found = rows.next() ? textsOf(rows) : undefined;
					expect(found).toEqual(alone[index]?.[row]);
				}
			}
		}),
		{ numRuns: runs(300) },
	);
});

describe('only cells that are used are judged', () => {
	/** What becomes of each row of a table whose first and last of three columns are used. */
	function faultsOf(content: string | Buffer): (string | undefined)[] {
		const needs: RowNeeds = { size: 3, named: 3, least: 3, used: [0, 2] };
		const dialect: RowDialect = { delimiter: ',', emptyLinesAreRows: false };
		const rows = new BlockRows(Buffer.from(content), dialect, { column: 2, kind: SHA1 });
		const all: (string | undefined)[] = [];
		while (rows.next()) all.push(rows.faultFor(needs));
		return all;
	}

	it('bytes that are not UTF-8, and what a decoder left of them, matter only where they are used', () => {
		const latin1 = (text: string) => Buffer.from(text, 'latin1');
		const lines = ['1,é,h', 'é,x,h', '1,x,é', '1,x,h'].map((line) => latin1(`${line}\n`));
		expect(faultsOf(Buffer.concat(lines))).toEqual([undefined, 'not_utf8', 'raw_bytes', undefined]);
		expect(faultsOf('1,\uFFFD,h\n\uFFFD,x,h\n"\uFFFD",x,h')).toEqual([
			undefined,
			'not_utf8',
			'not_utf8',
		]);
	});

	it('a NUL matters only where it is used, wherever in the table it is', () => {
		const row = '1,x,h\n';
		expect(faultsOf(`1,\0,h\n1\0,x,h\n1,x,h\0\n${row}`)).toEqual([
			undefined,
			'contains_nul',
			'contains_nul',
			undefined,
		]);
		expect(faultsOf(`${row.repeat(250)}1\0,x,h\n`).at(-1)).toBe('contains_nul');
	});

	it('text after a closing quote matters only where it is used', () => {
		expect(faultsOf('1,"a"b,h\n"1"1,x,h\n1,x,"h"h\n1,"a \\"b\\" c",h')).toEqual([
			undefined,
			'broken_quote',
			'broken_quote',
			undefined,
		]);
	});

	it('a quote inside an unquoted cell is text', () => {
		expect(faultsOf('1,5" disk,h\n5"1,x,h\n1,a "b" c,h"')).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});

	it('a row whose quotes may hide a delimiter needs exactly the right number of cells', () => {
		expect(faultsOf('1,"a"b,h,\n1,"a \\"b, c\\" d",h\n1, "a, b",h\n1, "a",h')).toEqual([
			undefined,
			'broken_quote',
			'broken_quote',
			undefined,
		]);
	});
});

it.each<[string, RowNeeds, string, string | undefined]>([
	['as many cells as the header', { size: 3, named: 3, least: 2, used: [] }, 'a,b,c', undefined],
	['an empty cell more', { size: 3, named: 3, least: 2, used: [] }, 'a,b,c,', undefined],
	[
		'blank cells more',
		{ size: 3, named: 3, least: 2, used: [] },
		'a,b,c, ,"",""" """',
		'ragged_row',
	],
	[
		'quoted blank cells more',
		{ size: 3, named: 3, least: 2, used: [] },
		'a,b,c, ,""," "',
		undefined,
	],
	['a filled cell more', { size: 3, named: 3, least: 2, used: [] }, 'a,b,c,d', 'ragged_row'],
	[
		'a filled cell after an empty one',
		{ size: 3, named: 3, least: 2, used: [] },
		'a,b,c,,d',
		'ragged_row',
	],
	[
		'no cells at its end that are not used',
		{ size: 3, named: 3, least: 2, used: [] },
		'a,b',
		undefined,
	],
	['a cell missing that is used', { size: 3, named: 3, least: 2, used: [] }, 'a', 'ragged_row'],
	[
		'data in a column without a name',
		{ size: 3, named: 2, least: 2, used: [] },
		'a,b,c',
		undefined,
	],
	['no data in it', { size: 3, named: 2, least: 2, used: [] }, 'a,b', undefined],
	[
		'a broken cell and a cell more',
		{ size: 3, named: 2, least: 2, used: [] },
		'a,"b"b,c',
		'broken_quote',
	],
])('a row with %s', (_, needs, line, fault) => {
	const rows = new BlockRows(Buffer.from(`${line}\n`), {
		delimiter: ',',
		emptyLinesAreRows: false,
	});
	rows.next();
	expect(rows.faultFor(needs)).toBe(fault);
	expect(rows.isWhole(needs)).toBe(fault === undefined);
});

it('a cell is a slice of the block without its quotes, unless it has escapes', () => {
	const rows = new BlockRows(Buffer.from('id,"a, b",c\n"say ""hi""",x,y\n'), {
		delimiter: ',',
		emptyLinesAreRows: false,
	});
	rows.next();
	const texts = [0, 1, 2].map((index) =>
		rows.bytes.toString('utf8', rows.startOf(index), rows.endOf(index)),
	);
	expect(texts).toEqual(['id', 'a, b', 'c']);
	rows.next();
	expect([0, 1, 2].map((index) => rows.isSlice(index))).toEqual([false, true, true]);
	expect(rows.cells()).toEqual(['say "hi"', 'x', 'y']);
});
