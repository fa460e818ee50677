import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	checkIsText,
	DELIMITERS,
	detectDelimiter,
	parseDelimiter,
} from '../../../src/table/csv/dialect.ts';

describe('the delimiter of a table', () => {
	it('the delimiter is the character between the names in the header', () => {
		const anyName = fc.string({ unit: fc.constantFrom(',', ';', '\t', '|', '"', '\n', 'a', 'é') });
		fc.assert(
			fc.property(
				fc.constantFrom(...DELIMITERS),
				fc.array(anyName, { minLength: 2 }),
				fc.string(),
				(delimiter, names, rest) => {
					const header = names.map((name) =>
						/^[aé]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`,
					);
					const head = Buffer.from(`${header.join(delimiter)}\n${rest}`);
					expect(detectDelimiter(head)).toBe(delimiter);
				},
			),
		);
	});

	it('a character that occurs only in quoted names is not the delimiter', () => {
		expect(detectDelimiter(Buffer.from('"a,b,c";"d,e,f";sha1\n'))).toBe(';');
	});

	it('the delimiter is a comma when the header is a single name', () => {
		expect(detectDelimiter(Buffer.from('sha1\na;b;c\n'))).toBe(',');
	});

	it.each([
		[',', ','],
		[';', ';'],
		['\t', '\t'],
		['|', '|'],
		['comma', ','],
		['semicolon', ';'],
		['tab', '\t'],
		['\\t', '\t'],
		['pipe', '|'],
	])('the delimiter can be given as %j', (text, delimiter) => {
		expect(parseDelimiter(text)).toBe(delimiter);
	});

	it.each([':', '', ',,', 'toString'])('the delimiter cannot be given as %j', (text) => {
		expect(() => parseDelimiter(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
	});
});

describe('files that are not text', () => {
	const text = 'id,sha1\n1,abc\n';
	it.each([
		['UTF-16, little-endian', Buffer.from(`\uFEFF${text}`, 'utf16le')],
		['UTF-16, big-endian', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
		['UTF-16 without a byte order mark', Buffer.from(text, 'utf16le')],
		['a spreadsheet', Buffer.from('PK\x03\x04\x14\x00\x06\x00', 'latin1')],
		['a database', Buffer.from('SQLite format 3\0', 'latin1')],
	])('a file that is not UTF-8 text is refused: %s', (_, head) => {
		expect(() => checkIsText(head, 'users.csv')).toThrow(
			expect.objectContaining({ code: 'INPUT' }),
		);
	});

	it.each([
		['ASCII', Buffer.from(text)],
		['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
		['Latin-1', Buffer.from('id;prénom\n', 'latin1')],
	])('a text file in %s is accepted', (_, head) => {
		expect(() => checkIsText(head, 'users.csv')).not.toThrow();
	});
});
