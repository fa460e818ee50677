import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseHash } from '../../../src/range/hash.ts';
import { SHA1 } from '../../../src/range/kind.ts';
import { BlockRows } from '../../../src/table/csv/block-rows.ts';
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
				const isHash = parseHash(plain.cell(column).trim(), SHA1, parsed, 1);
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

it('a row that is not UTF-8 is rejected, and its neighbors are read', () => {
	const bytes = Buffer.concat([
		Buffer.from('1,é\n2,'),
		Buffer.from([0xe9]),
		Buffer.from('\n3,\uFFFD\n"4","'),
		Buffer.from([0xc3]),
		Buffer.from('"\n5,x\n'),
	]);
	const rows = new BlockRows(bytes, { delimiter: ',', emptyLinesAreRows: false });
	const all: unknown[] = [];
	while (rows.next()) all.push(rows.fault ?? rows.cells());
	expect(all).toEqual([['1', 'é'], 'not_utf8', 'not_utf8', 'not_utf8', ['5', 'x']]);
});

it('the byte range of a cell excludes its quotes, and is undefined if the cell has escapes', () => {
	const rows = new BlockRows(Buffer.from('id,"a, b",c\n"say ""hi""",x,y\n'), {
		delimiter: ',',
		emptyLinesAreRows: false,
	});
	rows.next();
	const texts = [0, 1, 2].map((index) => {
		const { from = 0, to = 0 } = rows.byteRange(index) ?? {};
		return rows.bytes.toString('utf8', from, to);
	});
	expect(texts).toEqual(['id', 'a, b', 'c']);
	rows.next();
	expect(rows.byteRange(0)).toBeUndefined();
	expect(rows.cells()).toEqual(['say "hi"', 'x', 'y']);
});
